import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { NOT_HERE } from './not-here.js';

/** A program to run, and what Node gets to run it. */
export interface BenchRun {
  readonly name: string;
  readonly args: readonly string[];
}

export interface BenchOutcome {
  readonly name: string;
  readonly seconds: number;
  /** Null: it was ended by a signal, or could not be started. */
  readonly exitCode: number | null;
  readonly result: 'done' | 'FAILED' | 'skipped: not here' | 'stopped';
}

interface RunOptions {
  readonly tell: (line: string) => void;
  /** Ends the one that runs, and starts no other. */
  readonly stop: AbortSignal;
}

/** One after another, also where one fails: the others' figures are as good. What they print is printed as it comes. */
export async function runBenches(
  runs: readonly BenchRun[],
  { tell, stop }: RunOptions,
): Promise<readonly BenchOutcome[]> {
  const outcomes: BenchOutcome[] = [];
  const startedMs = performance.now();
  const secondsSince = (ms: number) => Math.round((performance.now() - ms) / 100) / 10;
  for (const [at, { name, args }] of runs.entries()) {
    if (stop.aborted) break;
    tell(`\n[${at + 1} of ${runs.length}] ${name}, ${secondsSince(startedMs)} s after the first`);
    const begunMs = performance.now();
    const exitCode = await exitCodeOf(args, stop);
    const outcome = { name, seconds: secondsSince(begunMs), exitCode, result: resultOf(exitCode, stop) };
    tell(`[${at + 1} of ${runs.length}] ${name}: ${outcome.result} in ${outcome.seconds} s`);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** What has been skipped is no failure; what has been stopped is. */
export function areWell(outcomes: readonly BenchOutcome[]): boolean {
  return outcomes.every(({ result }) => result === 'done' || result === 'skipped: not here');
}

async function exitCodeOf(args: readonly string[], stop: AbortSignal): Promise<number | null> {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const end = () => child.kill('SIGTERM');
  stop.addEventListener('abort', end, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } finally {
    stop.removeEventListener('abort', end);
  }
}

function resultOf(exitCode: number | null, stop: AbortSignal): BenchOutcome['result'] {
  if (exitCode === 0) return 'done';
  if (exitCode === NOT_HERE) return 'skipped: not here';
  return stop.aborted ? 'stopped' : 'FAILED';
}
