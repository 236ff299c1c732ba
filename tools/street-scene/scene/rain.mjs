import * as THREE from 'three';
import { seededRandom } from '../random.mjs';

/** Drops nearer than this would be blobs, further ones do not show. */
const NEAR_M = 2.5;
const FAR_M = 22;
const STREAK_M = 0.32;
const SLANT = 0.12;

/** Streaks before the camera, other ones in every frame: rain falls further than its own length between two. */
export function addRain(camera, drops, seed) {
  const places = new Float32Array(drops * 6);
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(places, 3));
  const water = new THREE.LineBasicMaterial({ color: '#dfe5ea', transparent: true, opacity: 0.28, depthWrite: false });
  const streaks = new THREE.LineSegments(geometry, water);
  streaks.frustumCulled = false;
  streaks.visible = drops > 0;
  camera.add(streaks);
  return {
    fall(t) {
      const random = seededRandom(seed + Math.round(t * 1000));
      for (let i = 0; i < drops; i += 1) {
        const depth = random.between(NEAR_M, FAR_M);
        const x = depth * random.between(-0.8, 0.8);
        const y = depth * random.between(-0.5, 0.5);
        places.set([x, y, -depth, x + STREAK_M * SLANT, y + STREAK_M, -depth], i * 6);
      }
      geometry.getAttribute('position').needsUpdate = true;
    },
  };
}
