import { toGround, toImage } from '../geometry/homography.js';
import type { Homography } from '../geometry/homography.js';
import type { GroundPoint, Place } from '../geometry/points.js';
import { contains, longAxis, reach, sharedArea, signedArea } from '../geometry/polygon.js';
import type { PlanarPoint } from '../geometry/polygon.js';
import type { Zone } from '../zones/zone.js';
import { completeBox, fitFootprint, uncalibratedPlace } from './footprint.js';
import type { Footprint } from './footprint.js';
import { overlap } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { VehicleType } from './visit.js';

/** A vehicle's place in a zone. `footprint` is null where the camera is not calibrated. */
export interface Location {
  readonly zone: Zone;
  readonly place: Place;
  readonly footprint: Footprint | null;
}

interface MappedZone {
  readonly zone: Zone;
  readonly ground: readonly PlanarPoint[];
  readonly axis: GroundPoint;
}

/** The cosine of 37 degrees: boxes of vehicles that drive straight ahead drift by up to 20. */
const ALONG_MIN = 0.8;

/** Knows which zone a box stands in. */
export class ZoneMap {
  readonly #zones: readonly Zone[];
  readonly #homography: Homography | null;
  readonly #mapped: readonly MappedZone[];

  /** `aspect` is the picture's width over its height. */
  constructor(
    zones: readonly Zone[],
    homography: Homography | null,
    private readonly aspect: number,
  ) {
    this.#zones = zones;
    this.#homography = homography;
    this.#mapped = homography ? zones.map((zone) => mapZone(zone, homography)) : [];
  }

  /**
   * The zone that holds the centre of the vehicle's footprint, by the largest shared area; null when none does.
   * `isCutBelow`: a nearer vehicle hides the lower part, so that the box ends above the road.
   */
  locate(box: ShareBox, type: VehicleType, isCutBelow = false): Location | null {
    const homography = this.#homography;
    if (!homography) {
      const place = uncalibratedPlace(box);
      const zone = this.#zones.find(({ polygon }) => contains(polygon, place.image));
      return zone ? { zone, place, footprint: null } : null;
    }
    let best: Location | null = null;
    let bestArea = 0;
    for (const { zone, ground, axis } of this.#mapped) {
      const whole = isCutBelow ? completeBox(box, type, axis, homography, this.aspect) : box;
      const footprint = fitFootprint(whole, type, axis, homography);
      if (!contains(ground, planar(footprint.centre))) continue;
      const area = sharedArea(ground, footprint.corners.map(planar));
      if (area <= bestArea) continue;
      bestArea = area;
      best = { zone, footprint, place: { image: toImage(homography, footprint.centre), ground: footprint.centre } };
    }
    return best;
  }

  /**
   * A direction of driving, learned from boxes whose middles drift to the side, set straight along the zone where the two
   * agree; a zone that is drawn around a bend is left as it is driven.
   */
  straightened(zone: Zone, direction: GroundPoint | null): GroundPoint | null {
    const axis = this.#mapped.find((mapped) => mapped.zone === zone)?.axis;
    if (!axis || !direction) return direction;
    const along = axis.xM * direction.xM + axis.yM * direction.yM;
    if (Math.abs(along) < ALONG_MIN) return direction;
    return along > 0 ? axis : { xM: -axis.xM, yM: -axis.yM };
  }

  /** How far the zone goes on ahead of a place in it, in metres; null where the road is not known in metres. */
  aheadM({ zone, place }: Location, direction: GroundPoint | null): number | null {
    const ground = this.#mapped.find((mapped) => mapped.zone === zone)?.ground;
    if (!ground || !place.ground || !direction) return null;
    return reach(ground, planar(place.ground), planar(direction));
  }
}

/** The share of the smaller footprint that two vehicles would both stand on; of their boxes where uncalibrated. */
export function sharedFootprint(a: Location, b: Location, boxA: ShareBox, boxB: ShareBox): number {
  if (!a.footprint || !b.footprint) return overlap(boxA, boxB);
  const cornersA = a.footprint.corners.map(planar);
  const cornersB = b.footprint.corners.map(planar);
  const smaller = Math.min(Math.abs(signedArea(cornersA)), Math.abs(signedArea(cornersB)));
  return sharedArea(cornersA, cornersB) / smaller;
}

function mapZone(zone: Zone, homography: Homography): MappedZone {
  const ground = zone.polygon.map((point) => planar(toGround(homography, point)));
  const { x: xM, y: yM } = longAxis(ground);
  return { zone, ground, axis: { xM, yM } };
}

function planar({ xM, yM }: GroundPoint): PlanarPoint {
  return { x: xM, y: yM };
}
