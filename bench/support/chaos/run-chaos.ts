import { setTimeout as wait } from 'node:timers/promises';
import { audit, waitingMessages } from './audit.js';
import type { Audit } from './audit.js';
import type { Device } from './device.js';
import type { FaultKind, PlannedFault } from './fault-plan.js';
import { suffer } from './faults.js';
import type { Path } from './sender.js';
import { Town } from './town.js';

export interface ChaosOptions {
  readonly path: Path;
  readonly seed: number;
  readonly rounds: readonly (readonly PlannedFault[])[];
  readonly compiled: string;
  /** When nothing has changed for so long, a path without an outbox has no more to come. */
  readonly stillMs?: number;
  /** No further round begins after so long: what was suffered by then is counted. */
  readonly forMs?: number;
  readonly progress?: (line: string) => void;
}

export interface Recovery {
  readonly kind: FaultKind;
  /**
   * From the fault's end until each box has had a record committed that it told after that; null: not within patience. A
   * killed box, broker or database has its end when it runs again, a link that died for good when it dies.
   */
  readonly recoveryMs: number | null;
}

export interface ChaosResult extends Audit {
  readonly path: Path;
  readonly faults: number;
  readonly recoveries: readonly Recovery[];
  /** Records still in an outbox when patience ended; each is lost for this run if it has no row. */
  readonly waiting: number;
  readonly drainMs: number;
}

const DAY_MS = 86_400_000;
/** Hubs take records up to 100 days old; each day offline takes a day of the traffic. */
const TRAFFIC_FROM_MS = 98 * DAY_MS;
/** A box whose clock is an hour ahead still tells of the past: hubs refuse the future. */
const TRAFFIC_TO_MS = DAY_MS / 8;
const RECORDS_PER_SECOND = 20;
/** The client's own pings would notice a dead link after 30 s, and the hub's statements give up after 12. */
const RECOVERY_MS_MAX = 90_000;
/** A message that a dead hub held comes again after 30 s, and a box asks again after up to a minute. */
const DRAIN_MS_MAX = 240_000;
/** Longer than the ack wait: what a dead hub held has come again by then. */
const STILL_MS = 35_000;
const POLL_MS = 50;

/**
 * The same in several towns at once, which have nothing in common but the machine: most of a round is waiting. Each takes
 * every so-many-th round.
 */
export async function runTowns(towns: number, options: ChaosOptions): Promise<ChaosResult> {
  const results = await Promise.all(
    Array.from({ length: towns }, (_, town) => {
      const rounds = options.rounds.filter((_round, index) => index % towns === town);
      return runChaos({ ...options, rounds, seed: options.seed + town });
    }),
  );
  return results.reduce(together);
}

function together(a: ChaosResult, b: ChaosResult): ChaosResult {
  return {
    path: a.path,
    faults: a.faults + b.faults,
    recoveries: [...a.recoveries, ...b.recoveries],
    waiting: a.waiting + b.waiting,
    drainMs: Math.max(a.drainMs, b.drainMs),
    emitted: a.emitted + b.emitted,
    rows: a.rows + b.rows,
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    invented: a.invented + b.invented,
    givenUp: a.givenUp + b.givenUp,
    differences: a.differences === null || b.differences === null ? null : a.differences + b.differences,
  };
}

/** Starts a town, lets it suffer round after round, waits until nothing is on its way, and counts. */
export async function runChaos({
  path,
  seed,
  rounds,
  compiled,
  stillMs = STILL_MS,
  forMs = Infinity,
  progress = () => undefined,
}: ChaosOptions) {
  const nowMs = Date.now();
  const span = { trafficFromMs: nowMs - TRAFFIC_FROM_MS, trafficToMs: nowMs - TRAFFIC_TO_MS };
  const town = new Town({ path, seed, compiled, recordsPerSecond: RECORDS_PER_SECOND, ...span });
  try {
    await town.start();
    await recovered(town);
    const recoveries: Recovery[] = [];
    const startedMs = performance.now();
    for (const [index, round] of rounds.entries()) {
      if (performance.now() - startedMs > forMs) break;
      await Promise.all(round.map((fault) => suffer(town, fault)));
      const recoveryMs = await recovered(town);
      recoveries.push(...round.map(({ kind }) => ({ kind, recoveryMs })));
      const kinds = round.map(({ kind }) => kind).join(' + ');
      progress(
        `${path} ${index + 1}/${rounds.length} ${kinds}: ${recoveryMs === null ? 'none' : Math.round(recoveryMs)} ms`,
      );
    }
    const drainMs = await drained(town, stillMs);
    const waiting = town.devices.reduce((sum, { ledger }) => sum + ledger.depth, 0);
    const faults = recoveries.length;
    const result: ChaosResult = { path, faults, recoveries, waiting, drainMs, ...(await audit(town)) };
    return result;
  } finally {
    await town.stop();
  }
}

/** Until each box has had a record committed that it began after now. */
async function recovered(town: Town): Promise<number | null> {
  const startedMs = performance.now();
  const froms = town.devices.map(({ ledger }) => ledger.next);
  const isDone = () => town.devices.every((device, index) => hasCommittedSince(device, froms[index] ?? 0));
  return (await until(isDone, RECOVERY_MS_MAX)) ? performance.now() - startedMs : null;
}

function hasCommittedSince({ ledger }: Device, from: number): boolean {
  for (let index = ledger.next - 1; index >= from; index--) {
    if (ledger.committed.has(ledger.begun.get(index) ?? '')) return true;
  }
  return false;
}

async function drained(town: Town, stillMs: number): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(town.hubs.map(({ ready }) => ready));
  for (const device of town.devices) device.order({ do: 'pause' });
  const isEmpty = () => town.devices.every(({ ledger }) => ledger.depth === 0 && ledger.inDoubt.size === 0);
  // A record told just before the pause shows in the depth only a little later.
  await wait(1_000);
  if (town.options.path === 'outbox') await until(isEmpty, DRAIN_MS_MAX);
  else await still(town, stillMs);
  return performance.now() - startedMs;
}

async function still(town: Town, stillMs: number): Promise<void> {
  const startedMs = performance.now();
  let [last, sinceMs] = ['', startedMs];
  while (performance.now() - startedMs < DRAIN_MS_MAX) {
    const now = `${await waitingMessages(town)} ${town.devices.map(({ ledger }) => ledger.committed.size).join(' ')}`;
    if (now !== last) [last, sinceMs] = [now, performance.now()];
    if (performance.now() - sinceMs > stillMs) return;
    await wait(10 * POLL_MS);
  }
}

async function until(isDone: () => boolean, patienceMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + patienceMs;
  while (!isDone()) {
    if (performance.now() > deadlineMs) return false;
    await wait(POLL_MS);
  }
  return true;
}
