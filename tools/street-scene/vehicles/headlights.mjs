import * as THREE from 'three';
import { direction } from '../motion/path.mjs';
import { painted } from '../scene/textures.mjs';

const BEAM_M = 15;
const GLARE_M = 1.5;
/** Headlamps dazzle a camera that stands within their beam and no other. */
const BEAM_SHARPNESS = 4;

/** The light a vehicle throws: a patch of road ahead of it, and a glare where it faces the camera. */
export function lightBeams({ lengthM, widthM }) {
  const root = new THREE.Group();
  const additive = { transparent: true, depthWrite: false, blending: THREE.AdditiveBlending, fog: false };
  const patch = new THREE.Mesh(
    new THREE.PlaneGeometry(widthM * 2.2, BEAM_M),
    new THREE.MeshBasicMaterial({ map: beam(), opacity: 0.3, ...additive }),
  );
  patch.rotation.x = -Math.PI / 2;
  patch.position.set(0, 0.02, -(lengthM / 2 + BEAM_M / 2));
  const glares = [-1, 1].map((side) => {
    const glare = new THREE.Sprite(new THREE.SpriteMaterial({ map: halo(), ...additive }));
    glare.scale.setScalar(GLARE_M);
    glare.position.set(side * (widthM / 2 - 0.28), 0.7, -(lengthM / 2 + 0.05));
    return glare;
  });
  root.add(patch, ...glares);
  root.traverse((node) => (node.userData.flat = true));
  return {
    root,
    shine({ x, y, heading, parked }, eye) {
      root.visible = !parked;
      const [fx, fy] = direction(heading);
      const away = Math.hypot(eye.x - x, eye.y - y);
      const facing = (fx * (eye.x - x) + fy * (eye.y - y)) / away;
      for (const { material } of glares) material.opacity = Math.max(0, facing) ** BEAM_SHARPNESS;
    },
  };
}

function beam() {
  return painted(64, 256, (pen) => {
    const reach = pen.createLinearGradient(0, 256, 0, 0);
    reach.addColorStop(0, 'rgba(255,241,208,0.9)');
    reach.addColorStop(0.35, 'rgba(255,241,208,0.45)');
    reach.addColorStop(1, 'rgba(255,241,208,0)');
    pen.filter = 'blur(9px)';
    pen.fillStyle = reach;
    pen.beginPath();
    pen.moveTo(20, 256);
    pen.lineTo(44, 256);
    pen.lineTo(58, 0);
    pen.lineTo(6, 0);
    pen.fill();
  });
}

function halo() {
  return painted(64, 64, (pen) => {
    const glow = pen.createRadialGradient(32, 32, 0, 32, 32, 32);
    glow.addColorStop(0, 'rgba(255,250,235,1)');
    glow.addColorStop(0.25, 'rgba(255,240,205,0.55)');
    glow.addColorStop(1, 'rgba(255,240,205,0)');
    pen.fillStyle = glow;
    pen.fillRect(0, 0, 64, 64);
  });
}
