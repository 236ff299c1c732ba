import { edgeVector, medianBox } from './share-box.js';
import type { ShareBox } from './share-box.js';

/** One box of a track and when it was captured. */
export interface TimedBox {
  readonly atMs: number;
  readonly box: ShareBox;
}

/** The place is the median of the boxes at the end of the rest that borders on the motion: light changes over longer. */
const PLACE_MS = 4_000;
/** The stretch of motion that is read, in box sizes: above the boxes' jitter, and before another box size has passed. */
const READ_FROM = 0.06;
const READ_TO = 0.6;
/** Motion is told from jitter once the box is this far from its place. */
const CLEAR_MIN = 0.25;
/** A line through fewer points says nothing about its foot. */
const POINTS_MIN = 3;
/** From rest over half a vehicle's length takes 1 s in a hurry and up to 4 s when parking (0.5 m/s^2). */
const MOTION_MS_MAX = 6_000;

/**
 * The moment between rest and motion, in ms; null when the boxes do not show it. `rest` and `motion` are in time order
 * away from that moment: for a departure rest runs backwards, for an arrival motion does. The moment lies no further
 * than `intoRestMsMax` inside the rest as it was given.
 *
 * A vehicle that starts or brakes evenly has covered ½at², so the square root of its way is a straight line over time
 * that begins at the moment itself. That reads the moment from boxes well off the place, where jitter matters little.
 */
export function momentOfMotion(
  rest: readonly TimedBox[],
  motion: readonly TimedBox[],
  aspect: number,
  intoRestMsMax: number,
): number | null {
  const first = rest[0];
  if (!first) return null;
  const near = rest.filter(({ atMs }) => Math.abs(atMs - first.atMs) <= PLACE_MS);
  const place = medianBox(near.map(({ box }) => box));
  const size = Math.sqrt(place.width * aspect * place.height);
  const moved = motion
    .filter(({ atMs }) => Math.abs(atMs - first.atMs) <= MOTION_MS_MAX)
    .map(({ atMs, box }) => ({ atMs, way: edgeVector(place, box, aspect) }));
  const farIndex = moved.findIndex(({ way }) => Math.hypot(...way) >= READ_TO * size);
  const far = farIndex >= 0 ? moved[farIndex] : moved.at(-1);
  if (!far || Math.hypot(...far.way) < CLEAR_MIN * size) return null;
  const length = Math.hypot(...far.way);
  const points = moved
    .slice(0, farIndex >= 0 ? farIndex + 1 : undefined)
    .map(({ atMs, way }) => ({ atMs, share: dot(way, far.way) / length / size }))
    .filter(({ share }) => share >= READ_FROM && share <= 1);
  const line = points.map(({ atMs, share }) => ({ x: atMs - first.atMs, y: Math.sqrt(share) }));
  const foot = footOfLine(line);
  if (foot === null) return null;
  const isDeparture = (line[0]?.x ?? 0) > 0;
  const intoRestMs = isDeparture ? -foot.x : foot.x;
  const isPlausible = intoRestMs <= intoRestMsMax && foot.isRising === isDeparture;
  return isPlausible ? first.atMs + foot.x : null;
}

/** Where the line of least squares through the points is 0; null when they show no slope. */
function footOfLine(
  points: readonly { readonly x: number; readonly y: number }[],
): { x: number; isRising: boolean } | null {
  if (points.length < POINTS_MIN) return null;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const xx = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const xy = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return xy === 0 || xx === 0 ? null : { x: meanX - (meanY * xx) / xy, isRising: xy > 0 };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
