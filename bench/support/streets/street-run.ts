import type { VisitType } from '#curb';
import type { Detection } from '#detection';
import { visitEventsOf } from '../recorded-visits.js';
import { chance } from './chance.js';
import { CONDITIONS } from './conditions.js';
import type { Condition, ConditionName } from './conditions.js';
import { NoisyDetector } from './detector-noise.js';
import { areaOf, outlinesAt } from './outlines.js';
import type { Outline } from './outlines.js';
import type { Scenario } from './scenario.js';
import { CLIP_S } from './street-story.js';
import { DOUBLE_PARKING_S, MIN_DWELL_S, streetTruth } from './street-truth.js';
import type { Stop, StreetTruth } from './street-truth.js';

/** A vehicle can be told of where a third of it shows and its picture is no mere speck (the clips' scorer: a quarter, 16 px high). */
const SEEN_VISIBILITY_MIN = 0.35;
const SEEN_PX_MIN = 16;
/** A stop seen for less than this share of its time is nobody's to tell. */
const SEEN_SHARE_MIN = 0.4;

/** A visit as told. */
export interface ToldVisit {
  readonly id: string;
  readonly type: VisitType;
  readonly zone: string;
  readonly startS: number;
  readonly endS: number | null;
  readonly evidence: readonly string[];
}

export interface SeenStreet {
  readonly truth: StreetTruth;
  readonly condition: ConditionName;
  readonly lookS: readonly number[];
  readonly frames: readonly (readonly Detection[])[];
  /** The share of each stop's looks in which its vehicle could be seen. */
  readonly seenShare: ReadonlyMap<Stop, number>;
}

export function seeStreet(seed: number, scenario: Scenario, condition: ConditionName): SeenStreet {
  const truth = streetTruth(seed, scenario);
  const random = chance(seed ^ 0x5eed);
  const { detector: kind, looks, faint }: Condition = CONDITIONS[condition];
  const lookS = looks(random.apart());
  const spans = faint?.(random.apart()) ?? [];
  const { pole } = truth.plan;
  const detector = new NoisyDetector(kind, random.apart(), pole);
  const tally = new Map(truth.stops.map((stop) => [stop, { seen: 0, all: 0 }]));
  const frames = lookS.map((atS) => {
    const outlines = outlinesAt(pole, truth.ways, atS);
    for (const [stop, counted] of tally) count(stop, counted, outlines, atS);
    const detections = detector.detect(outlines, atS);
    return spans.some(({ fromS, toS }) => atS >= fromS && atS <= toS) ? [] : detections;
  });
  const seenShare = new Map([...tally].map(([stop, { seen, all }]) => [stop, all > 0 ? seen / all : 0]));
  return { truth, condition, lookS, frames, seenShare };
}

function count(stop: Stop, tally: { seen: number; all: number }, outlines: readonly Outline[], atS: number): void {
  if (atS < stop.startS || atS > (stop.endS ?? CLIP_S)) return;
  tally.all++;
  const outline = outlines.find(({ id }) => id === stop.vehicle);
  if (!outline || outline.visibility < SEEN_VISIBILITY_MIN) return;
  if (Math.sqrt(areaOf(outline.box)) >= SEEN_PX_MIN && outline.inPicture > 0.35) tally.seen++;
}

/** Whether somebody who watched could have told of the stop. */
export function isTellable({ seenShare }: SeenStreet, stop: Stop): boolean {
  return stop.isInPicture && (seenShare.get(stop) ?? 0) >= SEEN_SHARE_MIN;
}

/** What the box's pipeline tells of it. */
export async function tellVisits({ truth, condition, lookS, frames }: SeenStreet): Promise<readonly ToldVisit[]> {
  const { pole, zones, homography } = truth.plan;
  const { isCalibrated = true }: Condition = CONDITIONS[condition];
  const rules = {
    zones: zones.map(({ zone }) => zone).filter(({ polygon }) => polygon.length >= 3),
    homography: isCalibrated ? homography : null,
    minDwellMs: MIN_DWELL_S * 1000,
    doubleParkingMs: DOUBLE_PARKING_S * 1000,
  };
  const looks = frames.map((detections, i) => ({ atMs: Math.round((lookS[i] ?? 0) * 1000), detections }));
  const told = new Map<string, ToldVisit>();
  for (const { type, atMs, visit } of await visitEventsOf({ rules, looks, size: pole })) {
    const { key: id, zoneId: zone, startMs, evidence } = visit;
    const endS = type === 'park_end' ? atMs / 1000 : null;
    told.set(id, { id, type: visit.type, zone, startS: startMs / 1000, endS, evidence });
  }
  return [...told.values()];
}
