import fc from 'fast-check';
import type { CurbRecord } from '#events';
import { Stop, laneFlow, lost, report, restored } from './records.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const CAMERAS = ['main-street', 'high-street', 'station'] as const;

/** Any day at three cameras: visits of every kind, some told anew with another end, reports, lane flow and faults. */
export function streetRecords(dayMs: number): fc.Arbitrary<CurbRecord[]> {
  const cameraId = fc.constantFrom(...CAMERAS);
  const minute = fc.integer({ min: 0, max: DAY_MINUTES - 1 });
  const atMs = fc
    .tuple(minute, fc.integer({ min: 0, max: MINUTE_MS - 1 }))
    .map(([m, ms]) => dayMs + m * MINUTE_MS + ms);
  const visit = fc
    .record({
      cameraId,
      startMs: atMs,
      isBlocking: fc.boolean(),
      startCensored: fc.boolean(),
      endCensored: fc.boolean(),
      lastsMs: fc.integer({ min: 0, max: 30 * 60 * MINUTE_MS }),
      told: fc.constantFrom('start', 'end', 'both', 'twice'),
    })
    .map(({ startMs, isBlocking, lastsMs, endCensored, told, ...rest }) => {
      const kind = isBlocking ? ({ zoneId: 'lane_1', type: 'double_parking' } as const) : {};
      const stop = new Stop(startMs, { ...rest, ...kind });
      const end = stop.ended(startMs + lastsMs, { endCensored, blindMs: lastsMs >> 2 });
      const again = stop.ended(startMs + lastsMs + 90_000);
      return { start: [stop.started()], end: [end], both: [stop.started(), end], twice: [stop.started(), end, again] }[
        told
      ];
    });
  const reports = fc
    .record({ cameraId, endMs: atMs, periodMs: fc.integer({ min: 0, max: 4 * 60 * MINUTE_MS }) })
    .map(({ endMs, ...change }) => [report(endMs, { ...change, observedMs: change.periodMs >> 1 })]);
  const flow = fc
    .record({
      cameraId,
      period: fc.integer({ min: 0, max: 287 }),
      vehicles: fc.integer({ min: 0, max: 90 }),
      observedMs: fc.integer({ min: 0, max: 300_000 }),
    })
    .map(({ period, vehicles, ...rest }) => [
      laneFlow(dayMs + period * 300_000, { lane_1: vehicles, lane_2: vehicles >> 1 }, rest),
    ]);
  const fault = fc
    .tuple(atMs, fc.integer({ min: 0, max: 3_600_000 }))
    .map(([lostMs, forMs]) => [lost(lostMs), restored(lostMs, lostMs + forMs)]);
  return fc
    .array(fc.oneof(visit, visit, reports, flow, fault), { minLength: 1, maxLength: 40 })
    .map((groups) => oncePerMoment(groups.flat()));
}

/** Of two different records of the same camera, moment and id only one can be meant: the first here. */
function oncePerMoment(records: readonly CurbRecord[]): CurbRecord[] {
  const known = new Map<string, CurbRecord>();
  for (const record of records) {
    const key = `${record.cameraId}/${record.atMs}/${record.id}`;
    if (!known.has(key)) known.set(key, record);
  }
  return [...known.values()];
}
