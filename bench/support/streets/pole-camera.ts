/** A pinhole camera on a pole. X to the right of the street's axis, Y along it and away from the camera, metres. */
export interface Pole {
  readonly xM: number;
  readonly heightM: number;
  /** Clockwise from +Y. */
  readonly panRad: number;
  /** Downwards. */
  readonly tiltRad: number;
  readonly focalPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

export type RoadPoint = readonly [xM: number, yM: number, zM?: number];

const NEAREST_M = 0.5;

/** Pixels, or null behind the camera. */
export function project(pole: Pole, point: RoadPoint): PicturePoint | null {
  const view = toView(pole, point);
  return view[2] > NEAREST_M ? toPicture(pole, view) : null;
}

/** A polygon on the road as it appears in the picture, in 0..1 and clipped to it. */
export function projectZone(pole: Pole, polygon: readonly RoadPoint[]): PicturePoint[] {
  const { widthPx, heightPx } = pole;
  const inFront = clip(
    polygon.map((point) => toView(pole, point)),
    (view) => view[2] - NEAREST_M,
  );
  let shape = inFront.map((view): Triple => {
    const { x, y } = toPicture(pole, view);
    return [x / widthPx, y / heightPx, 0];
  });
  for (const inside of [(p: Triple) => p[0], (p: Triple) => 1 - p[0], (p: Triple) => p[1], (p: Triple) => 1 - p[1]])
    shape = clip(shape, inside);
  return shape.map(([x, y]) => ({ x, y }));
}

type Triple = readonly [number, number, number];

function toView({ xM, heightM, panRad, tiltRad }: Pole, [x, y, z = 0]: RoadPoint): Triple {
  const dx = x - xM;
  const dz = z - heightM;
  const along = dx * Math.sin(panRad) + y * Math.cos(panRad);
  return [
    dx * Math.cos(panRad) - y * Math.sin(panRad),
    along * Math.sin(tiltRad) + dz * Math.cos(tiltRad),
    along * Math.cos(tiltRad) - dz * Math.sin(tiltRad),
  ];
}

function toPicture({ focalPx, widthPx, heightPx }: Pole, [aside, above, depth]: Triple): PicturePoint {
  return { x: widthPx / 2 + (focalPx * aside) / depth, y: heightPx / 2 - (focalPx * above) / depth };
}

/** Sutherland-Hodgman against one half-space. */
function clip(polygon: readonly Triple[], inside: (point: Triple) => number): Triple[] {
  return polygon.flatMap((current, i) => {
    const previous = polygon[(i + polygon.length - 1) % polygon.length] ?? current;
    const a = inside(previous);
    const b = inside(current);
    const kept = b >= 0 ? [current] : [];
    if (a >= 0 === b >= 0) return kept;
    const u = a / (a - b);
    const mix = (axis: 0 | 1 | 2) => previous[axis] + (current[axis] - previous[axis]) * u;
    return [[mix(0), mix(1), mix(2)] as const, ...kept];
  });
}
