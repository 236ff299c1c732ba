import type { ShareBox } from './share-box.js';

/**
 * How far, in box sizes, a box may wander while its vehicle counts as standing. Recorded CenterNet boxes of parked cars
 * wander by 2 to 3 % (their largest step seen was 5 %); a car rolling at walking pace covers 6 % in a quarter second.
 */
const WANDER_SHARE_MAX = 0.06;
/** Small boxes jump by the network's stride, 4 px of its input or 0.5 % of the picture's width; their median by less than half. */
const JITTER_SHARE = 0.002;
/** A vehicle driving along the line of sight hardly shifts, but grows or shrinks. */
const GROWTH_SHARE_MAX = 0.1;
/** A vehicle has settled after this time: until then its place is still being found, after that it only drifts. */
const SETTLED_MS = 2_500;
/** How fast the place follows its boxes before and after: the latter only for a swaying pole or a moving shadow. */
const SETTLING_TAU_MS = 800;
const DRIFT_TAU_MS = 20_000;

/**
 * How far a box has moved from a resting place, in units of what standing allows: up to 1 it stands.
 * A vehicle that moves takes all its edges along; one that is partly hidden keeps those that can be seen. So opposite
 * edges must agree, and the lesser shift counts. A vehicle that comes nearer grows, but its lower edge comes down with it:
 * where that and one side stay, the detector has only drawn the vehicle differently.
 */
export function displacement(resting: ShareBox, box: ShareBox, aspect: number): number {
  const size = Math.sqrt(resting.width * aspect * resting.height);
  const left = (box.x - resting.x) * aspect;
  const right = (box.x + box.width - (resting.x + resting.width)) * aspect;
  const bottom = box.y + box.height - (resting.y + resting.height);
  const jitter = JITTER_SHARE * aspect;
  const wanderMax = WANDER_SHARE_MAX * size + jitter;
  const shift = Math.hypot(agreed(left, right), agreed(box.y - resting.y, bottom));
  const sameMax = GROWTH_SHARE_MAX * size + jitter;
  const isReshaped = Math.abs(bottom) <= sameMax && Math.min(Math.abs(left), Math.abs(right)) <= sameMax;
  const growth = isReshaped ? 0 : agreed(right - left, box.height - resting.height);
  return Math.max(shift / wanderMax, Math.abs(growth) / (GROWTH_SHARE_MAX * size + 2 * jitter));
}

/**
 * How far the edge that moved most lies from its place, in box sizes. Sharper than `displacement`, and for whole boxes
 * only: it sees a vehicle come nearer along the line of sight, and takes one that is partly hidden for moved.
 */
export function edgeShift(resting: ShareBox, box: ShareBox, aspect: number): number {
  const size = Math.sqrt(resting.width * aspect * resting.height);
  const left = Math.abs(box.x - resting.x) * aspect;
  const right = Math.abs(box.x + box.width - resting.x - resting.width) * aspect;
  const top = Math.abs(box.y - resting.y);
  const bottom = Math.abs(box.y + box.height - resting.y - resting.height);
  return Math.max(left, right, top, bottom) / size;
}

/** The lesser of two shifts in the same direction; nothing when they disagree. */
function agreed(a: number, b: number): number {
  if (a > 0 && b > 0) return Math.min(a, b);
  if (a < 0 && b < 0) return Math.max(a, b);
  return 0;
}

/**
 * The resting place after one more box at it, `elapsedMs` after the one before. A partly hidden vehicle does not shrink
 * its place.
 */
export function follow(resting: ShareBox, box: ShareBox, restMs: number, elapsedMs: number): ShareBox {
  const isCutShort = box.width < 0.85 * resting.width || box.height < 0.85 * resting.height;
  if (isCutShort) return resting;
  const share = 1 - Math.exp(-elapsedMs / (restMs < SETTLED_MS ? SETTLING_TAU_MS : DRIFT_TAU_MS));
  const mix = (a: number, b: number) => a + share * (b - a);
  return {
    x: mix(resting.x, box.x),
    y: mix(resting.y, box.y),
    width: mix(resting.width, box.width),
    height: mix(resting.height, box.height),
  };
}
