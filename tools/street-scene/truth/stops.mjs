import { round } from './camera.mjs';

/** A vehicle is stationary below this speed. */
const STILL_MPS = 0.05;
/** Shorter rests are gear changes, not stops. */
const STOP_SECONDS_MIN = 0.4;
const SCAN_SECONDS = 0.01;

/** Every rest of one vehicle within the clip: `{ start, end, x, y, reason, startedBeforeClip }`, `end` null if it stays. */
export function findStops(drive, durationSeconds) {
  const stops = [];
  let open = null;
  const ticks = Math.round(durationSeconds / SCAN_SECONDS);
  for (let tick = 0; tick < ticks; tick += 1) {
    const t = tick * SCAN_SECONDS;
    const state = drive.at(t);
    const still = state !== null && Math.abs(state.speed) < STILL_MPS;
    if (still && !open) open = { start: t, x: state.x, y: state.y, reason: null, startedBeforeClip: tick === 0 };
    if (still) open.reason ??= state.reason;
    if (!still && open) {
      stops.push({ ...open, end: t });
      open = null;
    }
  }
  if (open) stops.push({ ...open, end: null });
  return stops.filter(({ start, end }) => end === null || end - start >= STOP_SECONDS_MIN);
}

/** Sorts all stops inside zones into events and distractors, by the definitions in the README. */
export function judgeStops({ vehicles, zones, parameters, durationSeconds }) {
  const events = [];
  const distractors = [];
  for (const { id, type, drive } of vehicles) {
    for (const stop of findStops(drive, durationSeconds)) {
      const zone = zones.find(({ ground }) => contains(ground, [stop.x, stop.y]));
      if (!zone) continue;
      const record = {
        zone: zone.id,
        vehicle: id,
        vehicleType: type,
        start: round(stop.start, 1),
        end: stop.end === null ? null : round(stop.end, 1),
        startedBeforeClip: stop.startedBeforeClip,
      };
      const verdict = judge(stop, zone, { parameters, durationSeconds });
      if (verdict.event) events.push({ type: verdict.event, ...record });
      else distractors.push({ reason: verdict.distractor, ...record });
    }
  }
  const byStart = (a, b) => a.start - b.start || (a.vehicle < b.vehicle ? -1 : 1);
  return { events: events.sort(byStart), distractors: distractors.sort(byStart) };
}

function judge(stop, zone, { parameters, durationSeconds }) {
  const seconds = (stop.end ?? durationSeconds) - stop.start;
  const inLane = zone.kind === 'travel_lane';
  const excused = ['queue', 'waiting_to_pass', 'manoeuvre', 'yielding'].includes(stop.reason);
  if (inLane && excused) return { distractor: stop.reason };
  const limit = inLane ? parameters.doubleParkingSeconds : parameters.minDwellSeconds;
  if (seconds >= limit) return { event: inLane ? 'double_parking' : 'dwell' };
  return { distractor: stop.reason === 'manoeuvre' ? 'manoeuvre' : 'short_stop' };
}

/** Even-odd rule. */
export function contains(polygon, [x, y]) {
  let inside = false;
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + polygon.length - 1) % polygon.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}
