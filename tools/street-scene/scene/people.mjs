import * as THREE from 'three';
import { direction } from '../motion/path.mjs';
import { mergeMeshes } from './merge.mjs';
import { STREET } from '../street-plan.mjs';

const STRIDE_M = 1.35;

/** Walkers: each follows its `way` of ground points at an even pace, starting at `at`. */
export function buildPeople(pedestrians) {
  return pedestrians.map((walk) => {
    const { root, legs, arms } = figure(walk.coat);
    const place = along(walk.way);
    return {
      root,
      pose(t) {
        const walked = (t - walk.at) * walk.speed;
        const here = place(walked);
        root.visible = here !== null;
        if (!here) return;
        const { x, y, heading } = here;
        const swing = Math.sin((walked / STRIDE_M) * Math.PI * 2) * 0.5;
        root.position.set(x, Math.abs(x) > STREET.curbM ? STREET.curbHeightM : 0, -y);
        root.rotation.y = -heading;
        legs.forEach((leg, i) => (leg.rotation.x = i ? swing : -swing));
        arms.forEach((arm, i) => (arm.rotation.x = i ? -swing * 0.7 : swing * 0.7));
      },
    };
  });
}

/** The place after so many metres of a way, or null before its start and after its end. */
function along(way) {
  const legs = way.slice(1).map(([x, y], i) => {
    const [x0, y0] = way[i];
    return { x0, y0, heading: Math.atan2(x - x0, y - y0), length: Math.hypot(x - x0, y - y0) };
  });
  return (walked) => {
    let rest = walked;
    for (const { x0, y0, heading, length } of legs) {
      const [fx, fy] = direction(heading);
      if (rest >= 0 && rest < length) return { x: x0 + fx * rest, y: y0 + fy * rest, heading };
      rest -= length;
    }
    return null;
  };
}

function figure(coat) {
  const root = new THREE.Group();
  const cloth = new THREE.MeshStandardMaterial({ color: coat, roughness: 0.9 });
  const trousers = new THREE.MeshStandardMaterial({ color: '#2a2d36', roughness: 0.9 });
  const skin = new THREE.MeshStandardMaterial({ color: '#b98a6c', roughness: 0.7 });
  const hair = new THREE.MeshStandardMaterial({ color: '#3a2a20', roughness: 0.9 });
  const capsule = (radius, length, material, y) => {
    const mesh = new THREE.Mesh(new THREE.CapsuleGeometry(radius, length, 4, 10), material);
    mesh.position.y = y;
    mesh.castShadow = true;
    return mesh;
  };
  const torso = capsule(0.19, 0.42, cloth, 1.14);
  torso.scale.z = 0.72;
  const head = capsule(0.105, 0.06, skin, 1.62);
  const cap = new THREE.Mesh(new THREE.SphereGeometry(0.118, 12, 8, 0, Math.PI * 2, 0, Math.PI / 1.9), hair);
  cap.position.y = 1.66;
  root.add(torso, head, cap);
  const limb = (x, top, radius, length, material) => {
    const joint = new THREE.Group();
    joint.position.set(x, top, 0);
    joint.userData.keep = true;
    joint.add(capsule(radius, length, material, -length / 2 - radius * 0.6));
    root.add(joint);
    return joint;
  };
  mergeMeshes(root);
  return {
    root,
    legs: [limb(-0.1, 0.9, 0.085, 0.68, trousers), limb(0.1, 0.9, 0.085, 0.68, trousers)],
    arms: [limb(-0.25, 1.4, 0.058, 0.5, cloth), limb(0.25, 1.4, 0.058, 0.5, cloth)],
  };
}
