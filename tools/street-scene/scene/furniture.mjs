import * as THREE from 'three';
import { STREET } from '../street-plan.mjs';
import { lettering } from './textures.mjs';

const { curbM, curbHeightM, stopLineM, crossing } = STREET;

const iron = () => new THREE.MeshStandardMaterial({ color: '#2b2f33', roughness: 0.55, metalness: 0.5 });

/** Street lamps: foot, and which way the arm reaches. */
const LAMPS = [
  ...[6, 34, 64, 90].map((y) => ({ x: curbM + 0.7, y, toward: -1 })),
  ...[38, 90].map((y) => ({ x: -curbM - 0.7, y, toward: 1 })),
];
const LAMP_UP_M = 6.4;

/** Lamps, bollards, bins, benches, signs, the bus shelter; returns the signal's lenses and their switch. */
export function addFurniture(scene) {
  const metal = iron();
  for (const lamp of LAMPS) addLamp(scene, metal, lamp);
  for (let y = 41.5; y <= 43.2; y += 0.8) addBollard(scene, metal, [curbM + 0.5, y]);
  for (const spot of [
    [curbM + 0.55, 47.2],
    [-curbM - 0.5, 47.4],
    [-curbM - 0.5, 42.6],
  ])
    addBollard(scene, metal, spot);
  for (const spot of [
    [curbM + 1, 18.6],
    [curbM + 1, 37],
    [-curbM - 1, 36.4],
  ])
    addBin(scene, spot);
  for (const y of [14.2, 30.4]) addBench(scene, [curbM + 2.1, y]);
  addShelter(scene, metal, [-curbM - 1.5, 25]);
  addSign(scene, metal, { x: curbM + 0.45, y: 24, text: 'P', ground: '#1f5fae' });
  addSign(scene, metal, { x: -curbM - 0.45, y: 20.4, text: 'BUS', ground: '#2b7a4b' });
  return addSignals(scene, metal);
}

function pole(scene, material, { x, y, heightM, radiusM = 0.06 }) {
  const mesh = new THREE.Mesh(new THREE.CylinderGeometry(radiusM * 0.8, radiusM, heightM, 12), material);
  mesh.position.set(x, curbHeightM + heightM / 2, -y);
  mesh.castShadow = true;
  scene.add(mesh);
}

function box(scene, material, [w, h, l], [x, up, y]) {
  const mesh = new THREE.Mesh(new THREE.BoxGeometry(w, h, l), material);
  mesh.position.set(x, up, -y);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  scene.add(mesh);
  return mesh;
}

function addLamp(scene, metal, { x, y, toward }) {
  pole(scene, metal, { x, y, heightM: LAMP_UP_M, radiusM: 0.09 });
  pole(scene, metal, { x, y, heightM: 0.9, radiusM: 0.14 });
  box(scene, metal, [1.5, 0.07, 0.07], [x + toward * 0.7, curbHeightM + LAMP_UP_M, y]);
  box(scene, metal, [0.7, 0.1, 0.24], [x + toward * 1.5, curbHeightM + LAMP_UP_M - 0.02, y]);
}

/** The lamps' light, for what stands and for what passes. */
export function lightLamps(scene) {
  for (const { x, y, toward } of LAMPS) {
    const light = new THREE.SpotLight('#ffd7a0', 95, 28, 1.25, 0.7, 1.6);
    light.position.set(x + toward * 1.5, curbHeightM + LAMP_UP_M - 0.1, -y);
    light.target.position.set(x + toward * 2.2, 0, -y);
    scene.add(light, light.target);
  }
}

function addBollard(scene, metal, [x, y]) {
  pole(scene, metal, { x, y, heightM: 0.95, radiusM: 0.075 });
}

function addBin(scene, [x, y]) {
  const green = new THREE.MeshStandardMaterial({ color: '#2d4a3b', roughness: 0.6 });
  const mesh = new THREE.Mesh(new THREE.CylinderGeometry(0.28, 0.25, 0.95, 18), green);
  mesh.position.set(x, curbHeightM + 0.48, -y);
  mesh.castShadow = true;
  scene.add(mesh);
}

function addBench(scene, [x, y]) {
  const wood = new THREE.MeshStandardMaterial({ color: '#8a6541', roughness: 0.8 });
  box(scene, wood, [0.5, 0.06, 1.7], [x, curbHeightM + 0.45, y]);
  box(scene, wood, [0.06, 0.4, 1.7], [x + 0.24, curbHeightM + 0.75, y]);
  for (const end of [-0.7, 0.7]) box(scene, iron(), [0.42, 0.45, 0.06], [x, curbHeightM + 0.22, y + end]);
}

function addShelter(scene, metal, [x, y]) {
  const glass = new THREE.MeshPhysicalMaterial({
    color: '#c5d4d8',
    transparent: true,
    opacity: 0.28,
    roughness: 0.08,
    depthWrite: false,
  });
  for (const end of [-1.9, 1.9]) {
    for (const aside of [-0.6, 0.55]) pole(scene, metal, { x: x + aside, y: y + end, heightM: 2.4, radiusM: 0.04 });
  }
  box(scene, metal, [1.5, 0.09, 4.2], [x, curbHeightM + 2.45, y]);
  box(scene, glass, [0.03, 1.9, 3.8], [x - 0.6, curbHeightM + 1.25, y]).castShadow = false;
  box(scene, metal, [0.4, 0.05, 2.6], [x - 0.3, curbHeightM + 0.48, y]);
}

function addSign(scene, metal, { x, y, text, ground }) {
  pole(scene, metal, { x, y, heightM: 2.7, radiusM: 0.035 });
  const face = new THREE.MeshStandardMaterial({
    map: lettering(text, { ground, width: 128, height: 128, font: `bold ${text.length > 1 ? 52 : 92}px sans-serif` }),
    roughness: 0.5,
  });
  box(scene, [metal, metal, metal, metal, face, face], [0.55, 0.55, 0.03], [x, curbHeightM + 2.5, y]);
}

function liveLamp(colour) {
  const lamp = new THREE.MeshStandardMaterial({
    color: '#15110f',
    emissive: colour,
    emissiveIntensity: 0,
    roughness: 0.4,
  });
  lamp.userData.live = true;
  return lamp;
}

/** Two heads for the traffic away from the camera: on the right-hand pole and repeated across the road. */
function addSignals(scene, metal) {
  const lit = { red: '#ff2a1c', amber: '#ffae1a', green: '#24e070' };
  const lamps = Object.fromEntries(Object.entries(lit).map(([name, colour]) => [name, liveLamp(colour)]));
  const board = new THREE.MeshStandardMaterial({ color: '#17191b', roughness: 0.7 });
  const lenses = new THREE.Group();
  const heads = [
    { x: curbM + 0.35, y: stopLineM + 0.9 },
    { x: -curbM - 0.35, y: crossing.toM + 0.4 },
  ];
  for (const { x, y } of heads) {
    pole(scene, metal, { x, y, heightM: 3.5, radiusM: 0.07 });
    box(scene, board, [0.5, 1.35, 0.06], [x, curbHeightM + 3.15, y - 0.06]);
    box(scene, board, [0.34, 1.1, 0.26], [x, curbHeightM + 3.15, y - 0.2]);
    ['red', 'amber', 'green'].forEach((name, i) => {
      const lens = new THREE.Mesh(new THREE.CylinderGeometry(0.13, 0.13, 0.05, 20), lamps[name]);
      lens.rotation.x = Math.PI / 2;
      lens.position.set(x, curbHeightM + 3.5 - i * 0.35, -(y - 0.35));
      lenses.add(lens);
    });
  }
  return { lenses, showLight };

  function showLight(light) {
    for (const [name, material] of Object.entries(lamps)) material.emissiveIntensity = name === light ? 3.2 : 0;
  }
}
