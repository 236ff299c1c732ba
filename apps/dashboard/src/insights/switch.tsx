interface SwitchProps<T extends string | number> {
  readonly name: string;
  readonly options: readonly T[];
  readonly chosen: T;
  readonly words: (option: T) => string;
  readonly onChoose: (option: T) => void;
}

/** One of a few, all of them in sight. */
export function Switch<T extends string | number>({ name, options, chosen, words, onChoose }: SwitchProps<T>) {
  return (
    <div className="segments" role="group" aria-label={name}>
      {options.map((option) => (
        <button key={option} type="button" aria-pressed={option === chosen} onClick={() => onChoose(option)}>
          {words(option)}
        </button>
      ))}
    </div>
  );
}
