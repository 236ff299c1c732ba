import * as THREE from 'three';
import { seededRandom } from '../random.mjs';
import { STREET } from '../street-plan.mjs';
import { leaves } from './textures.mjs';

const LEAF_CARDS = 620;

/** Street trees in their pits; `spots` are ground points. */
export function addTrees(scene, spots, seed) {
  const random = seededRandom(seed + 300);
  const bark = new THREE.MeshStandardMaterial({ color: '#5b4a3c', roughness: 0.95 });
  const soil = new THREE.MeshStandardMaterial({ color: '#4b3d31', roughness: 1 });
  const foliage = new THREE.MeshStandardMaterial({
    map: leaves(),
    alphaTest: 0.45,
    side: THREE.DoubleSide,
    roughness: 0.9,
  });
  const shadowed = new THREE.MeshDepthMaterial({
    depthPacking: THREE.RGBADepthPacking,
    map: foliage.map,
    alphaTest: 0.45,
    side: THREE.DoubleSide,
  });
  for (const [x, y] of spots) {
    const tree = new THREE.Group();
    tree.position.set(x, STREET.curbHeightM, -y);
    const height = random.between(2.7, 3.2);
    const trunk = new THREE.Mesh(new THREE.CylinderGeometry(0.09, 0.15, height + 0.8, 9), bark);
    trunk.position.y = (height + 0.8) / 2;
    trunk.castShadow = true;
    const pit = new THREE.Mesh(new THREE.BoxGeometry(1.1, 0.02, 1.1), soil);
    const leafage = crown({ random, foliage, shadowed, height });
    leafage.userData.shades = x < 0 && y < 60;
    tree.add(trunk, pit, leafage);
    scene.add(tree);
  }
}

/** Leaf sprays scattered over the skins of a few overlapping balls; lower and inner ones are darker. */
function crown({ random, foliage, shadowed, height }) {
  const balls = Array.from({ length: 8 }, (_, i) => ({
    x: Math.cos(i * 2.4) * random.between(0.3, 0.95),
    y: height + 0.75 + random.between(-0.45, 1.25),
    z: Math.sin(i * 2.4) * random.between(0.3, 0.95),
    r: random.between(0.62, 0.95),
  }));
  const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(0.62, 0.62), foliage, LEAF_CARDS);
  mesh.customDepthMaterial = shadowed;
  mesh.castShadow = true;
  mesh.userData.keep = true;
  const dummy = new THREE.Object3D();
  const colour = new THREE.Color();
  for (let i = 0; i < LEAF_CARDS; i += 1) {
    const ball = random.pick(balls);
    const up = random.between(-1, 1);
    const around = random.next() * Math.PI * 2;
    const flat = Math.sqrt(1 - up * up);
    const r = ball.r * random.between(0.7, 1.05);
    dummy.position.set(ball.x + Math.cos(around) * flat * r, ball.y + up * r, ball.z + Math.sin(around) * flat * r);
    dummy.rotation.set(random.next() * 3, random.next() * 6.3, random.next() * 3);
    dummy.scale.setScalar(random.between(0.7, 1.25));
    dummy.updateMatrix();
    mesh.setMatrixAt(i, dummy.matrix);
    const light = 0.42 + 0.4 * Math.min(1, Math.max(0, (dummy.position.y - height) / 2.3)) + random.between(-0.08, 0.1);
    mesh.setColorAt(i, colour.setRGB(light * 0.72, light, light * 0.55));
  }
  return mesh;
}
