import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CurbRecord } from '#events';
import type { NatsCredentials } from '#events/nats';
import { readBoxIdentity } from '#identity';
import { waitOrAbort } from '#rounds';
import type { SimulatedBox } from '../main.js';
import { dateAfter, dateAt, localDay } from './calendar.js';
import type { LocalDay } from './calendar.js';
import { streetDay } from './street-day.js';
import { describeTownStreet } from './street.js';
import { townCurbs } from './town-curbs.js';
import { TownLog } from './town-log.js';
import { STREETS, TOWN } from './town.js';

/** Puts that share their fsyncs; also how often the pace is looked at. */
const GROUP_RECORDS = 100;
/** So many wait in the outbox at most before the town waits too. */
const OUTBOX_RECORDS_MAX = 5_000;
const POLL_MS = 50;
/** How often a town that goes on looks whether something has happened. */
const LIVE_MS = 5_000;
const PROGRESS_DAYS = 7;
const MINUTE_MS = 60_000;
/** A whole past day is told in fewer reports, which say the same. */
const PAST_REPORT_MS = 5 * MINUTE_MS;

export interface TownOptions {
  /** Holds who it is, how far it has been told, and its outbox. */
  readonly folder: string;
  readonly natsUrl: string;
  readonly timeZone: string;
  /** Records a second while the past is told. */
  readonly rate: number;
  /** How long the hub has to take all of it in. */
  readonly patienceMs: number;
  /** Goes on at the street's own pace; otherwise it ends when the hub has the past. */
  readonly follow: boolean;
  /** Ends it, at whatever; what is told by then waits in the outbox for the next start. */
  readonly stopping: AbortSignal;
}

export type OpenTownBox = (options: {
  deviceId: string;
  natsUrl: string;
  credentials: NatsCredentials;
  directory: string;
}) => SimulatedBox;

/** Something a person can put right. */
class TownError extends Error {
  readonly isForPeople = true;
  readonly exitCode = 1;
}

/** `kerbline town`: tells what has happened in the simulated town since it was told last, through a box of its own. */
export async function tellTown(options: TownOptions, openBox: OpenTownBox, say: (line: string) => void): Promise<void> {
  const { folder, natsUrl, timeZone, follow, stopping } = options;
  const identity = readBoxIdentity(join(folder, 'identity'));
  if (!identity) throw new TownError(`${folder} has no identity: the town's box is not enrolled`);
  const log = TownLog.open(folder, { timeZone, nowMs: Date.now() });
  const ruleMs = localDay(log.ruleDay, log.timeZone).startMs;
  writeFileSync(join(folder, 'curbs.json'), `${JSON.stringify(townCurbs(ruleMs), null, 2)}\n`);
  const { deviceId, seed } = identity;
  const box = openBox({ deviceId, natsUrl, credentials: { type: 'nkey', seed }, directory: join(folder, 'outbox') });
  try {
    for (const street of STREETS) box.link.describe(describeTownStreet(street, deviceId));
    await tellPast(box, log, { ...options, say });
    await untilSettled(box, options);
    if (stopping.aborted) return;
    if (box.outbox.depth > 0) throw new TownError(`the hub has not taken ${box.outbox.depth} records in time`);
    while (follow && !stopping.aborted) {
      await waitOrAbort(LIVE_MS, stopping);
      await tellPast(box, log, { ...options, say: () => undefined });
    }
  } finally {
    await box.close();
  }
}

/** Day by day up to now. */
async function tellPast(
  box: SimulatedBox,
  log: TownLog,
  { rate, stopping, say }: TownOptions & { say: (line: string) => void },
): Promise<void> {
  const untilMs = Date.now();
  const fromMs = log.fromMs(untilMs);
  const [first, last] = [dateAt(fromMs, log.timeZone), dateAt(untilMs, log.timeZone)];
  for (let [date, days] = [first, 1]; date <= last; date = dateAfter(date, 1), days++) {
    const day = localDay(date, log.timeZone);
    const isWhole = fromMs <= day.startMs && day.endMs <= untilMs;
    const records = recordsOf(day, log, isWhole ? PAST_REPORT_MS : MINUTE_MS).filter(
      ({ recordedAtMs }) => recordedAtMs > fromMs && recordedAtMs <= untilMs,
    );
    await put(box, records, { rate, stopping, onTold: (atMs) => log.told(atMs) });
    if (stopping.aborted) return;
    log.told(Math.min(untilMs, day.endMs));
    if (days % PROGRESS_DAYS === 0 && date < last) say(`${days} days told`);
  }
}

let kept: { readonly name: string; readonly records: readonly CurbRecord[] } | null = null;

/** All cameras' records of a day; the last one asked for is kept, because a running day is asked for again and again. */
function recordsOf(day: LocalDay, { ruleDay }: TownLog, reportMs: number): readonly CurbRecord[] {
  const name = `${day.date}/${reportMs}`;
  if (kept?.name === name) return kept.records;
  const isAfter = day.date >= ruleDay;
  const records = STREETS.flatMap((street) => streetDay({ street, day, isAfter, seed: TOWN.seed, reportMs }));
  kept = { name, records: records.sort((a, b) => a.recordedAtMs - b.recordedAtMs) };
  return kept.records;
}

async function put(
  box: SimulatedBox,
  records: readonly CurbRecord[],
  { rate, stopping, onTold }: Pick<TownOptions, 'rate' | 'stopping'> & { onTold: (untilMs: number) => void },
): Promise<void> {
  const startedMs = performance.now();
  for (let told = 0; told < records.length && !stopping.aborted; told += GROUP_RECORDS) {
    await Promise.all(records.slice(told, told + GROUP_RECORDS).map((record) => box.put(record)));
    // Of a day that is broken off here, the next start tells the rest.
    const next = records[told + GROUP_RECORDS];
    if (next) onTold(next.recordedAtMs - 1);
    while (box.outbox.depth > OUTBOX_RECORDS_MAX && !stopping.aborted) await wait(POLL_MS);
    const dueMs = startedMs + ((told + GROUP_RECORDS) * 1_000) / rate;
    if (told + GROUP_RECORDS < records.length && dueMs > performance.now()) await wait(dueMs - performance.now());
  }
}

/** Until the hub has all of it, patience ends, or it is stopped: what it has not waits on the disk. */
async function untilSettled(box: SimulatedBox, { patienceMs, stopping }: TownOptions): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (box.outbox.depth > 0 && !stopping.aborted && performance.now() < endMs) await wait(POLL_MS);
}
