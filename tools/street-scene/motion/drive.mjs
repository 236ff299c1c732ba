import { buildPath, direction } from './path.mjs';
import { travel } from './speed.mjs';

/**
 * A vehicle's whole story as a function of time. Waypoints name the centre of the footprint; inside, the rear axle follows
 * the path and the body points along it, which is why a reversing car swings its nose out as a real one does.
 *
 * Steps, in order:
 * - `{ drive: waypoints, cruise, exit = 0 }`  forwards along the waypoints
 * - `{ reverse: waypoints, cruise }`          backwards along the waypoints
 * - `{ hold: seconds }`, `{ holdUntil: t }`   stand still; `reason` says why where it is not simply parked
 * - `{ reappear: { at, x, y, heading, speed } }`  out of sight until `at`
 * - `{ stay: true }`                          parked to the end
 * Any step may carry `signal: 'left' | 'right' | 'hazard'`.
 */
export function planDrive({ start, steps }, { wheelbaseM, rearAxleM }) {
  const toAxle = ([x, y, heading], kept) => {
    const [dx, dy] = direction(heading ?? kept);
    const axle = [x - dx * rearAxleM, y - dy * rearAxleM];
    return heading === undefined ? axle : [...axle, heading];
  };
  const spans = [];
  let now = start.at;
  let speed = start.speed ?? 0;
  let pose = axlePose(start);

  function axlePose({ x, y, heading }) {
    const [axleX, axleY] = toAxle([x, y], heading);
    return { x: axleX, y: axleY, heading };
  }

  function addMove(step) {
    const backwards = step.reverse !== undefined;
    let kept = pose.heading;
    const axlePoints = (step.drive ?? step.reverse).map((waypoint) => {
      const axle = toAxle(waypoint, kept);
      kept = waypoint[2] ?? kept;
      return backwards && axle.length === 3 ? [axle[0], axle[1], axle[2] + Math.PI] : axle;
    });
    const path = buildPath(backwards ? { ...pose, heading: pose.heading + Math.PI } : pose, axlePoints);
    const profile = travel(path.lengthM, {
      entryMps: speed,
      cruiseMps: step.cruise,
      exitMps: step.exit ?? 0,
      accelMax: step.accelMax,
      brakeMax: step.brakeMax,
    });
    spans.push({ from: now, to: now + profile.seconds, path, profile, backwards, signal: step.signal });
    now += profile.seconds;
    speed = step.exit ?? 0;
    const end = path.at(path.lengthM);
    pose = { x: end.x, y: end.y, heading: backwards ? end.heading - Math.PI : end.heading };
  }

  function addHold(step) {
    const to = step.stay ? Infinity : (step.holdUntil ?? now + step.hold);
    if (to < now) throw new RangeError(`holdUntil ${to} lies before the arrival at ${now.toFixed(2)}`);
    if (speed !== 0) throw new RangeError(`cannot hold at ${now.toFixed(2)} while driving at ${speed} m/s`);
    spans.push({ from: now, to, still: pose, reason: step.reason, parked: step.parked, signal: step.signal });
    now = to;
  }

  for (const step of steps) {
    if (step.drive ?? step.reverse) addMove(step);
    else if (step.reappear) {
      now = step.reappear.at;
      speed = step.reappear.speed ?? 0;
      pose = axlePose(step.reappear);
    } else addHold(step);
  }

  return {
    spans,
    /** Where the vehicle is at `t`, or null while it is out of the scene. */
    at(t) {
      const span = spans.find(({ from, to }) => t >= from && t < to);
      return span ? stateWithin(span, t, { wheelbaseM, rearAxleM }) : null;
    },
  };
}

function stateWithin(span, t, { wheelbaseM, rearAxleM }) {
  const motion = span.still ? { speed: 0, accel: 0, metres: 0 } : span.profile.at(t - span.from);
  const axle = span.still ? { ...span.still, curvature: 0 } : span.path.at(motion.metres);
  const heading = span.backwards ? axle.heading - Math.PI : axle.heading;
  const [dx, dy] = direction(heading);
  const sign = span.backwards ? -1 : 1;
  return {
    x: axle.x + dx * rearAxleM,
    y: axle.y + dy * rearAxleM,
    heading,
    speed: motion.speed * sign,
    accel: motion.accel * sign,
    steer: Math.atan(axle.curvature * sign * wheelbaseM),
    braking: span.still ? span.reason !== undefined : motion.accel < -0.35,
    reversing: span.backwards === true,
    parked: span.still !== undefined && span.reason === undefined,
    signal: span.signal ?? null,
    reason: span.still ? (span.reason ?? null) : null,
  };
}
