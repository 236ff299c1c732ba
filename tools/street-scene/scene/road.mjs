import * as THREE from 'three';
import { seededRandom } from '../random.mjs';
import { STREET } from '../street-plan.mjs';
import { asphalt, painted, paving } from './textures.mjs';

const { curbM, facadeM, nearEndM, farEndM, junction, crossing, curbHeightM } = STREET;
const LINE_M = 0.12;
const WHITE = '#e9e8e2';
const YELLOW = '#e3b83c';

/** Carriageway, crossing road, pavements, curbs and everything painted on the road. */
export function addRoad(scene, { zones, seed, surface: { tint, roughness } }) {
  const tar = (repeat) => new THREE.MeshStandardMaterial({ map: asphalt(repeat), color: tint, roughness });
  const length = farEndM - nearEndM;
  scene.add(slab({ x: [-curbM, curbM], y: [nearEndM, farEndM], up: 0 }, tar([1.6, length / 7])));
  for (const side of [-1, 1]) {
    const x = side < 0 ? [-60, -curbM] : [curbM, 60];
    scene.add(slab({ x, y: [junction.fromM, junction.toM], up: 0 }, tar([7.8, 1.6])));
    addPavement(scene, side, [nearEndM, junction.fromM]);
    addPavement(scene, side, [junction.toM, farEndM]);
  }
  addStains(scene, seed);
  addMarkings(scene, zones);
}

function slab({ x: [x0, x1], y: [y0, y1], up }, material) {
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(x1 - x0, y1 - y0), material);
  mesh.rotation.x = -Math.PI / 2;
  mesh.position.set((x0 + x1) / 2, up, -(y0 + y1) / 2);
  mesh.receiveShadow = true;
  return mesh;
}

function addPavement(scene, side, [y0, y1]) {
  const stone = new THREE.MeshStandardMaterial({
    map: paving([2.1, (y1 - y0) / 2.4]),
    color: '#b9b6ae',
    roughness: 0.9,
  });
  const curbStone = new THREE.MeshStandardMaterial({ color: '#a7a59e', roughness: 0.85 });
  const inner = side * (curbM + 0.2);
  const outer = side * (facadeM + 1);
  scene.add(slab({ x: [Math.min(inner, outer), Math.max(inner, outer)], y: [y0, y1], up: curbHeightM }, stone));
  const joints = Math.floor((y1 - y0) / 1.2);
  const curbs = new THREE.InstancedMesh(new THREE.BoxGeometry(0.2, curbHeightM + 0.1, 1.185), curbStone, joints);
  const at = new THREE.Matrix4();
  for (let i = 0; i < joints; i += 1) {
    at.setPosition(side * (curbM + 0.1), curbHeightM / 2 - 0.05, -(y0 + 0.6 + i * 1.2));
    curbs.setMatrixAt(i, at);
  }
  curbs.receiveShadow = true;
  scene.add(curbs);
  const gutter = new THREE.MeshStandardMaterial({ color: '#6c6b69', roughness: 0.95 });
  const g = [side * (curbM - 0.28), side * curbM];
  scene.add(slab({ x: [Math.min(...g), Math.max(...g)], y: [y0, y1], up: 0.004 }, gutter));
}

function addMarkings(scene, zones) {
  const white = paintOnRoad(WHITE);
  const yellow = paintOnRoad(YELLOW);
  const rect = (x, y, material = white) => scene.add(slab({ x, y, up: 0.009 }, material));
  for (let y = nearEndM; y < STREET.stopLineM - 6; y += 6) rect([-LINE_M / 2, LINE_M / 2], [y, y + 3]);
  rect([-LINE_M / 2, LINE_M / 2], [STREET.stopLineM - 6, STREET.stopLineM]);
  for (let y = junction.toM + 4; y < farEndM; y += 6) rect([-LINE_M / 2, LINE_M / 2], [y, y + 3]);
  rect([0.15, STREET.laneEdgeM], [STREET.stopLineM, STREET.stopLineM + 0.4]);
  for (let x = -curbM + 0.4; x < curbM - 0.4; x += 1) rect([x, x + 0.5], [crossing.fromM, crossing.toM]);
  for (const { kind, ground } of zones) {
    const xs = ground.map(([x]) => x);
    const ys = ground.map(([, y]) => y);
    const box = { x: [Math.min(...xs), Math.max(...xs)], y: [Math.min(...ys), Math.max(...ys)] };
    if (kind === 'parking') markBays(rect, box);
    if (kind === 'loading') markDashedBox(rect, box, white);
    if (kind === 'bus_stop') markDashedBox(rect, box, yellow);
    if (kind === 'loading') scene.add(word('LOADING', box, WHITE));
    if (kind === 'bus_stop') scene.add(word('BUS', box, YELLOW));
  }
}

function markBays(rect, { x: [x0, x1], y: [y0, y1] }) {
  const lane = Math.abs(x0) < Math.abs(x1) ? x0 : x1;
  const bays = Math.round((y1 - y0) / 5.8);
  for (let i = 0; i <= bays; i += 1) {
    const y = y0 + ((y1 - y0) * i) / bays;
    rect([x0, x1 - 0.25], [y - LINE_M / 2, y + LINE_M / 2]);
    rect([lane - LINE_M / 2, lane + LINE_M / 2], [Math.max(y - 0.5, y0), Math.min(y + 0.5, y1)]);
  }
}

function markDashedBox(rect, { x: [x0, x1], y: [y0, y1] }, material) {
  const lane = Math.abs(x0) < Math.abs(x1) ? x0 : x1;
  for (let y = y0; y < y1 - 0.4; y += 1.5)
    rect([lane - LINE_M / 2, lane + LINE_M / 2], [y, Math.min(y + 0.9, y1)], material);
  for (const y of [y0, y1]) rect([x0, x1], [y - LINE_M / 2, y + LINE_M / 2], material);
}

/** Worn road paint: a little of the tar shows through. */
function paintOnRoad(colour) {
  const wear = painted(256, 256, (pen) => {
    const random = seededRandom(51);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 256, 256);
    pen.globalCompositeOperation = 'destination-out';
    for (let i = 0; i < 900; i += 1) {
      pen.globalAlpha = random.between(0.1, 0.7);
      pen.fillRect(random.next() * 256, random.next() * 256, random.between(1, 5), random.between(1, 5));
    }
  });
  return new THREE.MeshStandardMaterial({
    map: wear,
    transparent: true,
    roughness: 0.8,
    depthWrite: false,
    opacity: 0.92,
  });
}

/** A word on the road, to be read by whoever drives towards it on the left-hand side. */
function word(text, { x: [x0, x1], y: [y0, y1] }, colour) {
  const texture = painted(512, 128, (pen) => {
    pen.fillStyle = colour;
    pen.font = 'bold 104px sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(text, 256, 70, 490);
  });
  const material = new THREE.MeshStandardMaterial({
    map: texture,
    transparent: true,
    roughness: 0.8,
    depthWrite: false,
  });
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(Math.min(4.2, (y1 - y0) * 0.6), 1.1), material);
  mesh.rotation.set(-Math.PI / 2, 0, -Math.PI / 2);
  mesh.position.set((x0 + x1) / 2, 0.01, -(y0 + y1) / 2);
  mesh.receiveShadow = true;
  return mesh;
}

/** Repairs, oil under the bays, dark wheel tracks and manhole covers keep the tar from looking new. */
function addStains(scene, seed) {
  const random = seededRandom(seed + 100);
  const soft = softPatch();
  const strip = softStrip();
  const hard = hardPatch();
  const decal = ({ x, y, w, l, opacity, color = '#17181a', map = soft }) => {
    const material = new THREE.MeshStandardMaterial({
      map,
      color,
      transparent: true,
      opacity,
      depthWrite: false,
      roughness: 0.9,
    });
    const mesh = slab({ x: [x - w / 2, x + w / 2], y: [y - l / 2, y + l / 2], up: 0.005 }, material);
    scene.add(mesh);
  };
  for (const lane of [-1.65, 1.65]) {
    for (const track of [-0.8, 0.8]) {
      decal({ x: lane + track, y: 40, w: 0.75, l: 190, opacity: 0.16, map: strip });
    }
  }
  for (let i = 0; i < 16; i += 1) {
    const x = random.pick([-4.4, 4.4, 1.65, -1.65]) + random.between(-0.4, 0.4);
    decal({
      x,
      y: random.between(6, 44),
      w: random.between(0.4, 1.3),
      l: random.between(0.5, 2),
      opacity: random.pick([0.22, 0.4]),
    });
  }
  const repairs = [
    [2.2, 13, 1.6, 4.5],
    [-1.2, 30, 2.2, 3.2],
    [1.4, 37.5, 1.2, 6],
    [-2.3, 14.5, 1.1, 5.5],
  ];
  for (const [x, y, w, l] of repairs) decal({ x, y, w, l, opacity: 0.3, color: '#2a2b2e', map: hard });
  for (const [x, y] of [
    [0.6, 19],
    [-0.9, 39],
    [0.8, 53],
  ]) {
    const lid = new THREE.Mesh(
      new THREE.CylinderGeometry(0.36, 0.36, 0.012, 28),
      new THREE.MeshStandardMaterial({ color: '#3a3a3b', roughness: 0.6, metalness: 0.4 }),
    );
    lid.position.set(x, 0.008, -y);
    scene.add(lid);
  }
}

function softPatch() {
  return painted(128, 128, (pen) => {
    const glow = pen.createRadialGradient(64, 64, 0, 64, 64, 64);
    glow.addColorStop(0, 'rgba(255,255,255,1)');
    glow.addColorStop(0.5, 'rgba(255,255,255,0.5)');
    glow.addColorStop(1, 'rgba(255,255,255,0)');
    pen.fillStyle = glow;
    pen.fillRect(0, 0, 128, 128);
  });
}

function softStrip() {
  return painted(64, 8, (pen) => {
    const fade = pen.createLinearGradient(0, 0, 64, 0);
    fade.addColorStop(0, 'rgba(255,255,255,0)');
    fade.addColorStop(0.5, 'rgba(255,255,255,1)');
    fade.addColorStop(1, 'rgba(255,255,255,0)');
    pen.fillStyle = fade;
    pen.fillRect(0, 0, 64, 8);
  });
}

function hardPatch() {
  return painted(64, 64, (pen) => {
    pen.fillStyle = '#ffffff';
    pen.fillRect(2, 2, 60, 60);
  });
}
