import * as THREE from 'three';
import { VEHICLE_SPECS } from './specs.mjs';
import { curve } from './loft.mjs';
import { lowerBody, upperBody } from './shell.mjs';
import { block, mountWheels, plate } from './parts.mjs';
import { addWheelWells, shell } from './car.mjs';

const WHEEL_M = 0.48;
const WINDOWS = [
  [0.03, 0.125],
  [0.14, 0.265],
  [0.28, 0.405],
  [0.42, 0.545],
  [0.56, 0.685],
  [0.7, 0.825],
  [0.84, 0.955],
];

/** A city bus: low floor, one tall screen, a band of windows, two doors on the right. */
export function buildBus({ materials, paint, lamps, number, route = '12  HARBOUR' }) {
  const spec = VEHICLE_SPECS.bus;
  const body = new THREE.Group();
  const half = spec.widthM / 2;
  const end = spec.lengthM / 2;
  const axles = [spec.wheelbaseM - spec.rearAxleM, -spec.rearAxleM];
  const slots = [paint, materials.glass, materials.trim];
  const lower = lowerBody({
    lengthM: spec.lengthM,
    top: curve([
      [-end, 1.22],
      [end, 1.22],
    ]),
    halfWidth: (l) => half * (1 - 0.05 * Math.abs(l / end) ** 24),
    sillM: 0.3,
    axles,
    archM: WHEEL_M + 0.09,
    wheelM: WHEEL_M,
  });
  const upper = upperBody({
    levels: (v) => {
      const edge = v > 0.9 ? ((v - 0.9) / 0.1) ** 2 * 0.08 : 0;
      return {
        halfM: half * 0.968 - 0.05 * v - edge,
        frontM: end - 0.1 - 0.16 * v - edge,
        rearM: -end + 0.1 + 0.05 * v + edge,
        upM: 1.15 + 1.78 * v,
      };
    },
    windows: WINDOWS,
    cornerM: 0.16,
    glassFrom: 0.05,
    glassTo: 0.66,
  });
  body.add(shell(lower, slots), shell(upper, slots));
  const wheels = mountWheels(body, {
    axles,
    trackM: spec.widthM - 0.32,
    radiusM: WHEEL_M,
    widthM: 0.29,
    materials,
    spokes: 10,
  });
  addWheelWells(body, { axles, archM: WHEEL_M + 0.09, widthM: spec.widthM - 0.66, materials });
  addEnds(body, { half, end, materials, lamps, number, route });
  addFlanks(body, { half, end, materials });
  return { body, wheels };
}

function addEnds(body, { half, end, materials, lamps, number, route }) {
  for (const side of [1, -1]) {
    const indicator = side > 0 ? lamps.right : lamps.left;
    body.add(
      block(materials.headlamp, [0.42, 0.18, 0.16], [side * (half - 0.4), 0.72, end - 0.06], {
        radiusM: 0.06,
        turn: side * 0.12,
      }),
      block(indicator, [0.12, 0.14, 0.16], [side * (half - 0.13), 0.74, end - 0.12], { turn: side * 0.3 }),
      block(materials.trim, [0.12, 0.5, 0.16], [side * (half + 0.14), 2.0, end + 0.1], { radiusM: 0.05 }),
      block(materials.trim, [0.3, 0.05, 0.05], [side * (half + 0.02), 2.3, end]),
      block(lamps.brake, [0.14, 0.36, 0.08], [side * (half - 0.14), 0.98, -end + 0.02], { radiusM: 0.03 }),
      block(indicator, [0.14, 0.14, 0.08], [side * (half - 0.14), 0.7, -end + 0.02], { radiusM: 0.03 }),
    );
  }
  body.add(
    block(materials.glass, [2.0, 0.34, 0.1], [0, 2.56, end - 0.17], { radiusM: 0.03 }),
    block(materials.glass, [2.06, 0.5, 0.14], [0, 1.22, end - 0.04], { radiusM: 0.06 }),
    block(materials.trim, [2.3, 0.22, 0.2], [0, 0.42, end - 0.06], { radiusM: 0.08 }),
    block(materials.dark, [1.3, 0.42, 0.06], [0, 0.92, -end + 0.015]),
    block(materials.trim, [2.3, 0.22, 0.2], [0, 0.44, -end + 0.06], { radiusM: 0.08 }),
    destination(route, end),
    plate(number, [0, 0.46, end + 0.045], true),
    plate(number, [0, 0.56, -end - 0.05], false),
  );
}

function addFlanks(body, { half, end, materials }) {
  const skin = half - 0.02;
  for (const [forward, width] of [
    [end - 0.95, 1.15],
    [-0.15, 1.25],
  ]) {
    body.add(
      block(materials.glass, [0.06, 1.95, width], [skin, 1.36, forward], { radiusM: 0.02 }),
      block(materials.trim, [0.075, 2.0, 0.05], [skin, 1.36, forward]),
    );
  }
  for (const side of [1, -1]) {
    body.add(block(materials.chrome, [0.03, 0.05, end * 1.9], [side * (half - 0.012), 1.17, 0]));
  }
  body.add(
    block(materials.seam, [1.5, 0.2, 2.4], [0, 3.02, -2.6], { radiusM: 0.08 }),
    block(materials.chrome, [1.3, 0.14, 1.5], [0, 3.02, 2.2], { radiusM: 0.06 }),
  );
}

/** The amber display above the screen. */
function destination(text, end) {
  const canvas = document.createElement('canvas');
  canvas.width = 512;
  canvas.height = 84;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#0a0a0a';
  pen.fillRect(0, 0, 512, 84);
  pen.fillStyle = '#ffb637';
  pen.font = 'bold 64px sans-serif';
  pen.textAlign = 'center';
  pen.fillText(text, 256, 66);
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  const material = new THREE.MeshBasicMaterial({ map: texture });
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(1.8, 0.3), material);
  mesh.position.set(0, 2.56, -(end - 0.112));
  mesh.rotation.y = Math.PI;
  return mesh;
}
