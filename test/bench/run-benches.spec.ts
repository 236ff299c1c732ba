import { describe, expect, it } from 'vitest';
import { areWell, runBenches } from '../../bench/support/run-benches.js';
import type { BenchRun } from '../../bench/support/run-benches.js';

const run = (name: string, script: string): BenchRun => ({ name, args: ['-e', script] });

function runner(stop = new AbortController()) {
  const told: string[] = [];
  return {
    told,
    run: (...runs: BenchRun[]) => runBenches(runs, { tell: (line) => told.push(line), stop: stop.signal }),
  };
}

describe('running the benches', () => {
  it('goes on after one that fails', async () => {
    const outcomes = await runner().run(run('bad', 'process.exit(3)'), run('good', ''));
    expect(outcomes).toMatchObject([
      { name: 'bad', exitCode: 3, result: 'FAILED' },
      { name: 'good', exitCode: 0, result: 'done' },
    ]);
    expect(areWell(outcomes)).toBe(false);
  });

  it('counts one whose recordings are not here as skipped, which is well', async () => {
    const outcomes = await runner().run(run('far', 'process.exit(77)'), run('good', ''));
    expect(outcomes).toMatchObject([{ exitCode: 77, result: 'skipped: not here' }, { result: 'done' }]);
    expect(areWell(outcomes)).toBe(true);
  });

  it('counts one that a signal ends as failed', async () => {
    const outcomes = await runner().run(run('killed', "process.kill(process.pid, 'SIGKILL')"));
    expect(outcomes).toMatchObject([{ exitCode: null, result: 'FAILED' }]);
  });

  it('tells which of how many runs, and how it ended', async () => {
    const { told, run: all } = runner();
    await all(run('one', ''), run('two', 'process.exit(1)'));
    expect(told.map((line) => line.trim().replace(/[\d.]+ s/, 'N s'))).toEqual([
      '[1 of 2] one, N s after the first',
      '[1 of 2] one: done in N s',
      '[2 of 2] two, N s after the first',
      '[2 of 2] two: FAILED in N s',
    ]);
  });

  it('ends the one that runs when it is stopped, and starts no other', async () => {
    const stop = new AbortController();
    const ended = runner(stop).run(run('endless', 'setInterval(() => {}, 1000)'), run('next', ''));
    stop.abort();
    expect(await ended).toMatchObject([{ name: 'endless', exitCode: null, result: 'stopped' }]);
    expect(areWell(await ended)).toBe(false);
  });
});
