import * as THREE from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import { mergeMeshes } from '../scene/merge.mjs';

/** A block at (right, up, forward), bevelled where it is large enough to tell, optionally turned about the vertical. */
export function block(material, [widthM, heightM, lengthM], [right, up, forward], { radiusM = 0, turn = 0 } = {}) {
  const geometry =
    radiusM > 0
      ? new RoundedBoxGeometry(
          widthM,
          heightM,
          lengthM,
          1,
          Math.min(radiusM, widthM / 2.1, heightM / 2.1, lengthM / 2.1),
        )
      : new THREE.BoxGeometry(widthM, heightM, lengthM);
  const mesh = new THREE.Mesh(geometry, material);
  mesh.position.set(right, up, -forward);
  mesh.rotation.y = -turn;
  return mesh;
}

/** A wheel in two nested groups: the outer one steers, the inner one rolls. */
export function wheel({ radiusM, widthM, materials, spokes = 5 }) {
  const rolling = new THREE.Group();
  const r = radiusM;
  const w = widthM / 2;
  const tyre = new THREE.LatheGeometry(
    [
      [r * 0.66, -w],
      [r * 0.9, -w],
      [r * 0.985, -w * 0.75],
      [r, -w * 0.4],
      [r, w * 0.4],
      [r * 0.985, w * 0.75],
      [r * 0.9, w],
      [r * 0.66, w],
    ].map(([x, y]) => new THREE.Vector2(x, y)),
    20,
  );
  const rim = new THREE.LatheGeometry(
    [
      [r * 0.67, -w * 0.7],
      [r * 0.67, w * 0.92],
      [r * 0.6, w * 0.9],
      [r * 0.56, w * 0.45],
      [0.001, w * 0.4],
    ].map(([x, y]) => new THREE.Vector2(x, y)),
    20,
  );
  rolling.add(new THREE.Mesh(tyre, materials.rubber), new THREE.Mesh(rim, materials.well));
  for (let i = 0; i < spokes; i += 1) {
    const spoke = new THREE.Mesh(new THREE.BoxGeometry(r * 0.17, w * 0.35, r * 0.6), materials.alloy);
    const angle = (i / spokes) * Math.PI * 2;
    spoke.position.set(Math.sin(angle) * r * 0.32, w * 0.72, Math.cos(angle) * r * 0.32);
    spoke.rotation.y = angle;
    rolling.add(spoke);
  }
  const hub = new THREE.Mesh(new THREE.CylinderGeometry(r * 0.16, r * 0.18, w * 0.5, 8), materials.alloy);
  hub.position.y = w * 0.7;
  const ring = new THREE.Mesh(new THREE.TorusGeometry(r * 0.64, r * 0.045, 3, 20), materials.alloy);
  ring.rotation.x = Math.PI / 2;
  ring.position.y = w * 0.86;
  rolling.add(hub, ring);
  rolling.children[0].castShadow = true;
  mergeMeshes(rolling);
  return rolling;
}

/** Puts four wheels on the axles; returns what the animation turns. */
export function mountWheels(body, { axles, trackM, radiusM, widthM, materials, spokes }) {
  return axles.flatMap((forward, axle) =>
    [1, -1].map((side) => {
      const rolling = wheel({ radiusM, widthM, materials, spokes });
      const upright = new THREE.Group();
      upright.rotation.z = side > 0 ? -Math.PI / 2 : Math.PI / 2;
      upright.add(rolling);
      const steering = new THREE.Group();
      steering.position.set((side * trackM) / 2, radiusM, -forward);
      steering.add(upright);
      steering.userData.keep = true;
      body.add(steering);
      return { steering, rolling, side, steers: axle === 0, radiusM };
    }),
  );
}

/** A number plate: pale plate, dark characters, a blue band; the text is invented. */
export function plate(text, [right, up, forward], facesForward) {
  const canvas = document.createElement('canvas');
  canvas.width = 256;
  canvas.height = 56;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#eef0ec';
  pen.fillRect(0, 0, 256, 56);
  pen.fillStyle = '#20409a';
  pen.fillRect(0, 0, 24, 56);
  pen.fillStyle = '#15171a';
  pen.font = 'bold 44px sans-serif';
  pen.textAlign = 'center';
  pen.fillText(text, 138, 44);
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  const mesh = new THREE.Mesh(
    new THREE.PlaneGeometry(0.52, 0.115),
    new THREE.MeshStandardMaterial({ map: texture, roughness: 0.5 }),
  );
  mesh.position.set(right, up, -forward);
  mesh.rotation.y = facesForward ? Math.PI : 0;
  return mesh;
}
