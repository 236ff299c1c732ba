import { parseArgs } from 'node:util';
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
  /** What it measures, and what must be known to read its figures; lines as they shall stand. */
  readonly measures: string;
  readonly options?: O;
  /** Options as they are typed, each with what that run is. */
  readonly examples?: readonly (readonly [options: string, what: string])[];
}

const EXIT_USAGE = 2;
const LINE_MAX = 110;

export class BenchUsageError extends Error {}

/**
 * Reads what was typed behind a bench's name. Answers `--help` and what it cannot take, and ends there: to be called before
 * anything is started.
 */
export function benchOptions<O extends Options>(usage: BenchUsage<O>): OptionValues<O> {
  try {
    const values = readOptions(usage, process.argv.slice(2));
    if (values) return values;
    console.log(helpOf(usage));
    process.exit(0);
  } catch (error) {
    if (!(error instanceof BenchUsageError)) throw error;
    console.error(`${error.message}\n\`${commandOf(usage)} --help\` tells what it takes.`);
    process.exit(EXIT_USAGE);
  }
}

/** Null: help is asked for. Throws `BenchUsageError`. */
export function readOptions<O extends Options>(usage: BenchUsage<O>, typed: readonly string[]): OptionValues<O> | null {
  const options: Options = usage.options ?? {};
  const types = Object.entries(options).map(
    ([name, { unit }]) => [name, { type: unit === null ? 'boolean' : 'string' }] as const,
  );
  // Not strict: what is wrong is said here, in words that `kerbline` has for it too.
  const { tokens } = parseArgs({
    args: [...typed],
    options: { ...Object.fromEntries(types), help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) return null;
  const told = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw new BenchUsageError(`error: "${token.value}" belongs to no option`);
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw new BenchUsageError(`error: unknown option '${rawName}'`);
    if (option.unit === null && value !== undefined) throw new BenchUsageError(`error: ${rawName} takes no value`);
    const isOptionInstead = inlineValue === false && value !== undefined && /^--?[a-z]/.test(value);
    if (option.unit !== null && (value === undefined || isOptionInstead)) {
      throw new BenchUsageError(`error: ${rawName} misses its value, expected ${option.expected}`);
    }
    told.set(name, [...(told.get(name) ?? []), value ?? '']);
  }
  const values = Object.entries(options).map(
    ([name, option]) => [name, valueOf(name, option, told.get(name))] as const,
  );
  return Object.fromEntries(values) as OptionValues<O>;
}

function valueOf(name: string, option: BenchOption<unknown>, typed: readonly string[] | undefined): unknown {
  if (typed) {
    const value = option.read(typed);
    if (value !== undefined) return value;
    throw new BenchUsageError(`--${name} is "${typed.join(' ')}", expected ${option.expected}`);
  }
  if (option.isRequired) throw new BenchUsageError(`error: --${name} is missing, expected ${option.expected}`);
  return option.default;
}

export function helpOf<O extends Options>(usage: BenchUsage<O>): string {
  const command = commandOf(usage);
  const told = Object.entries(usage.options ?? {}).filter(([, { isInner }]) => !isInner);
  const rows = [...told.map(rowOf), ['-h, --help', 'says this'] as const];
  const examples = (usage.examples ?? []).map(([options, what]) => [`${command} ${options}`, what] as const);
  const parts = [
    `Usage: ${command}${told.length > 0 ? ' [options]' : ''}`,
    usage.measures.trim(),
    `Options:\n${columns(rows)}`,
    ...(examples.length > 0 ? [`Examples:\n${columns(examples)}`] : []),
  ];
  return parts.join('\n\n');
}

function commandOf({ name }: { readonly name: string }): string {
  return `node dist/bench/${name}.js`;
}

function rowOf([name, { unit, what, isRequired, toldDefault }]: [string, BenchOption<unknown>]): readonly [
  string,
  string,
] {
  const notes = [isRequired ? ' (must be told)' : '', toldDefault === null ? '' : ` (default: ${toldDefault})`];
  return [`--${name}${unit === null ? '' : ` <${unit}>`}`, what + notes.join('')];
}

/** Two columns; where a line has no room for the second, it goes on below itself. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows
    .flatMap(([left, right]) => {
      const lines = wrapped(right, Math.max(LINE_MAX / 3, LINE_MAX - width - 2));
      return lines.map((line, n) => `  ${(n === 0 ? left : '').padEnd(width)}${line}`);
    })
    .join('\n');
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
