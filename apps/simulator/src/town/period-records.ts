import type { CurbRecord } from '#events';
import type { LocalDay } from './calendar.js';
import { demandAt } from './demand.js';
import { blindMs, townRecord } from './stop-records.js';
import type { Blind, Stop } from './stop-records.js';
import { CONFIG_HASH } from './street.js';
import type { TownStreet } from './street.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FLOW_MS = 5 * MINUTE_MS;
/** A 1 Mbit/s stream. */
const BYTES_A_MINUTE = 7_500_000;
/** Of the traffic of a lane, what does not get through while it is blocked. */
const HELD_UP_SHARE = 0.35;

/** What a box says of its work, a period of `reportMs` at a time. */
export function* workReports(
  told: { cameraId: string; day: LocalDay; blind: Blind | null; reportMs: number },
  random: () => number,
): Generator<CurbRecord> {
  const { cameraId, day, blind, reportMs } = told;
  for (let endMs = day.startMs + reportMs; endMs <= day.endMs; endMs += reportMs) {
    const observedMs = reportMs - blindMs(blind, endMs - reportMs, endMs);
    const frames = Math.round(observedMs / 200);
    const skipped = random() < 0.03 ? Math.min(frames, 1 + Math.floor(4 * random())) : 0;
    const counts = { framesDecoded: frames, framesAnalysed: frames - skipped, framesSkipped: skipped };
    const videoBytes = Math.round((BYTES_A_MINUTE * observedMs) / MINUTE_MS);
    const work = { periodMs: reportMs, observedMs, ...counts, videoBytes, configHash: CONFIG_HASH };
    yield townRecord(cameraId, endMs, { about: endMs, body: { type: 'scheduled_report', ...work } });
  }
}

/** What passed along each lane, less of it while the lane was blocked. */
export function* laneFlows(
  told: { street: TownStreet; day: LocalDay; blind: Blind | null; stops: readonly Stop[] },
  random: () => number,
): Generator<CurbRecord> {
  const { street, day, blind, stops } = told;
  for (let startMs = day.startMs; startMs + FLOW_MS <= day.endMs; startMs += FLOW_MS) {
    const endMs = startMs + FLOW_MS;
    const observedMs = FLOW_MS - blindMs(blind, startMs, endMs);
    const hour = Math.min(23, Math.floor((startMs - day.startMs) / HOUR_MS));
    const lanes = street.lanes.map(({ id: zoneId, vehiclesAPeriod }) => {
      const blockedMs = stops
        .filter((stop) => stop.zoneId === zoneId)
        .reduce((sum, stop) => sum + Math.max(0, Math.min(stop.endMs, endMs) - Math.max(stop.startMs, startMs)), 0);
      const passing = vehiclesAPeriod * demandAt('traffic', day.weekday, hour) * (0.8 + 0.4 * random());
      const held = 1 - (HELD_UP_SHARE * Math.min(blockedMs, FLOW_MS)) / FLOW_MS;
      return { zoneId, vehicles: Math.round((passing * held * observedMs) / FLOW_MS) };
    });
    const body = { type: 'lane_flow', periodMs: FLOW_MS, observedMs, lanes } as const;
    yield townRecord(street.cameraId, endMs, { about: `${startMs}/${lanes[0]?.zoneId}`, body });
  }
}
