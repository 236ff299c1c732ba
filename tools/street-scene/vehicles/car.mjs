import * as THREE from 'three';
import { VEHICLE_SPECS } from './specs.mjs';
import { curve } from './loft.mjs';
import { lowerBody, upperBody } from './shell.mjs';
import { block, mountWheels, plate } from './parts.mjs';

/**
 * The drawings: `hood` is the lower body's top line from rear to front, `cabin` the greenhouse from belt to roof
 * (forward positions at the belt and at the roof), `windows` the side glass from front to rear.
 */
const DRAWINGS = {
  hatchback: {
    hood: [
      [-2.02, 0.86],
      [-1.9, 0.96],
      [-1.2, 0.97],
      [0.75, 0.93],
      [1.25, 0.87],
      [1.85, 0.74],
      [2.02, 0.68],
    ],
    cabin: { belt: [1.05, -1.92], roof: [0.3, -1.55], halfM: [0.8, 0.6], roofM: 1.42 },
    windows: [
      [0.12, 0.47],
      [0.5, 0.79],
      [0.82, 0.93],
    ],
    wheelM: 0.315,
  },
  sedan: {
    hood: [
      [-2.31, 0.84],
      [-2.15, 0.97],
      [-1.5, 0.99],
      [0.75, 0.93],
      [1.35, 0.86],
      [2.05, 0.74],
      [2.31, 0.66],
    ],
    cabin: { belt: [1.02, -1.78], roof: [0.15, -0.98], halfM: [0.83, 0.59], roofM: 1.375 },
    windows: [
      [0.14, 0.48],
      [0.51, 0.82],
    ],
    wheelM: 0.325,
  },
  estate: {
    hood: [
      [-2.32, 0.84],
      [-2.2, 0.97],
      [-1.5, 0.98],
      [0.75, 0.93],
      [1.35, 0.86],
      [2.05, 0.74],
      [2.32, 0.66],
    ],
    cabin: { belt: [1.02, -2.22], roof: [0.2, -1.86], halfM: [0.83, 0.61], roofM: 1.41 },
    windows: [
      [0.12, 0.4],
      [0.42, 0.68],
      [0.7, 0.93],
    ],
    wheelM: 0.325,
  },
  suv: {
    hood: [
      [-2.22, 0.95],
      [-2.1, 1.06],
      [-1.4, 1.08],
      [0.7, 1.04],
      [1.3, 0.99],
      [1.95, 0.88],
      [2.22, 0.78],
    ],
    cabin: { belt: [1.0, -2.1], roof: [0.4, -1.8], halfM: [0.84, 0.66], roofM: 1.6 },
    windows: [
      [0.1, 0.42],
      [0.44, 0.71],
      [0.74, 0.93],
    ],
    wheelM: 0.365,
  },
};

export function buildCar({ type, materials, paint, lamps, number }) {
  const spec = VEHICLE_SPECS[type];
  const drawing = DRAWINGS[type];
  const body = new THREE.Group();
  const half = spec.widthM / 2;
  const end = spec.lengthM / 2;
  const axles = [spec.wheelbaseM - spec.rearAxleM, -spec.rearAxleM];
  const top = curve(drawing.hood);
  const archM = drawing.wheelM + 0.065;
  const halfWidth = (l) => half * planTaper(l / end);
  const slots = [paint, materials.glass, materials.trim];

  const lower = lowerBody({
    lengthM: spec.lengthM,
    top,
    halfWidth,
    sillM: type === 'suv' ? 0.25 : 0.19,
    axles,
    archM,
    wheelM: drawing.wheelM,
  });
  const upper = upperBody({ levels: cabinLevels(drawing.cabin, top), windows: drawing.windows, cornerM: 0.13 });
  body.add(shell(lower, slots), shell(upper, slots));
  const wheels = mountWheels(body, {
    axles,
    trackM: spec.widthM - 0.22,
    radiusM: drawing.wheelM,
    widthM: 0.215,
    materials,
    spokes: type === 'suv' ? 6 : 5,
  });
  addWheelWells(body, { axles, archM, widthM: spec.widthM - 0.5, materials });
  addFace(body, { end, half, top, materials, lamps, number, type });
  addSeams(body, { axles, half, top, materials, halfWidth });
  return { body, wheels };
}

/** Plan view: nearly parallel sides that round off towards nose and tail. */
function planTaper(u) {
  const nose = Math.abs(u) ** (u > 0 ? 5 : 6);
  return 1 - (u > 0 ? 0.17 : 0.13) * nose - 0.03 * u * u;
}

function cabinLevels({ belt, roof, halfM, roofM }, top) {
  const base = Math.min(top(belt[0] - 0.3), top(belt[1] + 0.3)) - 0.03;
  return (v) => {
    const lean = v ** 0.92;
    const edge = v > 0.9 ? ((v - 0.9) / 0.1) ** 2 * 0.035 : 0;
    return {
      halfM: halfM[0] + (halfM[1] - halfM[0]) * v ** 1.25 - edge,
      frontM: belt[0] + (roof[0] - belt[0]) * lean - edge,
      rearM: belt[1] + (roof[1] - belt[1]) * v ** 1.15 + edge,
      upM: base + (roofM - base) * v,
    };
  };
}

export function shell(geometry, slots) {
  const mesh = new THREE.Mesh(geometry, slots);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}

export function addWheelWells(body, { axles, archM, widthM, materials }) {
  for (const axle of axles) {
    const well = new THREE.Mesh(new THREE.CylinderGeometry(archM * 0.98, archM * 0.98, widthM, 20), materials.dark);
    well.rotation.z = Math.PI / 2;
    well.position.set(0, archM * 0.84, -axle);
    body.add(well);
  }
}

function addFace(body, { end, half, top, materials, lamps, number, type }) {
  const noseUp = top(end - 0.1) - 0.12;
  const tailUp = top(-end + 0.12) - 0.14;
  const tall = type === 'hatchback' || type === 'suv' || type === 'estate';
  for (const side of [1, -1]) {
    const turn = side * 0.32;
    const lamp = side > 0 ? lamps.right : lamps.left;
    body.add(
      block(materials.headlamp, [0.36, 0.13, 0.2], [side * (half - 0.29), noseUp, end - 0.14], { radiusM: 0.05, turn }),
      block(lamp, [0.1, 0.07, 0.14], [side * (half - 0.13), noseUp - 0.01, end - 0.25], { turn }),
      block(materials.dark, [0.26, 0.1, 0.1], [side * (half - 0.34), 0.36, end - 0.06], { radiusM: 0.04, turn }),
      block(
        lamps.brake,
        tall ? [0.2, 0.3, 0.16] : [0.4, 0.15, 0.16],
        [side * (half - (tall ? 0.2 : 0.3)), tailUp, -end + (tall ? 0.1 : 0.05)],
        {
          radiusM: 0.045,
          turn: -turn,
        },
      ),
      block(
        lamp,
        tall ? [0.19, 0.08, 0.15] : [0.1, 0.13, 0.14],
        [side * (half - (tall ? 0.2 : 0.12)), tall ? tailUp - 0.19 : tailUp, -end + (tall ? 0.1 : 0.15)],
        { turn: -turn },
      ),
      mirror(materials, { half, side, up: top(0.6) + 0.06, forward: end * 0.36 }),
    );
  }
  body.add(
    block(materials.dark, [half * 0.95, 0.13, 0.12], [0, noseUp - 0.02, end - 0.045], { radiusM: 0.04 }),
    block(materials.chrome, [half * 0.98, 0.018, 0.05], [0, noseUp + 0.05, end - 0.015]),
    block(materials.dark, [half * 1.2, 0.15, 0.14], [0, 0.36, end - 0.055], { radiusM: 0.05 }),
    block(materials.trim, [half * 1.62, 0.16, 0.16], [0, 0.34, -end + 0.07], { radiusM: 0.06 }),
    block(lamps.reverse, [0.12, 0.05, 0.1], [0.42, 0.47, -end + 0.05]),
    plate(number, [0, 0.42, end + 0.022], true),
    plate(number, [0, tall ? 0.66 : 0.68, -end - 0.012], false),
  );
}

function mirror(materials, { half, side, up, forward }) {
  return block(materials.trim, [0.2, 0.13, 0.1], [side * (half + 0.06), up, forward], {
    radiusM: 0.045,
    turn: side * 0.2,
  });
}

/** Door gaps, handles and a rubbing strip: small, but they make a body read as a car. */
function addSeams(body, { axles, half, top, materials, halfWidth }) {
  const doorFront = axles[0] - 0.42;
  const doorRear = axles[1] + 0.4;
  const middle = (doorFront + doorRear) / 2 - 0.02;
  for (const side of [1, -1]) {
    for (const forward of [doorFront, middle, doorRear]) {
      const height = top(forward) - 0.36;
      body.add(
        block(materials.seam, [0.012, height, 0.014], [side * (halfWidth(forward) - 0.003), 0.3 + height / 2, forward]),
      );
    }
    body.add(
      block(
        materials.trim,
        [0.02, 0.07, doorFront - doorRear + 0.1],
        [side * (half * 0.985), 0.26, (doorFront + doorRear) / 2],
      ),
      block(materials.seam, [0.03, 0.03, 0.17], [side * (half * 0.975), top(0) - 0.12, middle + 0.2]),
      block(materials.seam, [0.03, 0.03, 0.17], [side * (half * 0.975), top(0) - 0.12, doorRear + 0.2]),
    );
  }
}
