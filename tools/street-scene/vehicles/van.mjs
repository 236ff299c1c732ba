import * as THREE from 'three';
import { VEHICLE_SPECS } from './specs.mjs';
import { curve } from './loft.mjs';
import { lowerBody, upperBody } from './shell.mjs';
import { block, mountWheels, plate } from './parts.mjs';
import { addWheelWells, shell } from './car.mjs';

const HOOD = [
  [-2.72, 1.12],
  [-2.5, 1.16],
  [1.2, 1.16],
  [1.75, 1.12],
  [2.3, 0.98],
  [2.6, 0.86],
  [2.72, 0.78],
];
const WHEEL_M = 0.345;

/** A panel van: short bonnet, steep screen, glazed cab, blind load space with two rear doors. */
export function buildVan({ materials, paint, lamps, number }) {
  const spec = VEHICLE_SPECS.van;
  const body = new THREE.Group();
  const half = spec.widthM / 2;
  const end = spec.lengthM / 2;
  const axles = [spec.wheelbaseM - spec.rearAxleM, -spec.rearAxleM];
  const archM = WHEEL_M + 0.07;
  const slots = [paint, materials.glass, materials.trim];
  const lower = lowerBody({
    lengthM: spec.lengthM,
    top: curve(HOOD),
    halfWidth: (l) => half * (1 - (l > 0 ? 0.14 * (l / end) ** 7 : 0.03 * (l / end) ** 8)),
    sillM: 0.24,
    axles,
    archM,
    wheelM: WHEEL_M,
  });
  const upper = upperBody({
    levels: (v) => {
      const edge = v > 0.9 ? ((v - 0.9) / 0.1) ** 2 * 0.05 : 0;
      return {
        halfM: half * 0.962 - 0.1 * v ** 1.6 - edge,
        frontM: 1.95 - 0.78 * v ** 1.1 - edge,
        rearM: -end + 0.04 + 0.07 * v + edge,
        upM: 1.1 + 1.24 * v,
      };
    },
    windows: [[0.085, 0.29]],
    rear: false,
    cornerM: 0.15,
    glassFrom: 0.06,
    glassTo: 0.68,
  });
  body.add(shell(lower, slots), shell(upper, slots));
  const wheels = mountWheels(body, {
    axles,
    trackM: spec.widthM - 0.25,
    radiusM: WHEEL_M,
    widthM: 0.225,
    materials,
    spokes: 8,
  });
  addWheelWells(body, { axles, archM, widthM: spec.widthM - 0.5, materials });
  addFront(body, { half, end, materials, lamps, number });
  addRear(body, { half, end, materials, lamps, number });
  addFlanks(body, { half, axles, materials });
  return { body, wheels };
}

function addFront(body, { half, end, materials, lamps, number }) {
  for (const side of [1, -1]) {
    const turn = side * 0.4;
    body.add(
      block(materials.headlamp, [0.34, 0.24, 0.22], [side * (half - 0.3), 0.78, end - 0.14], { radiusM: 0.07, turn }),
      block(side > 0 ? lamps.right : lamps.left, [0.1, 0.1, 0.16], [side * (half - 0.13), 0.9, end - 0.36], { turn }),
      block(materials.trim, [0.24, 0.34, 0.13], [side * (half + 0.1), 1.36, 1.5], { radiusM: 0.05, turn: side * 0.15 }),
    );
  }
  body.add(
    block(materials.dark, [1.05, 0.24, 0.14], [0, 0.72, end - 0.05], { radiusM: 0.05 }),
    block(materials.chrome, [1.0, 0.03, 0.05], [0, 0.78, end + 0.01]),
    block(materials.trim, [1.66, 0.26, 0.26], [0, 0.42, end - 0.11], { radiusM: 0.08 }),
    plate(number, [0, 0.46, end + 0.026], true),
  );
}

function addRear(body, { half, end, materials, lamps, number }) {
  for (const side of [1, -1]) {
    body.add(
      block(materials.glass, [0.6, 0.52, 0.05], [side * 0.36, 1.66, -end - 0.005], { radiusM: 0.03 }),
      block(lamps.brake, [0.13, 0.4, 0.08], [side * (half - 0.1), 1.08, -end + 0.02], { radiusM: 0.03 }),
      block(side > 0 ? lamps.right : lamps.left, [0.13, 0.13, 0.08], [side * (half - 0.1), 0.8, -end + 0.02], {
        radiusM: 0.03,
      }),
      block(materials.seam, [0.05, 0.16, 0.04], [side * 0.09, 1.12, -end - 0.01]),
    );
  }
  body.add(
    block(materials.seam, [0.018, 1.6, 0.03], [0, 1.36, -end - 0.002]),
    block(materials.trim, [1.86, 0.16, 0.18], [0, 0.46, -end + 0.02], { radiusM: 0.05 }),
    block(lamps.brake, [0.34, 0.05, 0.06], [0, 2.16, -end + 0.08]),
    plate(number, [-0.4, 0.84, -end - 0.012], false),
  );
}

function addFlanks(body, { half, axles, materials }) {
  for (const side of [1, -1]) {
    const skin = side * (half - 0.006);
    for (const forward of [1.12, 0.16, -0.92]) {
      body.add(block(materials.seam, [0.014, 0.78, 0.018], [skin, 0.74, forward]));
    }
    for (const forward of [0.12, -0.95]) {
      body.add(block(materials.seam, [0.014, 0.95, 0.018], [side * (half - 0.062), 1.62, forward], { turn: 0 }));
    }
    body.add(
      block(materials.trim, [0.03, 0.13, axles[0] - axles[1] - 0.9], [skin, 0.5, (axles[0] + axles[1]) / 2]),
      block(materials.seam, [0.03, 0.045, 0.2], [skin, 1.06, 0.34]),
      block(materials.seam, [0.02, 0.03, 1.9], [side * (half - 0.045), 1.24, -1.55]),
    );
  }
}
