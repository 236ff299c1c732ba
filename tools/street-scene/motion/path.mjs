/** The line a rear axle follows: straight pieces, S-bends between parallel lines, and quarter turns. */

const SAMPLE_M = 0.05;

/**
 * Builds a path from a pose through waypoints. A waypoint `[x, y]` is reached with the heading kept (straight ahead, or by
 * an S-bend to a parallel line); `[x, y, heading]` by a turn that ends with that heading.
 */
export function buildPath({ x, y, heading }, waypoints) {
  const points = [[x, y]];
  let here = { x, y, heading };
  for (const [toX, toY, toHeading = here.heading] of waypoints) {
    const there = { x: toX, y: toY, heading: toHeading };
    points.push(...piece(here, there).slice(1));
    here = there;
  }
  return measure(points, { startHeading: heading, endHeading: here.heading });
}

function piece(from, to) {
  const roughM = Math.hypot(to.x - from.x, to.y - from.y);
  const steps = Math.max(2, Math.ceil(roughM / SAMPLE_M));
  const curve = from.heading === to.heading ? sBend(from, to) : quarterTurn(from, to);
  return Array.from({ length: steps + 1 }, (_, i) => curve(i / steps));
}

/** Sideways shift by the quintic smoothstep: heading and curvature are continuous at both ends. */
function sBend(from, to) {
  const forward = direction(from.heading);
  const right = direction(from.heading + Math.PI / 2);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const ahead = dx * forward[0] + dy * forward[1];
  const aside = dx * right[0] + dy * right[1];
  return (u) => {
    const shift = aside * u * u * u * (10 + u * (6 * u - 15));
    return [from.x + forward[0] * ahead * u + right[0] * shift, from.y + forward[1] * ahead * u + right[1] * shift];
  };
}

/** A cubic Bézier whose handles follow both headings; 0.5523 makes it a circle's quarter when the legs are equal. */
function quarterTurn(from, to) {
  const out = direction(from.heading);
  const into = direction(to.heading);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const legOut = 0.5523 * Math.abs(dx * out[0] + dy * out[1]);
  const legIn = 0.5523 * Math.abs(dx * into[0] + dy * into[1]);
  const controls = [
    [from.x, from.y],
    [from.x + out[0] * legOut, from.y + out[1] * legOut],
    [to.x - into[0] * legIn, to.y - into[1] * legIn],
    [to.x, to.y],
  ];
  return (u) => {
    const w = [(1 - u) ** 3, 3 * u * (1 - u) ** 2, 3 * u * u * (1 - u), u ** 3];
    return [0, 1].map((axis) => w.reduce((sum, weight, i) => sum + weight * controls[i][axis], 0));
  };
}

function measure(points, { startHeading, endHeading }) {
  const lengths = [0];
  for (let i = 1; i < points.length; i += 1) {
    lengths.push(lengths[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]));
  }
  const lengthM = lengths[lengths.length - 1];
  const headingOf = (i) => Math.atan2(points[i + 1][0] - points[i][0], points[i + 1][1] - points[i][1]);
  /** Heading at distance s, interpolated between the middles of neighbouring samples. */
  const headingAt = (s) => {
    if (s <= 1e-6) return startHeading;
    if (s >= lengthM - 1e-6) return endHeading;
    const i = segmentAt(lengths, s);
    const u = (s - lengths[i]) / (lengths[i + 1] - lengths[i]);
    const a = headingOf(u < 0.5 ? Math.max(i - 1, 0) : i);
    const b = headingOf(u < 0.5 ? i : Math.min(i + 1, points.length - 2));
    return a + turnBetween(a, b) * (u < 0.5 ? u + 0.5 : u - 0.5);
  };
  return {
    lengthM,
    at(distanceM) {
      const s = Math.min(Math.max(distanceM, 0), lengthM);
      const i = segmentAt(lengths, s);
      const u = lengths[i + 1] === lengths[i] ? 0 : (s - lengths[i]) / (lengths[i + 1] - lengths[i]);
      const bendM = 0.4;
      const before = headingAt(Math.max(s - bendM, 0));
      const after = headingAt(Math.min(s + bendM, lengthM));
      return {
        x: points[i][0] + (points[i + 1][0] - points[i][0]) * u,
        y: points[i][1] + (points[i + 1][1] - points[i][1]) * u,
        heading: headingAt(s),
        curvature: turnBetween(before, after) / (2 * bendM),
      };
    },
  };
}

function segmentAt(lengths, s) {
  let low = 0;
  let high = lengths.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lengths[middle] <= s) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The signed turn from one heading to another, in (-π, π]. */
export function turnBetween(from, to) {
  const turn = (to - from) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  return turn <= -Math.PI ? turn + 2 * Math.PI : turn;
}

export function direction(heading) {
  return [Math.sin(heading), Math.cos(heading)];
}
