import { loft } from './loft.mjs';

/** Material slots of a vehicle's shells. */
export const SLOT = Object.freeze({ paint: 0, glass: 1, trim: 2 });

/**
 * The lower body: cross-sections along the length, with the sill rising over the wheels so that the arches are real
 * openings. `top(l)` and `halfWidth(l)` come from the type's drawing; `axles` are positions along the length.
 */
export function lowerBody({ lengthM, top, halfWidth, sillM, axles, archM, wheelM }) {
  const stations = stationsAlong(lengthM, axles, archM);
  const end = lengthM / 2;
  const rings = stations.map((l) => {
    const tip = Math.max(0, 1 - (end - Math.abs(l)) / 0.32);
    const rise = 0.16 * tip * tip;
    const bottom = Math.max(sillM + rise, archHeight(l, { axles, archM, wheelM }));
    const width = halfWidth(l);
    const crest = top(l) - 0.1 * tip ** 4;
    const shoulder = crest - 0.055;
    const height = Math.max(shoulder - bottom, 0.05);
    const side = [
      [0.0, bottom],
      [0.84, bottom],
      [0.962, bottom + 0.012],
      [0.975, bottom + 0.03],
      [0.992, bottom + height * 0.3],
      [1.0, bottom + height * 0.55],
      [0.985, bottom + height * 0.78],
      [0.978, bottom + height * 0.84],
      [0.965, bottom + height * 0.97],
      [0.93, crest - 0.018],
      [0.86, crest],
      [0.5, crest + 0.018],
    ];
    const right = side.map(([w, up]) => [w * width, up, l]);
    const left = side.slice(1).map(([w, up]) => [-w * width, up, l]);
    return [...right, [0, crest + 0.024, l], ...left.reverse()];
  });
  const points = rings[0].length;
  return loft(rings, {
    buckets: 3,
    closed: true,
    bucketOf: (_, i) => (i < 3 || i >= points - 3 ? SLOT.trim : SLOT.paint),
    caps: [
      { ring: 0, bucket: SLOT.paint, flip: true },
      { ring: rings.length - 1, bucket: SLOT.paint, flip: false },
    ],
  });
}

function stationsAlong(lengthM, axles, archM) {
  const end = lengthM / 2;
  const tips = [0, 0.015, 0.045, 0.09, 0.15, 0.22, 0.3];
  const arches = axles.flatMap((axle) =>
    [-1.02, -0.99, -0.92, -0.75, -0.45, 0, 0.45, 0.75, 0.92, 0.99, 1.02].map((u) => axle + u * archM),
  );
  const plain = Array.from({ length: Math.floor(lengthM / 0.28) }, (_, i) => -end + 0.4 + i * 0.28);
  const all = [...tips.flatMap((d) => [-end + d, end - d]), ...arches, ...plain].filter((l) => Math.abs(l) <= end);
  const sorted = all.sort((a, b) => a - b);
  return sorted.filter((l, i) => i === 0 || l - sorted[i - 1] > 0.012);
}

function archHeight(l, { axles, archM, wheelM }) {
  const near = axles.map((axle) => Math.abs(l - axle)).filter((d) => d < archM);
  return near.length === 0 ? 0 : wheelM + Math.sqrt(archM ** 2 - Math.min(...near) ** 2);
}

const CORNER_STEPS = 6;

/**
 * The upper body: rounded rectangles from the belt line up to the roof, each side leaning inwards. `windows` lists the
 * glazed stretches of the long sides as fractions from front to rear; `front` and `rear` say whether the ends are glazed.
 */
export function upperBody({
  levels,
  windows,
  front = true,
  rear = true,
  cornerM = 0.16,
  glassTo = 0.86,
  glassFrom = 0.08,
}) {
  const cuts = [0, ...windows.flat(), 1];
  const across = [0, 0.08, 0.5, 0.92, 1];
  const heights = [0, glassFrom, glassFrom + 0.02, 0.3, 0.6, glassTo - 0.02, glassTo, 0.95, 1];
  const walls = heights.map((v) => ringAt(levels(v), { cuts, across, cornerM }));
  const roof = levels(1);
  const crown = [
    [0.985, 0.022],
    [0.93, 0.042],
    [0.75, 0.058],
    [0.4, 0.068],
  ].map(([shrink, lift]) => {
    const middle = (roof.frontM + roof.rearM) / 2;
    const toward = (l) => middle + (l - middle) * (0.35 + 0.65 * shrink);
    return ringAt(
      {
        halfM: roof.halfM * shrink,
        frontM: toward(roof.frontM),
        rearM: toward(roof.rearM),
        upM: roof.upM + lift,
      },
      { cuts, across, cornerM: cornerM * (0.4 + 0.6 * shrink) },
    );
  });
  const slots = slotsAround({ cuts, across, windows, front, rear });
  const rings = [...walls, ...crown];
  return loft(rings, {
    buckets: 3,
    closed: true,
    bucketOf: (level, i) => {
      const glazed =
        level < heights.length - 1 && heights[level] >= glassFrom - 1e-9 && heights[level + 1] <= glassTo + 1e-9;
      return glazed ? slots[i] : SLOT.paint;
    },
    caps: [{ ring: rings.length - 1, bucket: SLOT.paint, flip: false }],
  });
}

/** Clockwise seen from above, from the front right corner: right side, rear, left side, front. */
function ringAt({ halfM, frontM, rearM, upM }, { cuts, across, cornerM }) {
  const r = Math.min(cornerM, halfM * 0.6);
  const corner = (right, forward, from) =>
    Array.from({ length: CORNER_STEPS - 1 }, (_, i) => {
      const angle = from + ((i + 1) / CORNER_STEPS) * (Math.PI / 2);
      return [right + Math.sin(angle) * r, upM, forward + Math.cos(angle) * r];
    });
  const along = (u) => frontM - r + (rearM - frontM + 2 * r) * u;
  const bow = (w) => 1 - (2 * w - 1) ** 2;
  const rightSide = cuts.map((u) => [halfM, upM, along(u)]);
  const leftSide = cuts.map((u) => [-halfM, upM, along(1 - u)]);
  const rear = across.map((w) => [(halfM - r) * (1 - 2 * w), upM, rearM - 0.03 * bow(w)]);
  const front = across.map((w) => [(halfM - r) * (2 * w - 1), upM, frontM + 0.07 * bow(w)]);
  return [
    ...rightSide,
    ...corner(halfM - r, rearM + r, Math.PI / 2),
    ...rear,
    ...corner(-halfM + r, rearM + r, Math.PI),
    ...leftSide,
    ...corner(-halfM + r, frontM - r, -Math.PI / 2),
    ...front,
    ...corner(halfM - r, frontM - r, 0),
  ];
}

function slotsAround({ cuts, across, windows, front, rear }) {
  const glazed = (a, b) => windows.some(([from, to]) => a >= from - 1e-6 && b <= to + 1e-6);
  const side = cuts.slice(1).map((u, i) => (glazed(cuts[i], u) ? SLOT.glass : SLOT.paint));
  const mirrored = [...side].reverse();
  const end = (isGlass) => across.slice(1).map(() => (isGlass ? SLOT.glass : SLOT.paint));
  const corner = () => Array.from({ length: CORNER_STEPS }, () => SLOT.paint);
  return [...side, ...corner(), ...end(rear), ...corner(), ...mirrored, ...corner(), ...end(front), ...corner()];
}
