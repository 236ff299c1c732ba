/** A pinhole camera on a pole. Ground points are [X, Y] or [X, Y, Z] metres, picture points pixels. */

const NEAREST_M = 0.2;

/**
 * @param pole `{ x, y, heightM, panDeg, tiltDeg, fovDeg, size }`; pan clockwise from +Y, tilt downwards, fov vertical
 * @param shiftPx how far the picture has moved to the right and down, see `swayAt`
 */
export function pinhole({ x, y, heightM, panDeg, tiltDeg, fovDeg, size: [width, height] }, [shiftX, shiftY] = [0, 0]) {
  const pan = (panDeg * Math.PI) / 180;
  const tilt = (tiltDeg * Math.PI) / 180;
  const focalPx = height / 2 / Math.tan((fovDeg * Math.PI) / 360);
  const right = [Math.cos(pan), -Math.sin(pan), 0];
  const up = [Math.sin(pan) * Math.sin(tilt), Math.cos(pan) * Math.sin(tilt), Math.cos(tilt)];
  const forward = [Math.sin(pan) * Math.cos(tilt), Math.cos(pan) * Math.cos(tilt), -Math.sin(tilt)];

  const toView = ([px, py, pz = 0]) => {
    const d = [px - x, py - y, pz - heightM];
    return [dot(d, right), dot(d, up), dot(d, forward)];
  };
  const toPicture = ([aside, above, depth]) => [
    width / 2 + shiftX + (focalPx * aside) / depth,
    height / 2 + shiftY - (focalPx * above) / depth,
  ];

  return {
    size: [width, height],
    position: [x, y, heightM],
    /** Pixels, or null behind the camera. */
    project(point) {
      const view = toView(point);
      return view[2] > NEAREST_M ? toPicture(view) : null;
    },
    /** A ground polygon as it appears in the picture, in 0..1 and clipped to it. */
    projectZone(polygon) {
      const inFront = clip(polygon.map(toView), (v) => v[2] - NEAREST_M);
      const seen = inFront.map(toPicture).map(([px, py]) => [px / width, py / height]);
      const sides = [(p) => p[0], (p) => 1 - p[0], (p) => p[1], (p) => 1 - p[1]];
      return sides.reduce((shape, side) => clip(shape, side), seen).map((p) => p.map((v) => round(v, 5)));
    },
  };
}

/** Sutherland-Hodgman against one half-space: keeps the part of the polygon where `inside` is not negative. */
function clip(polygon, inside) {
  return polygon.flatMap((current, i) => {
    const previous = polygon[(i + polygon.length - 1) % polygon.length];
    const a = inside(previous);
    const b = inside(current);
    const kept = b >= 0 ? [current] : [];
    if (a >= 0 === b >= 0) return kept;
    const u = a / (a - b);
    return [previous.map((value, axis) => value + (current[axis] - value) * u), ...kept];
  });
}

/** How far wind has moved the picture at `t`, in pixels to the right and down; two slow swings that never meet. */
export function swayAt(sway, t) {
  if (!sway) return [0, 0];
  const { amplitudePx, periodSeconds } = sway;
  const swing = (cycles, phase) => Math.sin((2 * Math.PI * cycles * t) / periodSeconds + phase);
  return [amplitudePx * (0.7 * swing(1, 0) + 0.3 * swing(2.7, 1)), amplitudePx * 0.4 * swing(1.6, 2)];
}

/** What an installer would configure for this camera; it holds no truth. */
export function describeCamera({ name, fps, startTime, pole, zones, calibrationGrid, parameters }) {
  const camera = pinhole(pole);
  const [width, height] = pole.size;
  const seen = calibrationGrid
    .map((ground) => ({ ground, pixel: camera.project(ground) }))
    .filter(({ pixel }) => pixel && pixel[0] >= 0 && pixel[0] <= width && pixel[1] >= 0 && pixel[1] <= height);
  return {
    name,
    video: `${name}.mp4`,
    fps,
    size: [width, height],
    startTime,
    zones: zones.map(({ id, kind, ground }) => ({ id, kind, polygon: camera.projectZone(ground) })),
    calibration: seen.map(({ ground, pixel }) => ({
      image: [round(pixel[0] / width, 5), round(pixel[1] / height, 5)],
      ground,
    })),
    parameters,
  };
}

export function round(value, digits) {
  return Number(value.toFixed(digits));
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
