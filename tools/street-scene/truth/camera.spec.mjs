import * as THREE from 'three';
import { describe, expect, it } from 'vitest';
import { pinhole, swayAt } from './camera.mjs';
import { outlinesAt } from './outlines.mjs';

const POLE = { x: -6.6, y: 0, heightM: 7.2, panDeg: 19, tiltDeg: 16, fovDeg: 40, size: [1280, 720] };

function renderedAt([x, y, up]) {
  const view = new THREE.PerspectiveCamera(POLE.fovDeg, 1280 / 720, 0.3, 600);
  view.position.set(POLE.x, POLE.heightM, -POLE.y);
  view.rotation.set((-POLE.tiltDeg * Math.PI) / 180, (-POLE.panDeg * Math.PI) / 180, 0, 'YXZ');
  view.updateMatrixWorld();
  const p = new THREE.Vector3(x, up, -y).project(view);
  return [((p.x + 1) / 2) * 1280, ((1 - p.y) / 2) * 720];
}

describe('the pole camera', () => {
  it('sees every point where the renderer draws it', () => {
    const camera = pinhole(POLE);
    for (const point of [
      [0, 12, 0],
      [4.45, 30, 1.4],
      [-4.4, 22, 3],
      [1.65, 90, 0.5],
    ]) {
      const [px, py] = camera.project(point);
      const [rx, ry] = renderedAt(point);
      expect(px).toBeCloseTo(rx, 3);
      expect(py).toBeCloseTo(ry, 3);
    }
  });

  it('does not see what lies behind it', () => {
    expect(pinhole(POLE).project([0, -30])).toBeNull();
  });

  it('sees every point as far aside as the wind has moved the picture, and is still without wind', () => {
    const sway = { amplitudePx: 4, periodSeconds: 2.5 };
    const [right, down] = swayAt(sway, 0.6);
    const [px, py] = pinhole(POLE).project([0, 20]);
    const [sx, sy] = pinhole(POLE, [right, down]).project([0, 20]);
    expect(Math.abs(right)).toBeGreaterThan(1);
    expect(sx - px).toBeCloseTo(right, 6);
    expect(sy - py).toBeCloseTo(down, 6);
    expect(swayAt(undefined, 0.6)).toEqual([0, 0]);
  });

  it('clips a zone that runs under the camera to the picture', () => {
    const polygon = pinhole(POLE).projectZone([
      [0, -40],
      [3, -40],
      [3, 60],
      [0, 60],
    ]);
    expect(polygon.length).toBeGreaterThan(3);
    expect(polygon.flat().every((v) => v >= 0 && v <= 1)).toBe(true);
  });
});

describe('outlines', () => {
  const cube = [-1, 1].flatMap((right) => [0, 2].flatMap((up) => [-2, 2].map((forward) => [right, up, forward])));
  const body = (id, y) => ({ id, motClass: 2, pose: { x: 1.65, y, heading: 0 }, points: cube });

  it('are fully visible when nothing stands in front', () => {
    expect(outlinesAt(pinhole(POLE), [body(1, 20)])).toMatchObject([{ id: 1, visibility: 1 }]);
  });

  it('lose the share that a nearer vehicle covers', () => {
    const [near, far] = outlinesAt(pinhole(POLE), [body(1, 26), body(2, 20)]);
    expect(near).toMatchObject({ id: 2, visibility: 1 });
    expect(far.id).toBe(1);
    expect(far.visibility).toBeGreaterThan(0.1);
    expect(far.visibility).toBeLessThan(0.9);
  });
});
