/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { Orientation, Shift } from './orientation.js';
import { patchRanges } from './patches.js';
import { fitShift, type PatchMove } from './shift-fit.js';

/** A patch is known by its clearest cells: more add cost and no certainty. */
const LANDMARKS_MAX = 64;

/** With fewer a patch could be found anywhere. */
const LANDMARKS_MIN = 12;

/** An edge that is this clear in the reference has lasted while it was learned. */
const LANDMARK_STRENGTH_MIN = 0.3;

/** Two windows of one street correlate by 0.6 and more across noise and rain; by chance rarely by more than 0.3. */
const CORRELATION_MIN = 0.45;

/** First a view is sought where it was, give or take 2 % of the picture's width; then 7 %. */
const NEAR_CELLS = 3;
const FAR_CELLS = 12;

/** The share of a reference's patches, and the least number, that must tell the same story: four may by chance. */
const AGREEING_SHARE_MIN = 0.35;
const AGREEING_MIN = 6;

/** A view with structure in less than a third of its patches is plain road: what passes would pass for its marks. */
const USABLE_MIN = 8;

/** When this share does, nobody needs to look further: lines that run one way are fewer in a street. */
const CERTAIN_SHARE = 0.7;

interface Landmark {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
}

/** What a reference is recognised by: the landmarks of each of its patches. */
export type Landmarks = readonly (readonly Landmark[])[];

/** Picks the clearest cells of every patch. */
export function landmarksOf({ columns, rows, vectors }: Orientation): Landmarks {
  return patchRanges({ widthPx: columns, heightPx: rows }).map(({ left, top, right, bottom }) => {
    const found: (Landmark & { strength: number })[] = [];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const cos = vectors[2 * (y * columns + x)]!;
        const sin = vectors[2 * (y * columns + x) + 1]!;
        const strength = Math.hypot(cos, sin);
        if (strength >= LANDMARK_STRENGTH_MIN) found.push({ x, y, cos, sin, strength });
      }
    }
    return found.length < LANDMARKS_MIN ? [] : found.sort((a, b) => b.strength - a.strength).slice(0, LANDMARKS_MAX);
  });
}

/** Patches that a view can be recognised by. */
export function usablePatches(landmarks: Landmarks): number {
  return landmarks.filter(({ length }) => length > 0).length;
}

/** Whether a reference has enough structure for its view to be found again. */
export function isRecognisable(landmarks: Landmarks): boolean {
  return usablePatches(landmarks) >= USABLE_MIN;
}

/**
 * Finds a reference's view in a picture: how it has shifted, or null when it is nowhere near. Each patch says where it
 * went; one shift of the whole picture must explain enough of them. Vehicles, shadows and rain are outvoted. Where lines
 * all run one way a view seems in its place from nearby, so a doubtful answer is checked further out.
 */
export function findShift(landmarks: Landmarks, now: Orientation): Shift | null {
  const usable = usablePatches(landmarks);
  const near = fitShift(movesWithin(NEAR_CELLS, landmarks, now));
  if (near && near.agreeing >= CERTAIN_SHARE * usable) return near.shift;
  const far = fitShift(movesWithin(FAR_CELLS, landmarks, now));
  const best = far && far.agreeing > (near?.agreeing ?? 0) ? far : near;
  return best && best.agreeing >= Math.max(AGREEING_MIN, AGREEING_SHARE_MIN * usable) ? best.shift : null;
}

function movesWithin(reachCells: number, landmarks: Landmarks, now: Orientation): PatchMove[] {
  const ranges = patchRanges({ widthPx: now.columns, heightPx: now.rows });
  const moves: PatchMove[] = [];
  for (const [patch, { left, top, right, bottom }] of ranges.entries()) {
    const move = landmarks[patch]!.length > 0 ? moveOf(landmarks[patch]!, now, reachCells) : null;
    if (!move) continue;
    moves.push({ ...move, fromX: (left + right - now.columns) / 2, fromY: (top + bottom - now.rows) / 2 });
  }
  return moves;
}

/** Where a patch went, to a fraction of a cell, and how sure each direction is; null when it is not to be found. */
function moveOf(
  patch: readonly Landmark[],
  now: Orientation,
  reachCells: number,
): Omit<PatchMove, 'fromX' | 'fromY'> | null {
  let best = -1;
  let x = 0;
  let y = 0;
  for (let byY = -reachCells; byY <= reachCells; byY++) {
    for (let byX = -reachCells; byX <= reachCells; byX++) {
      const correlation = correlationAt(patch, now, byX, byY);
      if (correlation <= best) continue;
      best = correlation;
      x = byX;
      y = byY;
    }
  }
  if (best < CORRELATION_MIN) return null;
  const along = (byX: number, byY: number) => correlationAt(patch, now, x + byX, y + byY);
  const [west, east, north, south] = [along(-1, 0), along(1, 0), along(0, -1), along(0, 1)];
  const curvedX = Math.max(0, 2 * best - west - east);
  const curvedY = Math.max(0, 2 * best - north - south);
  const cross = (along(1, -1) + along(-1, 1) - along(1, 1) - along(-1, -1)) / 4;
  const peak = (before: number, after: number, curved: number) =>
    curved > 0 ? Math.max(-0.5, Math.min(0.5, (after - before) / (2 * curved))) : 0;
  return {
    moveX: x + peak(west, east, curvedX),
    moveY: y + peak(north, south, curvedY),
    curvedX,
    curvedY,
    // A peak is curved less across than along both axes together: rounding must not make it a saddle.
    cross: Math.max(-0.9, Math.min(0.9, cross / (Math.sqrt(curvedX * curvedY) || 1))) * Math.sqrt(curvedX * curvedY),
  };
}

function correlationAt(patch: readonly Landmark[], now: Orientation, byX: number, byY: number): number {
  const { columns, rows, vectors } = now;
  let product = 0;
  let known = 0;
  let seen = 0;
  let inside = 0;
  for (let i = 0; i < patch.length; i++) {
    const landmark = patch[i]!;
    const x = landmark.x + byX;
    const y = landmark.y + byY;
    if (x < 1 || y < 1 || x >= columns - 1 || y >= rows - 1) continue;
    inside++;
    const at = 2 * (y * columns + x);
    const cos = vectors[at]!;
    const sin = vectors[at + 1]!;
    product += landmark.cos * cos + landmark.sin * sin;
    known += landmark.cos * landmark.cos + landmark.sin * landmark.sin;
    seen += cos * cos + sin * sin;
  }
  // Half of the landmarks must be inside the picture, or a corner's chance likeness would win.
  return 2 * inside >= patch.length && seen > 0 ? product / Math.sqrt(known * seen) : 0;
}
