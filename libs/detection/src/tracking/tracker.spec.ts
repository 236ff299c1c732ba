import { describe, expect, it } from 'vitest';
import type { Detection } from '../detection.js';
import { Tracker } from './tracker.js';
import { TRACKER_LIMITS } from './tracker-limits.js';

const FRAME_MS = 200;

function car(xPx: number, yPx = 100, score = 0.5): Detection {
  return { box: { xPx, yPx, widthPx: 80, heightPx: 50 }, score, type: 'car' };
}

/** The ids of the confirmed tracks seen in each frame; `frames[i]` are the detections at `i * 200 ms`. */
function idsOf(frames: readonly (readonly Detection[])[], tracker = new Tracker()): number[][] {
  return frames.map((detections, index) =>
    tracker
      .update(detections, index * FRAME_MS)
      .filter((track) => track.state === 'confirmed' && track.lastSeenMs === index * FRAME_MS)
      .map((track) => track.id),
  );
}

describe('a track', () => {
  it('is confirmed by the second sighting, not the first', () => {
    expect(idsOf([[car(100)], [car(104)]])).toEqual([[], [1]]);
  });

  it('keeps its number while the vehicle drives', () => {
    const drive = Array.from({ length: 12 }, (_, index) => [car(100 + 30 * index)]);
    expect(new Set(idsOf(drive).flat())).toEqual(new Set([1]));
  });

  it('is carried over a gap shorter than the limit', () => {
    const gapFrames = TRACKER_LIMITS.lostMsMax / FRAME_MS - 1;
    const gap = Array.from({ length: gapFrames }, () => []);
    expect(idsOf([[car(100)], [car(100)], ...gap, [car(101)]]).at(-1)).toEqual([1]);
  });

  it('ends after a gap longer than the limit', () => {
    const gapFrames = Math.ceil(TRACKER_LIMITS.lostMsMax / FRAME_MS) + 1;
    const gap = Array.from({ length: gapFrames }, () => []);
    expect(idsOf([[car(100)], [car(100)], ...gap, [car(101)], [car(101)]]).at(-1)).toEqual([2]);
  });

  it('is carried on by a weak detection at its place', () => {
    const weak = TRACKER_LIMITS.scoreStrongMin - 0.05;
    expect(idsOf([[car(100)], [car(100)], [car(100, 100, weak)]]).at(-1)).toEqual([1]);
  });

  it('is carried by its motion through time, whatever the frame rate', () => {
    const tracker = new Tracker();
    for (const atMs of [0, 200, 400, 600]) tracker.update([car(100 + atMs * 0.2)], atMs);
    const [track] = tracker.update([car(100 + 1_400 * 0.2)], 1_400);
    expect(track?.id).toBe(1);
  });

  it('of a parked car is not taken over by a larger vehicle that passes in front of it', () => {
    const parked = car(300);
    const frames = Array.from({ length: 14 }, (_, index) => {
      const passing = { ...car(40 * index, 110), box: { xPx: 40 * index, yPx: 90, widthPx: 160, heightPx: 110 } };
      return [passing, parked];
    });
    const tracker = new Tracker();
    const owners = frames.map(
      (detections, index) =>
        tracker.update(detections, index * FRAME_MS).find((track) => track.detectedBox === parked.box)?.id,
    );
    expect(new Set(owners).size).toBe(1);
  });

  it('takes the type that most of its score went to', () => {
    const tracker = new Tracker();
    const seen = (type: Detection['type'], score: number): Detection => ({ ...car(100), type, score });
    tracker.update([seen('truck', 0.4)], 0);
    tracker.update([seen('bus', 0.5)], 200);
    const [track] = tracker.update([seen('truck', 0.4)], 400);
    expect(track?.type).toBe('truck');
  });
});

describe('the track of a still vehicle', () => {
  const parked = car(300);
  const bus: Detection = { box: { xPx: 200, yPx: 40, widthPx: 300, heightPx: 200 }, score: 0.6, type: 'bus' };
  const parkedFor = (frames: number) => Array.from({ length: frames }, () => [parked]);
  const hiddenFor = (ms: number) => Array.from({ length: ms / FRAME_MS }, () => [bus]);

  it('waits while a bus hides it for a minute less a frame', () => {
    const hidden = hiddenFor(TRACKER_LIMITS.stillHiddenMsMax - FRAME_MS);
    expect(idsOf([...parkedFor(10), ...hidden, [parked, bus]]).at(-1)).toContain(1);
  });

  it('ends when it has been hidden for longer', () => {
    const hidden = hiddenFor(TRACKER_LIMITS.stillHiddenMsMax + FRAME_MS);
    expect(idsOf([...parkedFor(10), ...hidden, [parked, bus]]).at(-1)).not.toContain(1);
  });

  it('ends sooner where nothing hides it', () => {
    const gap = Array.from({ length: TRACKER_LIMITS.stillLostMsMax / FRAME_MS + 1 }, () => []);
    expect(idsOf([...parkedFor(10), ...gap, [parked], [parked]]).at(-1)).toEqual([2]);
  });

  it('takes the part that shows beside a nearer vehicle as a sighting, and stays whole', () => {
    const nearer: Detection = { ...bus, box: { xPx: 200, yPx: 110, widthPx: 145, heightPx: 90 } };
    const part: Detection = { ...parked, box: { ...parked.box, xPx: 345, widthPx: 35 } };
    const tracker = new Tracker();
    for (const [index, seen] of [...parkedFor(10), [part, nearer]].entries()) tracker.update(seen, index * FRAME_MS);
    const [track] = tracker.update([part, nearer], 11 * FRAME_MS);
    expect(track).toMatchObject({ id: 1, lastSeenMs: 11 * FRAME_MS, isClipped: true, detectedBox: part.box });
    expect(track?.box.widthPx).toBeCloseTo(80, 0);
  });
});

describe('a detection', () => {
  const at = (score: number): Detection[] => [car(100, 100, score)];

  it('begins a track from the score that begins one', () => {
    expect(idsOf([at(TRACKER_LIMITS.scoreBeginMin), at(TRACKER_LIMITS.scoreBeginMin)]).at(-1)).toEqual([1]);
  });

  it('begins none below it', () => {
    const below = TRACKER_LIMITS.scoreBeginMin - 0.01;
    expect(idsOf([at(below), at(below)]).at(-1)).toEqual([]);
  });

  it('begins no second track as the other type of a vehicle that is already seen', () => {
    const truck: Detection = { box: { xPx: 102, yPx: 98, widthPx: 90, heightPx: 54 }, score: 0.45, type: 'truck' };
    expect(idsOf(Array.from({ length: 6 }, () => [car(100), truck])).at(-1)).toEqual([1]);
  });
});
