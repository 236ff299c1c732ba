import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { BenchUsageError, helpOf, readOptions } from '../../bench/support/bench-options.js';

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
    ['--gates x', '--gates is "x", expected a whole number from 1 to 9'],
    ['--gates 0', '--gates is "0", expected a whole number from 1 to 9'],
    ['--gates 10', '--gates is "10", expected a whole number from 1 to 9'],
    ['--gates 1.5', '--gates is "1.5", expected a whole number from 1 to 9'],
    ['--gates 0x2', '--gates is "0x2", expected a whole number from 1 to 9'],
    ['--gates=', '--gates is "", expected a whole number from 1 to 9'],
    ['--seed -1', '--seed is "-1", expected a whole number from 0 to 2147483647'],
    ['--hours 0.4', '--hours is "0.4", expected a number from 0.5 to 24'],
    ['--hours 24.1', '--hours is "24.1", expected a number from 0.5 to 24'],
    ['--hours NaN', '--hours is "NaN", expected a number from 0.5 to 24'],
    ['--patience Infinity', '--patience is "Infinity", expected a number from 1 to 60'],
    ['--sizes 3,9', '--sizes is "3,9", expected whole numbers from 1 to 8, separated by commas'],
    ['--sizes 3,', '--sizes is "3,", expected whole numbers from 1 to 8, separated by commas'],
    ['--side up', '--side is "up", expected one of left, right'],
    ['--kinds swing,lift', '--kinds is "swing,lift", expected some of swing, slide, separated by commas'],
    ['--clips a,,b', '--clips is "a,,b", expected names, separated by commas'],
    ['--only east', '--only is "east", expected a part of one of these: north gate | south gate'],
    ['--gate 3', "error: unknown option '--gate'"],
    ['-g', "error: unknown option '-g'"],
    ['--toString', "error: unknown option '--toString'"],
    ['gates', 'error: "gates" belongs to no option'],
    ['--gates', '--gates misses its value, expected a whole number from 1 to 9'],
    ['--home --bare', '--home misses its value, expected a directory'],
    ['--bare=yes', '--bare takes no value'],
  ])('refuses %s and says what it expects', (typed, said) => {
    expect(() => read(...typed.split(' '))).toThrow(BenchUsageError);
    expect(() => read(...typed.split(' '))).toThrow(said);
  });

  it('must be told where there is nothing to do without', () => {
    const usage = { name: 'gates', measures: '', options: { home: required(text('the gates', 'directory')) } };
    expect(readOptions(usage, ['--home', 'here'])).toEqual({ home: 'here' });
    expect(() => readOptions(usage, [])).toThrow('error: --home is missing, expected a directory');
  });

  it('name a folder that is here', () => {
    const usage = { name: 'gates', measures: '', options: { folder: folderHere('the gates') } };
    expect(readOptions(usage, ['--folder', tmpdir()])).toEqual({ folder: tmpdir() });
    const gone = join(tmpdir(), 'no-such-folder');
    expect(() => readOptions(usage, ['--folder', gone])).toThrow(
      `--folder is "${gone}", expected a directory that is here`,
    );
  });

  it.each(['--help', '-h', '--gates x --help'])('ask for help by %s', (typed) =>
    expect(read(...typed.split(' '))).toBeNull(),
  );
});

describe('the help of a bench', () => {
  it('tells what it measures, each option with its unit and default, and an example', () => {
    const usage = { name: 'gates', measures: '\nHow fast gates open.', examples: USAGE.examples };
    const { gates, patience, bare, url } = USAGE.options;
    expect(helpOf({ ...usage, options: { gates, patience, bare, url } })).toBe(
      `Usage: node dist/bench/gates.js [options]

How fast gates open.

Options:
  --gates <count>       how many there are (default: 4)
  --patience <minutes>  when to give up
  --bare                without doors
  -h, --help            says this

Examples:
  node dist/bench/gates.js --gates 9  all there can be`,
    );
  });

  it('tells what must be told', () => {
    const usage = { name: 'gates', measures: 'x', options: { home: required(text('the gates', 'directory')) } };
    expect(helpOf(usage)).toContain('--home <directory>  the gates (must be told)');
  });

  it('promises no options where there are none', () =>
    expect(helpOf({ name: 'gates', measures: 'How fast gates open.' })).toBe(
      `Usage: node dist/bench/gates.js

How fast gates open.

Options:
  -h, --help  says this`,
    ));

  it('goes on below where a line is full', () => {
    const what = Array.from({ length: 40 }, () => 'gate').join(' ');
    const lines = helpOf({ name: 'gates', measures: 'x', options: { bare: flag(what) } }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines.filter((line) => line.startsWith('              gate')).length).toBeGreaterThan(0);
  });
});
