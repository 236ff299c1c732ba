import * as THREE from 'three';
import { SCENARIOS, planScenario, signalAt } from './scenarios/index.mjs';
import { bakeBackdrop, shadeCasters } from './scene/backdrop.mjs';
import { addDaylight } from './scene/daylight.mjs';
import { addFacades } from './scene/facades.mjs';
import { addFurniture } from './scene/furniture.mjs';
import { addTrees } from './scene/greenery.mjs';
import { mergeMeshes } from './scene/merge.mjs';
import { buildPeople } from './scene/people.mjs';
import { addRoad } from './scene/road.mjs';
import { buildFleet, outlinePoints } from './vehicles/fleet.mjs';

/** Runs in the browser: builds the scene once, then renders the moments it is asked for. */
const scenario = planScenario(SCENARIOS[new URL(document.URL).searchParams.get('scenario')]);
const [width, height] = scenario.pole.size;

const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
renderer.setSize(width, height, false);
renderer.shadowMap.enabled = true;
renderer.shadowMap.type = THREE.PCFShadowMap;
renderer.toneMapping = THREE.ACESFilmicToneMapping;
renderer.toneMappingExposure = 0.82;
// The canvas stays out of the document: frames are read back, and nobody has to compose a page for each of them.

const scene = new THREE.Scene();
const camera = poleCamera(scenario.pole);
const sun = addDaylight(scene, renderer);
const fleet = buildFleet(scenario.vehicles, scenario.seed);
const people = buildPeople(scenario.pedestrians);
const outlines = fleet.map(outlinePoints);
const rolledM = scenario.vehicles.map(() => 0);
let showLight = null;
const pixels = new Uint8Array(width * height * 4);

/** Bakes what never moves into the backdrop and leaves the rest in the scene. */
function setTheStage() {
  const still = new THREE.Group();
  addRoad(still, scenario);
  addFacades(still, scenario.seed);
  addTrees(still, scenario.trees, scenario.seed);
  const signals = addFurniture(still);
  const shades = shadeCasters(still);
  mergeMeshes(still);
  const standing = fleet.filter((_, i) => neverMoves(scenario.vehicles[i]));
  scenario.vehicles.forEach(({ drive }, i) => fleet[i].pose(drive.at(0), 0, 0));
  still.add(...standing.map(({ root }) => root));
  scene.add(still);
  const backdrop = bakeBackdrop({ renderer, scene, camera, sun, width, height });
  scene.remove(still);
  scene.background = null;
  const moving = fleet.filter((vehicle) => !standing.includes(vehicle));
  scene.add(backdrop, shades, signals.lenses, ...[...moving, ...people].map(({ root }) => root));
  return signals.showLight;
}

function neverMoves({ drive }) {
  return drive.spans.length === 1 && drive.spans[0].still !== undefined;
}

function poleCamera({ x, y, heightM, panDeg, tiltDeg, fovDeg }) {
  const view = new THREE.PerspectiveCamera(fovDeg, width / height, 0.3, 600);
  view.position.set(x, heightM, -y);
  view.rotation.set((-tiltDeg * Math.PI) / 180, (-panDeg * Math.PI) / 180, 0, 'YXZ');
  view.updateMatrixWorld();
  return view;
}

function draw(t, secondsSinceLast) {
  scenario.vehicles.forEach(({ drive }, i) => {
    const state = drive.at(t);
    rolledM[i] += state ? state.speed * secondsSinceLast : 0;
    fleet[i].pose(state, t, rolledM[i]);
  });
  people.forEach((walker) => walker.pose(t));
  showLight(signalAt(scenario.signal, t));
  renderer.render(scene, camera);
}

/** Called by render.mjs through the browser's remote control. */
window.streetScene = {
  outlines,
  /** Renders one frame and sends its pixels, RGBA, bottom row first. */
  async render(frame) {
    showLight ??= setTheStage();
    draw(frame / scenario.fps, 1 / scenario.fps);
    const gl = renderer.getContext();
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    await fetch(`/frames/${frame}`, { method: 'POST', body: pixels });
  },
};
