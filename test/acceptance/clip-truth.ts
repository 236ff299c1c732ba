import { readFileSync } from 'node:fs';

/** One event of a clip's truth, in seconds of the clip. `end` is null while the vehicle is still there at its end. */
export interface TrueVisit {
  readonly type: 'dwell' | 'double_parking';
  readonly zone: string;
  readonly start: number;
  readonly end: number | null;
  readonly startedBeforeClip: boolean;
}

export interface ClipTruth {
  readonly duration: number;
  readonly events: readonly TrueVisit[];
}

/** One visit as the API serves it, as far as this comparison needs it. */
export interface ServedVisit {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly start: string;
  readonly end: string | null;
  readonly startCensored: boolean;
}

export function readTruth(path: string): ClipTruth {
  return JSON.parse(readFileSync(path, 'utf8')) as ClipTruth;
}

/** The visits of the truth that both begin and end inside the clip: the same in every loop. */
export function completeVisits(truth: ClipTruth): readonly TrueVisit[] {
  return truth.events.filter(({ startedBeforeClip, end }) => !startedBeforeClip && end !== null);
}

export interface Match {
  readonly truth: TrueVisit;
  readonly served: ServedVisit;
  readonly startErrorS: number;
  readonly endErrorS: number;
}

/**
 * When the clip began in the camera's time, in seconds: the moment at which most served visits fit the truth. Nobody
 * tells the chain where in its loop the camera is, so the test may not know it either.
 */
export function beginOfClip(truth: ClipTruth, served: readonly ServedVisit[], toleranceS: number): number {
  const candidates = completeVisits(truth).flatMap((visit) =>
    served.filter((other) => isAlike(visit, other)).map((other) => Date.parse(other.start) / 1000 - visit.start),
  );
  const score = (beginS: number) => matchVisits(truth, served, beginS, toleranceS).length;
  return candidates.reduce(
    (best, beginS) => (score(beginS) > score(best) ? beginS : best),
    candidates[0] ?? Number.NaN,
  );
}

/** Pairs each complete visit of the truth with the served one of its type and zone, if it is near enough in time. */
export function matchVisits(
  truth: ClipTruth,
  served: readonly ServedVisit[],
  beginS: number,
  toleranceS: number,
): readonly Match[] {
  return completeVisits(truth).flatMap((visit) => {
    const matches = served.flatMap((other) => {
      if (!isAlike(visit, other) || other.end === null) return [];
      const startErrorS = Date.parse(other.start) / 1000 - beginS - visit.start;
      const endErrorS = Date.parse(other.end) / 1000 - beginS - (visit.end ?? 0);
      const isNear = Math.abs(startErrorS) <= toleranceS && Math.abs(endErrorS) <= toleranceS;
      return isNear ? [{ truth: visit, served: other, startErrorS, endErrorS }] : [];
    });
    return matches.slice(0, 1);
  });
}

function isAlike(visit: TrueVisit, other: ServedVisit): boolean {
  return other.type === visit.type && other.zone.endsWith(`.${visit.zone}`);
}
