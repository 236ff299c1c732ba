import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { BenchOption } from './bench-option.js';

type Options = Readonly<Record<string, BenchOption<unknown>>>;

/** What was asked for, by the options' names. */
export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends BenchOption<infer T> ? T : never;
};

/** What `--help` says of a bench: nowhere else is it written how one is used. */
export interface BenchUsage<O extends Options> {
  /** Of its file, without the ending. */
  readonly name: string;
  /** What it measures, and what must be known to read its figures. */
  readonly measures: string;
  readonly options?: O;
  /** Options as they are typed, each with what that run is. */
  readonly examples?: readonly (readonly [options: string, what: string])[];
}

/** Takes what is said to people. */
export interface Said {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

const EXIT_USAGE = 2;
const LINE_MAX = 110;

/**
 * Reads what was typed behind a bench's name. Answers `--help` and what it cannot take, and ends there: to be called before
 * anything is started.
 */
export function benchOptions<O extends Options>(usage: BenchUsage<O>): OptionValues<O> {
  try {
    return readOptions(usage, process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
  }
}

/** Throws `CommanderError` once it has said what is wrong, or has helped. */
export function readOptions<O extends Options>(
  usage: BenchUsage<O>,
  typed: readonly string[],
  said?: Said,
): OptionValues<O> {
  const command = commandOf(usage);
  if (said) command.configureOutput(said);
  command.parse(typed, { from: 'user' });
  const told = command.opts();
  const values = Object.entries(usage.options ?? {}).map(([name, option]) => {
    const key = new Option(`--${name}`).attributeName();
    return [name, key in told ? told[key] : option.default] as const;
  });
  return Object.fromEntries(values) as OptionValues<O>;
}

function commandOf<O extends Options>({ name, measures, options, examples = [] }: BenchUsage<O>): Command {
  const typed = `node dist/bench/${name}.js`;
  const command = new Command(typed)
    .description(measures.trim().replaceAll(/(?<!\n)\n(?!\n)/g, ' '))
    .configureHelp({ helpWidth: LINE_MAX })
    .helpOption('-h, --help', 'says this')
    .showHelpAfterError(`\`${typed} --help\` tells what it takes.`)
    .allowExcessArguments(false)
    .exitOverride();
  for (const [option, told] of Object.entries(options ?? {})) command.addOption(optionOf(option, told));
  const shown = examples.map(([rest, what]) => `  # ${what}\n  ${typed} ${rest}`);
  return shown.length === 0 ? command : command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`);
}

function optionOf(name: string, { unit, what, expected, read, ...rest }: BenchOption<unknown>): Option {
  const option = new Option(`--${name}${unit === null ? '' : ` <${unit}>`}`, what).hideHelp(rest.isInner ?? false);
  if (rest.toldDefault !== null) option.default(rest.default, rest.toldDefault);
  if (rest.isRequired) option.makeOptionMandatory();
  if (unit === null) return option;
  const typed: string[] = [];
  return option.argParser((text) => {
    typed.push(text);
    const value = read(typed);
    if (value === undefined) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  });
}
