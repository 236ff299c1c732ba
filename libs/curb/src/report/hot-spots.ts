import type { GroundPoint } from '../geometry/points.js';
import { hourAt, overlapMs } from './day.js';
import type { DayHour, DaySpan, ReportedVisit, ReportedZone } from './day.js';

/** Two car lengths: vehicles that double-park for the same door stand this close to each other. */
const SPOT_RADIUS_M = 10;
const SPOTS_MAX = 5;

/** A place where lanes were blocked again and again. */
export interface HotSpot {
  readonly streetId: string;
  readonly zoneId: string;
  /** Where the vehicles stood on average; null where the camera is not calibrated. */
  readonly at: GroundPoint | null;
  readonly events: number;
  readonly blockedMs: number;
  /** The hour in which most of them began. */
  readonly busiestHour: string;
}

interface Spot {
  readonly zone: ReportedZone;
  readonly startsMs: number[];
  xM: number;
  yM: number;
  readonly isPlaced: boolean;
  blockedMs: number;
}

/** The places of each street with the most time blocked, worst first. Without calibration a place is a whole lane. */
export function hotSpots(
  visits: readonly ReportedVisit[],
  zones: ReadonlyMap<string, ReportedZone>,
  hours: readonly DayHour[],
  day: DaySpan,
): Map<string, HotSpot[]> {
  const spots = new Map<string, Spot[]>();
  for (const visit of visits) {
    const zone = zones.get(visit.zoneId);
    if (visit.type !== 'double_parking' || !zone) continue;
    const ofStreet = spots.get(zone.streetId) ?? [];
    spots.set(zone.streetId, ofStreet);
    let spot = ofStreet.find((known) => belongs(visit, zone, known));
    if (!spot) {
      const { at } = visit;
      spot = { zone, startsMs: [], xM: at?.xM ?? 0, yM: at?.yM ?? 0, isPlaced: at !== null, blockedMs: 0 };
      ofStreet.push(spot);
    }
    spot.startsMs.push(visit.startMs);
    spot.xM += ((visit.at?.xM ?? 0) - spot.xM) / spot.startsMs.length;
    spot.yM += ((visit.at?.yM ?? 0) - spot.yM) / spot.startsMs.length;
    spot.blockedMs += overlapMs(day, visit.startMs, visit.endMs ?? day.endMs);
  }
  return new Map(
    [...spots].map(([streetId, ofStreet]) => [streetId, worst(ofStreet.map((spot) => asHotSpot(spot, hours)))]),
  );
}

/** Those with the most time blocked. */
export function worst(spots: readonly HotSpot[]): HotSpot[] {
  return [...spots]
    .sort((a, b) => b.blockedMs - a.blockedMs || compareText(a.zoneId, b.zoneId) || (a.at?.xM ?? 0) - (b.at?.xM ?? 0))
    .slice(0, SPOTS_MAX);
}

function asHotSpot(spot: Spot, hours: readonly DayHour[]): HotSpot {
  return {
    streetId: spot.zone.streetId,
    zoneId: spot.zone.id,
    at: spot.isPlaced ? { xM: tenth(spot.xM), yM: tenth(spot.yM) } : null,
    events: spot.startsMs.length,
    blockedMs: spot.blockedMs,
    busiestHour: busiestHour(spot.startsMs, hours),
  };
}

/** Of one lane, so that a lane's spots add up to no more than the lane. */
function belongs({ at }: ReportedVisit, zone: ReportedZone, spot: Spot): boolean {
  if (spot.zone.id !== zone.id) return false;
  if (at === null || !spot.isPlaced) return at === null && !spot.isPlaced;
  return Math.hypot(at.xM - spot.xM, at.yM - spot.yM) <= SPOT_RADIUS_M;
}

function busiestHour(startsMs: readonly number[], hours: readonly DayHour[]): string {
  const counts = hours.map(() => 0);
  // What began the day before blocks the lane from the first hour on.
  for (const startMs of startsMs) {
    const index = Math.max(0, hourAt(hours, startMs));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return hours[counts.indexOf(Math.max(...counts))]?.label ?? '';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
