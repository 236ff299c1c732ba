import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  amount,
  flag,
  folderHere,
  inner,
  oneOf,
  partOf,
  required,
  someNames,
  someOf,
  text,
  unlessTold,
  whole,
  wholes,
} from '../../bench/support/bench-option.js';
import type { BenchOption } from '../../bench/support/bench-option.js';
import { readOptions } from '../../bench/support/bench-options.js';
import type { BenchUsage } from '../../bench/support/bench-options.js';

const USAGE = {
  name: 'gates',
  measures: '\nHow fast gates open.',
  options: {
    gates: whole('how many there are', { unit: 'count', default: 4, max: 9 }),
    seed: whole('which ones', { unit: 'number', default: 1, min: 0 }),
    hours: amount('how long', { unit: 'hours', default: 2.5, min: 0.5, max: 24 }),
    patience: amount('when to give up', { unit: 'minutes', default: Infinity, min: 1, max: 60 }),
    sizes: wholes('of the gates', { unit: 'px', default: [3, 5], min: 1, max: 8 }),
    home: text('keeps them there', 'directory'),
    side: oneOf('which side', 'side', ['left', 'right']),
    kinds: unlessTold(someOf('which kinds', 'names', ['swing', 'slide']), ['swing']),
    clips: someNames('which films', 'names'),
    only: partOf('gates whose name holds it', 'text', ['north gate', 'south gate']),
    bare: flag('without doors'),
    url: inner(text('whom to ask', 'url')),
  },
  examples: [['--gates 9', 'all there can be']],
} as const;

type Options = Readonly<Record<string, BenchOption<unknown>>>;

/** What a bench says of what was typed, to people and as an error, and how it ends. */
function saidOf<O extends Options>(usage: BenchUsage<O>, typed: readonly string[]) {
  const said = { out: '', error: '' };
  const writers = {
    writeOut: (text: string) => void (said.out += text),
    writeErr: (text: string) => void (said.error += text),
  };
  expect(() => readOptions(usage, typed, writers)).toThrow(CommanderError);
  return said;
}

const read = (...typed: readonly string[]) => readOptions(USAGE, typed);

describe('the options of a bench', () => {
  it('are their defaults where nothing is typed', () =>
    expect(read()).toEqual({
      ...{ gates: 4, seed: 1, hours: 2.5, patience: Infinity, sizes: [3, 5], kinds: ['swing'], bare: false },
      ...{ home: undefined, side: undefined, clips: undefined, only: undefined, url: undefined },
    }));

  it('are read as what they stand for', () =>
    expect(
      read(
        ...['--gates', '9', '--seed=0', '--hours', '0.5', '--patience', '60', '--sizes', '1,8', '--home', 'here'],
        ...['--side', 'right', '--kinds', 'swing,slide', '--clips', 'a,b', '--only', 'south', '--bare', '--url', 'u'],
      ),
    ).toEqual({
      ...{ gates: 9, seed: 0, hours: 0.5, patience: 60, sizes: [1, 8], home: 'here', side: 'right' },
      ...{ kinds: ['swing', 'slide'], clips: ['a', 'b'], only: 'south', bare: true, url: 'u' },
    }));

  it('are the last that was typed, and of names all', () =>
    expect(read('--gates', '2', '--gates', '3', '--kinds', 'slide', '--kinds', 'swing')).toMatchObject({
      gates: 3,
      kinds: ['slide', 'swing'],
    }));

  it.each([
    ['--gates x', "option '--gates <count>' argument 'x' is invalid. Expected a whole number from 1 to 9."],
    ['--gates 0', 'Expected a whole number from 1 to 9.'],
    ['--gates 10', 'Expected a whole number from 1 to 9.'],
    ['--gates 1.5', 'Expected a whole number from 1 to 9.'],
    ['--gates 0x2', 'Expected a whole number from 1 to 9.'],
    ['--gates=', 'Expected a whole number from 1 to 9.'],
    ['--seed -1', 'Expected a whole number from 0 to 2147483647.'],
    ['--hours 0.4', 'Expected a number from 0.5 to 24.'],
    ['--hours 24.1', 'Expected a number from 0.5 to 24.'],
    ['--hours NaN', 'Expected a number from 0.5 to 24.'],
    ['--patience Infinity', 'Expected a number from 1 to 60.'],
    ['--sizes 3,9', 'Expected whole numbers from 1 to 8, separated by commas.'],
    ['--sizes 3,', 'Expected whole numbers from 1 to 8, separated by commas.'],
    ['--side up', 'Expected one of left, right.'],
    ['--kinds swing,lift', 'Expected some of swing, slide, separated by commas.'],
    ['--clips a,,b', 'Expected names, separated by commas.'],
    ['--only east', 'Expected a part of one of these: north gate | south gate.'],
    ['--gate 3', "unknown option '--gate'"],
    ['-g', "unknown option '-g'"],
    ['gates', 'too many arguments'],
    ['--gates', "option '--gates <count>' argument missing"],
  ])('refuses %s, says what it expects, and where to look', (typed, expected) => {
    const { out, error } = saidOf(USAGE, typed.split(' '));
    expect(out).toBe('');
    expect(error).toContain(expected);
    expect(error).toContain('`node dist/bench/gates.js --help` tells what it takes.');
  });

  it('must be told where there is nothing to do without', () => {
    const usage = { name: 'gates', measures: '', options: { home: required(text('the gates', 'directory')) } };
    expect(readOptions(usage, ['--home', 'here'])).toEqual({ home: 'here' });
    expect(saidOf(usage, []).error).toContain("required option '--home <directory>' not specified");
  });

  it('name a folder that is here', () => {
    const usage = { name: 'gates', measures: '', options: { folder: folderHere('the gates') } };
    expect(readOptions(usage, ['--folder', tmpdir()])).toEqual({ folder: tmpdir() });
    const gone = join(tmpdir(), 'no-such-folder');
    expect(saidOf(usage, ['--folder', gone]).error).toContain('Expected a directory that is here.');
  });
});

describe('the help of a bench', () => {
  it.each(['--help', '-h'])(
    'tells at %s what it measures, each option with its unit and default, and an example',
    (asked) => {
      const { gates, patience, bare, url } = USAGE.options;
      const { out, error } = saidOf({ ...USAGE, options: { gates, patience, bare, url } }, [asked]);
      expect(error).toBe('');
      expect(out).toBe(`Usage: node dist/bench/gates.js [options]

How fast gates open.

Options:
  --gates <count>       how many there are (default: 4)
  --patience <minutes>  when to give up
  --bare                without doors
  -h, --help            says this

Examples:
  # all there can be
  node dist/bench/gates.js --gates 9
`);
    },
  );
});
