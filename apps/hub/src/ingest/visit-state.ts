import type { CurbRecord, ParkEndBody, ParkStartBody, VisitRecord } from '#events';
import type { CountedVisit } from '../aggregates/visit-shares.js';

/** All that is known of a visit. */
export interface VisitState extends CountedVisit, VisitRecord {
  readonly cameraId: string;
  readonly blindMs: number;
}

export type VisitBody = ParkStartBody | ParkEndBody;

/**
 * What is known of a visit after one more of its records. A park_end is complete by itself and holds the last word, so
 * the result is the same in whichever order the two arrive, and when the park_start never does. Of two records of the
 * same kind, as when a box that had crashed tells of a visit anew, the later moment holds.
 */
export function mergeVisit(known: VisitState | null, { cameraId, atMs }: CurbRecord, body: VisitBody): VisitState {
  switch (body.type) {
    case 'park_start':
      if (known !== null && (known.endMs !== null || known.startMs >= atMs)) return known;
      return { ...body.visit, cameraId, startMs: atMs, endMs: null, endCensored: false, blindMs: 0 };
    case 'park_end': {
      if (known !== null && known.endMs !== null && known.endMs >= atMs) return known;
      const { startMs, endCensored } = body;
      // A box rounds the two ends and the blind time one by one.
      const blindMs = Math.min(body.blindMs, atMs - startMs);
      return { ...body.visit, cameraId, startMs, endMs: atMs, endCensored, blindMs };
    }
  }
}
