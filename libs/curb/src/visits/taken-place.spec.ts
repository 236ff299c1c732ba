import { describe, expect, it } from 'vitest';
import type { ShareBox } from './share-box.js';
import { VisitWatch } from './visit-watch.js';

const LOOK_S = 0.2;
const zones = [
  {
    id: 'row',
    kind: 'parking' as const,
    polygon: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ],
  },
];

interface Seen {
  readonly trackId: number;
  readonly box: ShareBox;
}

/** The visits, as `start to end`, of what is seen at each moment. */
function visitsOf(seenAt: (seconds: number) => readonly Seen[], untilS: number): readonly string[] {
  const watch = new VisitWatch({ zones, homography: null, minDwellMs: 8_000, doubleParkingMs: 12_000 });
  const visits = new Map<string, string>();
  for (let look = 0; look * LOOK_S <= untilS; look++) {
    const seconds = look * LOOK_S;
    const vehicles = seenAt(seconds).map((seen) => ({ ...seen, vehicleType: 'car' as const, score: 0.5 }));
    for (const { type, atMs, visit } of watch.observe({ atMs: Math.round(seconds * 1000), vehicles })) {
      const start = `from ${Math.round(visit.startMs / 1000)} s`;
      visits.set(visit.key, type === 'park_end' ? `${start} to ${Math.round(atMs / 1000)} s` : start);
    }
  }
  return [...visits.values()];
}

describe('a place that is hidden now and then, and whose vehicle was not seen to leave', () => {
  const place: ShareBox = { x: 0.6, y: 0.3, width: 0.06, height: 0.06 };
  const passer: ShareBox = { x: 0.6, y: 0.33, width: 0.06, height: 0.12 };
  /** One parked until 30 s, others that pass before its place, and one that drives up to it at 42 s. */
  const street =
    (everyS: number) =>
    (seconds: number): readonly Seen[] => {
      if (seconds < 30) return [{ trackId: 1, box: place }];
      const isPassing = (seconds - 30) % everyS < 0.3 && seconds < 46;
      const passing = isPassing ? [{ trackId: 100 + Math.floor((seconds - 30) / everyS), box: passer }] : [];
      if (seconds < 42) return passing;
      const shareLeft = Math.max(0, (46 - seconds) / 4) ** 2;
      return [...passing, { trackId: 2, box: { ...place, x: place.x - 0.4 * shareLeft } }];
    };

  it('has another vehicle once it was seen empty for longer in all than its own goes unfound', () => {
    expect(visitsOf(street(2.2), 80)).toEqual(['from 0 s to 30 s', expect.stringMatching(/^from 4[4-7] s$/)]);
  });

  it('has the same one when it could hardly be seen meanwhile', () => {
    expect(visitsOf(street(1), 80)).toEqual(['from 0 s']);
  });
});
