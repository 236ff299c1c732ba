import * as THREE from 'three';
import { seededRandom } from '../random.mjs';
import { mergeMeshes } from '../scene/merge.mjs';
import { buildBus } from './bus.mjs';
import { buildCar } from './car.mjs';
import { lightBeams } from './headlights.mjs';
import { lampMaterials, paintMaterial, sharedMaterials } from './materials.mjs';
import { VEHICLE_SPECS } from './specs.mjs';
import { buildVan } from './van.mjs';

const BLINK_HZ = 1.4;
const BUILDERS = { van: buildVan, bus: buildBus };

/** Tail lamps that merely burn, beside the brake's 1.9. */
const TAIL_INTENSITY = 0.7;

/** All vehicles of a scenario as models that follow a pose; `areLampsLit` is for dusk and night. */
export function buildFleet(vehicles, { seed, areLampsLit }) {
  const materials = sharedMaterials();
  const random = seededRandom(seed);
  const shadow = contactShadow();
  return vehicles.map((vehicle) => buildVehicle(vehicle, { materials, random, shadow, areLampsLit }));
}

function buildVehicle(vehicle, { materials: shared, random, shadow, areLampsLit }) {
  const { type } = vehicle;
  const lamps = lampMaterials();
  const materials = areLampsLit ? { ...shared, headlamp: lamps.head } : shared;
  const build = BUILDERS[type] ?? buildCar;
  const paint = paintMaterial(vehicle.paint);
  const { body, wheels } = build({ type, materials, paint, lamps, number: plateText(random), route: vehicle.route });
  const root = new THREE.Group();
  mergeMeshes(body);
  root.add(body, groundShadow(VEHICLE_SPECS[type], shadow));
  const beams = areLampsLit ? lightBeams(VEHICLE_SPECS[type]) : null;
  if (beams) root.add(beams.root);
  return {
    root,
    /** Puts the model where the drive says; `t` is for the blinking lamps, `eye` is where the camera hangs. */
    pose(state, { t, rolledM, eye }) {
      root.visible = state !== null;
      if (!state) return;
      root.position.set(state.x, 0, -state.y);
      root.rotation.y = -state.heading;
      body.rotation.x = Math.max(-0.02, Math.min(0.02, state.accel * 0.006));
      const lit = Math.floor(t * BLINK_HZ * 2) % 2 === 0;
      const blinking = (side) => lit && (state.signal === side || state.signal === 'hazard');
      lamps.left.emissiveIntensity = blinking('left') ? 2.6 : 0;
      lamps.right.emissiveIntensity = blinking('right') ? 2.6 : 0;
      lamps.brake.emissiveIntensity = state.braking ? 1.9 : areLampsLit && !state.parked ? TAIL_INTENSITY : 0;
      lamps.head.emissiveIntensity = state.parked ? 0 : 6;
      beams?.shine(state, eye);
      lamps.reverse.emissiveIntensity = state.reversing ? 1.2 : 0;
      for (const { steering, rolling, side, steers, radiusM } of wheels) {
        if (steers) steering.rotation.y = -state.steer;
        rolling.rotation.y = (-side * rolledM) / radiusM;
      }
    },
  };
}

/** The vertices of a model's hull that can lie on its outline: extremes in many directions, in (right, up, forward). */
export function outlinePoints({ root }) {
  root.position.set(0, 0, 0);
  root.rotation.set(0, 0, 0);
  root.updateWorldMatrix(true, true);
  const points = [];
  root.traverse((node) => {
    if (!node.isMesh || node.userData.flat) return;
    const position = node.geometry.getAttribute('position');
    for (let i = 0; i < position.count; i += 1) {
      const p = new THREE.Vector3().fromBufferAttribute(position, i).applyMatrix4(node.matrixWorld);
      points.push([p.x, p.y, -p.z]);
    }
  });
  const directions = fibonacciSphere(420);
  const chosen = directions.map((d) => farthest(points, d));
  return [...new Set(chosen)].map((i) => points[i].map((value) => Number(value.toFixed(3))));
}

function farthest(points, [a, b, c]) {
  let best = 0;
  let most = -Infinity;
  points.forEach((p, i) => {
    const along = p[0] * a + p[1] * b + p[2] * c;
    if (along > most) {
      most = along;
      best = i;
    }
  });
  return best;
}

function fibonacciSphere(count) {
  return Array.from({ length: count }, (_, i) => {
    const up = 1 - (2 * (i + 0.5)) / count;
    const around = Math.PI * (1 + Math.sqrt(5)) * i;
    const flat = Math.sqrt(1 - up * up);
    return [Math.cos(around) * flat, up, Math.sin(around) * flat];
  });
}

function plateText(random) {
  const letters = 'BCDFGHKLMPRSTVWXZ';
  const letter = () => letters[Math.floor(random.next() * letters.length)];
  return `${letter()}${letter()} ${Math.floor(random.between(100, 999))} ${letter()}`;
}

/** The sky is dimmed under a car; a soft dark patch ties the wheels to the road. */
function contactShadow() {
  const canvas = document.createElement('canvas');
  canvas.width = 128;
  canvas.height = 128;
  const pen = canvas.getContext('2d');
  pen.filter = 'blur(9px)';
  pen.fillStyle = 'rgba(0, 0, 0, 0.9)';
  pen.fillRect(22, 22, 84, 84);
  return new THREE.MeshBasicMaterial({
    map: new THREE.CanvasTexture(canvas),
    transparent: true,
    opacity: 0.72,
    depthWrite: false,
    polygonOffset: true,
    polygonOffsetFactor: -2,
  });
}

function groundShadow({ lengthM, widthM }, material) {
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(widthM * 1.42, lengthM * 1.3), material);
  mesh.rotation.x = -Math.PI / 2;
  mesh.position.y = 0.012;
  mesh.userData.flat = true;
  mesh.renderOrder = 3;
  return mesh;
}
