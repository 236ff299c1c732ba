import type { CurbRecord } from '#events';
import { DAY_MS, HOUR_MS, cameraDay } from './camera-day.js';
import { exponential, seeded } from './seeded.js';

/** A box is without its hub once in four days, for an hour on average. */
const OFFLINE_SHARE = 1 / 4;
const OFFLINE_MS = HOUR_MS;
/** Of all records, those that a box tells twice: after a restart it replays what it was about to say. */
const REPEATED_SHARE = 0.005;

export interface DeviceTraffic {
  readonly cameraIds: readonly string[];
  /** The first record is decided after `fromMs`, the last by `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
}

/** A record as a box hands it over: at `putAtMs`, which an offline spell makes later than it was decided. */
export interface Put {
  readonly record: CurbRecord;
  readonly putAtMs: number;
  readonly isRepeated: boolean;
}

/** All that one box says, day by day, in the order in which it says it. Holds one day in memory. */
export function* deviceTraffic({ cameraIds, fromMs, toMs, seed }: DeviceTraffic): Generator<Put> {
  for (let dayMs = Math.floor(fromMs / DAY_MS) * DAY_MS; dayMs < toMs; dayMs += DAY_MS) {
    const random = seeded(seed, 'way', dayMs, ...cameraIds);
    const offline = offlineSpell(dayMs, random);
    const puts = cameraIds
      .flatMap((cameraId) => cameraDay(cameraId, dayMs, seed))
      .filter(({ recordedAtMs }) => recordedAtMs > fromMs && recordedAtMs <= toMs)
      .flatMap((record) => putsOf(record, offline, random));
    // What an offline box has gathered leaves in the order in which it was decided.
    yield* puts.sort((a, b) => a.putAtMs - b.putAtMs || a.record.recordedAtMs - b.record.recordedAtMs);
  }
}

function putsOf(record: CurbRecord, offline: { fromMs: number; toMs: number } | null, random: () => number): Put[] {
  const { recordedAtMs } = record;
  const isHeld = offline !== null && recordedAtMs >= offline.fromMs && recordedAtMs < offline.toMs;
  const put = { record, putAtMs: isHeld ? offline.toMs : recordedAtMs, isRepeated: false };
  if (random() >= REPEATED_SHARE) return [put];
  return [put, { record, putAtMs: put.putAtMs + Math.round(random() * HOUR_MS), isRepeated: true }];
}

function offlineSpell(dayMs: number, random: () => number): { fromMs: number; toMs: number } | null {
  if (random() > OFFLINE_SHARE) return null;
  const fromMs = dayMs + random() * (DAY_MS - 4 * HOUR_MS);
  return { fromMs, toMs: fromMs + Math.min(4 * HOUR_MS, exponential(random, OFFLINE_MS)) };
}
