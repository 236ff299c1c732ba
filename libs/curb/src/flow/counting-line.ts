import { toGround } from '../geometry/homography.js';
import type { Homography } from '../geometry/homography.js';
import type { ImagePoint } from '../geometry/points.js';
import { contains, longAxis } from '../geometry/polygon.js';
import type { PlanarPoint } from '../geometry/polygon.js';
import { fitFootprint, uncalibratedPlace } from '../visits/footprint.js';
import type { VehicleSighting } from '../visits/sighting.js';
import type { Zone } from '../zones/zone.js';

/** A lane that is longer on the ground was drawn up to the horizon; a car at this distance is a dozen pixels high. */
const LANE_M_MAX = 100;

/** Where a vehicle is, seen from a lane's counting line. */
export interface LineSight {
  /** On which side of the line, along the lane. Lanes are driven either way: neither side comes first. */
  readonly isBeyond: boolean;
  /** Whether it is in the lane, not only beside it. */
  readonly isInLane: boolean;
}

/**
 * The line across the middle of a lane, square to the direction in which vehicles drive: the lane's long axis, on the
 * ground where the camera is calibrated and else in the picture.
 */
export class CountingLine {
  readonly #homography: Homography | null;
  readonly #lane: readonly PlanarPoint[];
  readonly #axis: PlanarPoint;
  readonly #beginning: number;
  readonly #end: number;

  /** `aspect` is the picture's width over its height. */
  constructor(
    { polygon }: Zone,
    homography: Homography | null,
    private readonly aspect: number,
  ) {
    this.#homography = homography && lengthM(polygon, homography) <= LANE_M_MAX ? homography : null;
    this.#lane = polygon.map((point) => this.#planar(point));
    this.#axis = longAxis(this.#lane);
    const alongs = this.#lane.map((point) => along(point, this.#axis));
    this.#beginning = Math.min(...alongs);
    this.#end = Math.max(...alongs);
  }

  /** Null while the vehicle is not abreast of the lane, but ahead of it or behind. */
  sight({ box, vehicleType }: VehicleSighting): LineSight | null {
    const place = this.#place(box, vehicleType);
    const at = along(place, this.#axis);
    if (!(at >= this.#beginning && at <= this.#end)) return null;
    return { isBeyond: at > (this.#beginning + this.#end) / 2, isInLane: contains(this.#lane, place) };
  }

  #place(box: VehicleSighting['box'], type: VehicleSighting['vehicleType']): PlanarPoint {
    if (!this.#homography) return this.#planar(uncalibratedPlace(box).image);
    const heading = { xM: this.#axis.x, yM: this.#axis.y };
    const { xM, yM } = fitFootprint(box, type, heading, this.#homography).centre;
    return { x: xM, y: yM };
  }

  /** In metres on the ground, or in heights of the picture. */
  #planar(point: ImagePoint): PlanarPoint {
    if (!this.#homography) return { x: point.x * this.aspect, y: point.y };
    const { xM, yM } = toGround(this.#homography, point);
    return { x: xM, y: yM };
  }
}

function lengthM(polygon: readonly ImagePoint[], homography: Homography): number {
  const corners = polygon.map((point) => toGround(homography, point));
  return Math.max(...corners.flatMap((a) => corners.map((b) => Math.hypot(a.xM - b.xM, a.yM - b.yM))));
}

function along({ x, y }: PlanarPoint, axis: PlanarPoint): number {
  return x * axis.x + y * axis.y;
}
