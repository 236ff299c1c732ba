import { CLIP_S } from './street-story.js';
import { isTellable } from './street-run.js';
import type { SeenStreet, ToldVisit } from './street-run.js';
import type { Stop } from './street-truth.js';

const IOU_MIN = 0.5;
/** Two told visits are one that was split when each lies within the same stop by this much. */
const WITHIN_MIN = 0.6;
/** Two stops are at one place when their centres are nearer than a car is wide and a half. */
const SAME_PLACE_M = 2.5;

export interface Match {
  readonly stop: Stop;
  readonly told: ToldVisit;
}

export interface StreetScore {
  readonly matches: readonly Match[];
  readonly missed: readonly Stop[];
  readonly wrong: readonly ToldVisit[];
  /** Stops that were told as two visits, and visits that were two vehicles'. */
  readonly split: readonly Stop[];
  readonly merged: readonly ToldVisit[];
  readonly startErrorsS: readonly number[];
  readonly endErrorsS: readonly number[];
}

type Interval = readonly [number, number];

/** By the definitions of ../shared/curbbench/README.md: type and zone agree, and the times overlap by half. */
export function scoreStreet(street: SeenStreet, told: readonly ToldVisit[]): StreetScore {
  const stops = street.truth.stops.filter(({ counts }) => counts);
  const pairs = stops
    .flatMap((stop) =>
      told
        .filter(({ type, zone }) => type === stop.type && zone === stop.zone)
        .map((visit) => ({ stop, told: visit, iou: iou(timesOf(stop), timesOf(visit)) })),
    )
    .filter((pair) => pair.iou >= IOU_MIN)
    .sort((a, b) => Number(isTellable(street, b.stop)) - Number(isTellable(street, a.stop)) || b.iou - a.iou);
  const tellable = stops.filter((stop) => isTellable(street, stop));
  const matches: Match[] = [];
  const takenStops = new Set<Stop>();
  const takenVisits = new Set<ToldVisit>();
  for (const { stop, told: visit } of pairs) {
    if (takenStops.has(stop) || takenVisits.has(visit)) continue;
    takenStops.add(stop);
    takenVisits.add(visit);
    if (isTellable(street, stop)) matches.push({ stop, told: visit });
  }
  const missed = stops.filter((stop) => !takenStops.has(stop) && isTellable(street, stop));
  const untellable = stops.filter((stop) => !takenStops.has(stop) && !isTellable(street, stop));
  const wrong = told.filter((visit) => !takenVisits.has(visit) && !untellable.some((stop) => isPiece(visit, stop)));
  const inClip = matches.filter(({ stop }) => !stop.startedBefore);
  const ended = matches.filter(({ stop, told: visit }) => stop.endS !== null && visit.endS !== null);
  return {
    matches,
    missed,
    wrong,
    split: stops.filter((stop) => pieces(stop, told).length > 1 && !sharesPlace(stop, stops)),
    merged: told.filter((visit) => isMerged(visit, tellable)),
    startErrorsS: inClip.map(({ stop, told: visit }) => Math.abs(visit.startS - stop.startS)),
    endErrorsS: ended.map(({ stop, told: visit }) => Math.abs((visit.endS ?? 0) - (stop.endS ?? 0))),
  };
}

function pieces(stop: Stop, told: readonly ToldVisit[]): readonly ToldVisit[] {
  const own = timesOf(stop);
  return told.filter((visit) => isPiece(visit, stop) && length(timesOf(visit)) < 0.95 * length(own));
}

function isPiece(visit: ToldVisit, stop: Stop): boolean {
  if (visit.type !== stop.type || visit.zone !== stop.zone) return false;
  const times = timesOf(visit);
  return shared(timesOf(stop), times) >= WITHIN_MIN * length(times);
}

/** Others of the same zone within the same time might be what was told. */
function sharesPlace(stop: Stop, stops: readonly Stop[]): boolean {
  return stops.some((other) => other !== stop && other.zone === stop.zone && shared(timesOf(other), timesOf(stop)) > 5);
}

/** Two true stops at one place, one after the other, told as one. `stops` are those that count and could be told. */
function isMerged(visit: ToldVisit, stops: readonly Stop[]): boolean {
  const times = timesOf(visit);
  const held = stops.filter(
    (stop) =>
      stop.zone === visit.zone &&
      stop.type === visit.type &&
      shared(timesOf(stop), times) >= 0.8 * length(timesOf(stop)),
  );
  return held.some((a) =>
    held.some(
      (b) =>
        a !== b &&
        Math.hypot(a.xM - b.xM, a.yM - b.yM) < SAME_PLACE_M &&
        shared(timesOf(a), timesOf(b)) <= 0 &&
        length(times) > 1.1 * Math.max(length(timesOf(a)), length(timesOf(b))),
    ),
  );
}

function timesOf({ startS, endS }: { readonly startS: number; readonly endS: number | null }): Interval {
  return [Math.max(0, startS), Math.min(CLIP_S, endS ?? CLIP_S)];
}

function length([from, to]: Interval): number {
  return to - from;
}

function shared(a: Interval, b: Interval): number {
  return Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
}

function iou(a: Interval, b: Interval): number {
  const union = Math.max(a[1], b[1]) - Math.min(a[0], b[0]);
  return union > 0 ? shared(a, b) / union : 0;
}
