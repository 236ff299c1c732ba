import { existsSync } from 'node:fs';

/** One option of a bench: what the help says of it, and how it is read. */
export interface BenchOption<T> {
  readonly what: string;
  /** Stands behind the option's name in the help; null: the option takes no value. */
  readonly unit: string | null;
  /** As it ends "--rate is "x", expected …". */
  readonly expected: string;
  readonly default: T;
  /** As the help shows it; null where there is nothing to show. */
  readonly toldDefault: string | null;
  readonly isRequired?: boolean;
  /** Between a bench and its own processes: not in the help. */
  readonly isInner?: boolean;
  /** All that was typed for it, in turn. Undefined: that cannot be taken. */
  readonly read: (typed: readonly string[]) => T | undefined;
}

interface NumberShape {
  readonly unit: string;
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
}

/** What a seed may be, and more than any bench has time for. */
const WHOLE_MAX = 2 ** 31 - 1;

/** A whole number, at least 1 unless told. */
export function whole(what: string, { min = 1, max = WHOLE_MAX, ...shape }: NumberShape): BenchOption<number> {
  const expected = `a whole number from ${min} to ${max}`;
  const read = lastOf((text) => wholeIn(text, min, max));
  return { what, expected, toldDefault: String(shape.default), read, ...shape };
}

/** A number that need not be whole. Infinity, which nobody can type, is for what does not end unless told. */
export function amount(what: string, shape: NumberShape & { min: number; max: number }): BenchOption<number> {
  const { min, max, ...rest } = shape;
  const read = lastOf((text) => numberIn(text, min, max));
  const toldDefault = shape.default === Infinity ? null : String(shape.default);
  return { what, expected: `a number from ${min} to ${max}`, toldDefault, read, ...rest };
}

/** Whole numbers, separated by commas. */
export function wholes(
  what: string,
  { unit, min, max, ...shape }: { unit: string; default: readonly number[]; min: number; max: number },
): BenchOption<readonly number[]> {
  const expected = `whole numbers from ${min} to ${max}, separated by commas`;
  const read = (typed: readonly string[]) => allOf(typed, (text) => wholeIn(text, min, max));
  return { what, unit, expected, default: shape.default, toldDefault: shape.default.join(), read };
}

/** Words as they are: the name of a folder or a file. */
export function text(what: string, unit: string): BenchOption<string | undefined> {
  const read = lastOf((typed) => typed || undefined);
  return { what, unit, expected: `a ${unit}`, default: undefined, toldDefault: null, read };
}

/** One that is there already. */
export function folderHere(what: string): BenchOption<string | undefined> {
  const read = lastOf((typed) => (existsSync(typed) ? typed : undefined));
  return { ...text(what, 'directory'), expected: 'a directory that is here', read };
}

export function oneOf<T extends string>(what: string, unit: string, among: readonly T[]): BenchOption<T | undefined> {
  const read = lastOf((typed) => among.find((each) => each === typed));
  return { what, unit, expected: `one of ${among.join(', ')}`, default: undefined, toldDefault: null, read };
}

/** Separated by commas, or the option again and again. */
export function someOf<T extends string>(
  what: string,
  unit: string,
  among: readonly T[],
): BenchOption<readonly T[] | undefined> {
  const expected = `some of ${among.join(', ')}, separated by commas`;
  const read = (typed: readonly string[]) => allOf(typed, (name) => among.find((each) => each === name));
  return { what, unit, expected, default: undefined, toldDefault: null, read };
}

/** The same where nobody knows yet which names there are. */
export function someNames(what: string, unit: string): BenchOption<readonly string[] | undefined> {
  const read = (typed: readonly string[]) => allOf(typed, (name) => name || undefined);
  return { what, unit, expected: 'names, separated by commas', default: undefined, toldDefault: null, read };
}

/** A part of some names, to choose those that hold it. */
export function partOf(what: string, unit: string, among: readonly string[]): BenchOption<string | undefined> {
  const read = lastOf((typed) => (typed !== '' && among.some((name) => name.includes(typed)) ? typed : undefined));
  return { ...text(what, unit), expected: `a part of one of these: ${among.join(' | ')}`, read };
}

/** Takes no value. */
export function flag(what: string): BenchOption<boolean> {
  return { what, unit: null, expected: '', default: false, toldDefault: null, read: () => true };
}

/** What holds unless the option is typed, in place of nothing; `told` where the help should say it otherwise. */
export function unlessTold<T>(
  option: BenchOption<T | undefined>,
  value: NoInfer<T>,
  told: string | null = String(value),
): BenchOption<T> {
  return { ...option, default: value, toldDefault: told };
}

/** An option without which there is nothing to do. */
export function required<T>(option: BenchOption<T | undefined>): BenchOption<T> {
  return { ...(option as BenchOption<T>), isRequired: true };
}

/** An option with which a bench starts a process of its own. */
export function inner<T>(option: BenchOption<T>): BenchOption<T> {
  return { ...option, isInner: true };
}

/** Who types an option twice means the last. */
function lastOf<T>(read: (text: string) => T | undefined): (typed: readonly string[]) => T | undefined {
  return (typed) => read(typed.at(-1) ?? '');
}

function allOf<T>(typed: readonly string[], read: (text: string) => T | undefined): readonly T[] | undefined {
  const values = typed.flatMap((each) => each.split(',')).map(read);
  return values.includes(undefined) ? undefined : (values as T[]);
}

/** Not an empty text, nor one in another base: both are numbers to JavaScript. */
function numberIn(typed: string, min: number, max: number): number | undefined {
  const value = /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : NaN;
  return value >= min && value <= max ? value : undefined;
}

function wholeIn(typed: string, min: number, max: number): number | undefined {
  const value = numberIn(typed, min, max);
  return Number.isInteger(value) ? value : undefined;
}
