import type { CurbRecord } from '#events';
import { faultId } from '#events';
import { seeded } from '../traffic/seeded.js';
import type { LocalDay } from './calendar.js';
import { dayOf, demandAt } from './demand.js';
import type { Use } from './demand.js';
import { lognormal, nextArrival } from './draws.js';
import { laneFlows, workReports } from './period-records.js';
import { stopRecords, townRecord } from './stop-records.js';
import type { Blind, Stop } from './stop-records.js';
import type { TownCurb, TownLane, TownStreet } from './street.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** How much longer than the median the longest stays are: of a hundred stays at a shop, two or three exceed two hours. */
const STAY_SPREAD = 0.72;
const STAY_MS_MIN = 45_000;
const DOUBLE_PARKED_MEDIAN_MS = 3.5 * MINUTE_MS;
const DOUBLE_PARKED_MS_MIN = 25_000;
/** A camera loses its picture on every third day for some minutes, and once in a fortnight for hours. */
const SHORT_FAULT_SHARE = 1 / 3;
const LONG_FAULT_DAYS = 14;

/** What the new rule does where it holds: longer loading hours, a shorter limit at the shops. */
const RULE = { doubleParking: 0.42, doubleParkedFor: 0.8, stay: 0.68, free: 0.88, deliveries: 0.75 } as const;

export interface StreetDay {
  readonly street: TownStreet;
  readonly day: LocalDay;
  /** Whether the new rule is in force. */
  readonly isAfter: boolean;
  readonly seed: number;
  /** How often the box reports on its work: every minute, or less often where a past day is told at once. */
  readonly reportMs: number;
}

/**
 * One camera's records of one day of the town's calendar, in the order in which its box decides them. Nobody stands
 * overnight. The same arguments give the same records, byte for byte.
 */
export function streetDay({ street, day, isAfter, seed, reportMs }: StreetDay): CurbRecord[] {
  const { cameraId, curbs, lanes } = street;
  const random = seeded(seed, cameraId, day.date);
  const hasRule = isAfter && street.isChanged;
  const blind = blindSpell(day, cameraId, random);
  const stops = [
    ...curbs.flatMap((curb) =>
      Array.from({ length: curb.bays }, (_, bay) => bayStops({ curb, bay, day, hasRule }, random)).flat(),
    ),
    ...lanes.flatMap((lane) => laneStops({ lane, day, hasRule }, random)),
  ];
  const records = [
    ...(blind ? faultRecords(cameraId, blind) : []),
    ...laneFlows({ street, day, blind, stops }, random),
    ...workReports({ cameraId, day, blind, reportMs }, random),
    ...stops.flatMap((stop) => stopRecords(cameraId, stop, blind)),
  ];
  return records.sort((a, b) => a.recordedAtMs - b.recordedAtMs || (a.id < b.id ? -1 : 1));
}

/** One vehicle after the other in one bay: free, taken, free. */
function bayStops(
  { curb, bay, day, hasRule }: { curb: TownCurb; bay: number; day: LocalDay; hasRule: boolean },
  random: () => number,
): Stop[] {
  const { use, id: zoneId, kind } = curb;
  const [stay, free] = !hasRule ? [1, 1] : use === 'deliveries' ? [1, RULE.deliveries] : [RULE.stay, RULE.free];
  const stops: Stop[] = [];
  for (let atMs = day.startMs; ;) {
    const startMs = nextArrival({ atMs, day, meanMs: curb.freeMs * free, share: shareOf(use, day) }, random);
    const forMs = Math.max(STAY_MS_MIN, lognormal(random, curb.medianStayMs * stay, STAY_SPREAD));
    const endMs = Math.round(startMs + forMs);
    if (endMs >= day.endMs - MINUTE_MS) return stops;
    const along = curb.fromM + ((bay + 0.5) * (curb.toM - curb.fromM)) / curb.bays;
    stops.push({
      ...{ zoneId, key: `${zoneId}/${bay}`, type: 'dwell', startMs, endMs, vehicleType: vehicleOf(use, random) },
      ...{ confidence: 62 + Math.floor(38 * random()), isBus: kind === 'bus_stop' },
      ground: { xM: (curb.leftM + curb.rightM) / 2 + 0.3 * (random() - 0.5), yM: along + random() - 0.5 },
    });
    atMs = endMs + MINUTE_MS / 2;
  }
}

function laneStops(
  { lane, day, hasRule }: { lane: TownLane; day: LocalDay; hasRule: boolean },
  random: () => number,
): Stop[] {
  const { id: zoneId, leftM, rightM, fromM, toM } = lane;
  const doubleParkingADay = lane.doubleParkingADay * (hasRule ? RULE.doubleParking : 1);
  const meanMs = (dayOf('deliveries') * HOUR_MS) / doubleParkingADay;
  const stops: Stop[] = [];
  for (let atMs = day.startMs; ;) {
    const startMs = nextArrival({ atMs, day, meanMs, share: shareOf('deliveries', day) }, random);
    const medianMs = DOUBLE_PARKED_MEDIAN_MS * (hasRule ? RULE.doubleParkedFor : 1);
    const endMs = Math.round(startMs + Math.max(DOUBLE_PARKED_MS_MIN, lognormal(random, medianMs, 0.8)));
    if (endMs >= day.endMs - MINUTE_MS) return stops;
    // Most stand where the shops' doors are: in the first half of what the camera sees.
    const along = fromM + (toM - fromM) * Math.min(random(), random());
    stops.push({
      ...{ zoneId, key: zoneId, type: 'double_parking', startMs, endMs, isBus: false },
      ...{ vehicleType: random() < 0.6 ? 'truck' : 'car', confidence: 58 + Math.floor(40 * random()) },
      ground: { xM: (leftM + rightM) / 2 + 0.6 * (random() - 0.5), yM: along },
    });
    atMs = endMs;
  }
}

function shareOf(use: Use, { weekday }: LocalDay): (hour: number) => number {
  return (hour) => demandAt(use, weekday, hour);
}

function vehicleOf(use: Use, random: () => number): Stop['vehicleType'] {
  if (use === 'buses') return random() < 0.96 ? 'bus' : 'car';
  const dice = random();
  if (use === 'deliveries') return dice < 0.68 ? 'truck' : 'car';
  return dice < 0.04 ? 'truck' : dice < 0.07 ? 'motorcycle' : 'car';
}

function blindSpell({ startMs, date }: LocalDay, cameraId: string, random: () => number): Blind | null {
  const dayNumber = Date.parse(`${date}T00:00:00Z`) / (24 * HOUR_MS);
  const turn = Math.floor(seeded(cameraId)() * LONG_FAULT_DAYS);
  const [isLong, isShort] = [dayNumber % LONG_FAULT_DAYS === turn, random() < SHORT_FAULT_SHARE];
  if (!isLong && !isShort) return null;
  const fromMs = startMs + Math.round((isLong ? 11 + 2 * random() : 6 + 14 * random()) * HOUR_MS);
  const forMs = isLong ? (2.5 + 1.5 * random()) * HOUR_MS : (4 + 20 * random()) * MINUTE_MS;
  return { fromMs, toMs: fromMs + Math.round(forMs), fault: isLong || random() < 0.7 ? 'no_video' : 'blurred' };
}

function faultRecords(cameraId: string, { fromMs, toMs, fault }: Blind): CurbRecord[] {
  const id = faultId(cameraId, fault, fromMs);
  const lost = { type: 'comms_lost', faultId: id, fault } as const;
  const restored = { type: 'comms_restored', faultId: id, fault, lostAtMs: fromMs } as const;
  return [
    townRecord(cameraId, fromMs, { about: id, body: lost }),
    townRecord(cameraId, toMs, { about: id, body: restored }),
  ];
}
