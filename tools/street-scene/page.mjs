import * as THREE from 'three';
import { SCENARIOS, gainAt, planScenario, signalAt } from './scenarios/index.mjs';
import { bakeBackdrop, shadeCasters } from './scene/backdrop.mjs';
import { addFacades } from './scene/facades.mjs';
import { addFurniture, lightLamps } from './scene/furniture.mjs';
import { addTrees } from './scene/greenery.mjs';
import { addLight } from './scene/light.mjs';
import { mergeMeshes } from './scene/merge.mjs';
import { buildPeople } from './scene/people.mjs';
import { addRain } from './scene/rain.mjs';
import { addRoad } from './scene/road.mjs';
import { WEATHERS } from './scene/weather.mjs';
import { swayAt } from './truth/camera.mjs';
import { buildFleet, outlinePoints } from './vehicles/fleet.mjs';

/** Runs in the browser: builds the scene once, then renders the moments it is asked for. */
const scenario = planScenario(SCENARIOS[new URL(document.URL).searchParams.get('scenario')]);
const weather = WEATHERS[scenario.weather];
const [width, height] = scenario.pole.size;

const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
renderer.setSize(width, height, false);
renderer.shadowMap.enabled = true;
renderer.shadowMap.type = THREE.PCFShadowMap;
renderer.toneMapping = THREE.ACESFilmicToneMapping;
// The canvas stays out of the document: frames are read back, and nobody has to compose a page for each of them.

const scene = new THREE.Scene();
const camera = poleCamera(scenario.pole);
const sun = addLight(scene, renderer, weather);
if (weather.areLampsLit) lightLamps(scene);
const rain = addRain(camera, weather.drops, scenario.seed);
scene.add(camera);
const { seed } = scenario;
const fleet = buildFleet(scenario.vehicles, { seed, areLampsLit: weather.areLampsLit });
const people = buildPeople(scenario.pedestrians);
const outlines = fleet.map(outlinePoints);
const rolledM = scenario.vehicles.map(() => 0);
let stage = null;
const pixels = new Uint8Array(width * height * 4);

/** Bakes what never moves into the backdrop and leaves the rest in the scene. */
function setTheStage() {
  const still = new THREE.Group();
  addRoad(still, { ...scenario, surface: weather.road });
  addFacades(still, scenario);
  addTrees(still, scenario.trees, seed);
  const signals = addFurniture(still);
  const shades = shadeCasters(still);
  mergeMeshes(still);
  const standing = fleet.filter((_, i) => neverMoves(scenario.vehicles[i]));
  scenario.vehicles.forEach(({ drive }, i) => pose(i, drive.at(0), 0));
  still.add(...standing.map(({ root }) => root));
  scene.add(still);
  const backdrop = bakeBackdrop({ renderer, scene, camera, sun, width, height });
  scene.remove(still);
  scene.background = null;
  const moving = fleet.filter((vehicle) => !standing.includes(vehicle));
  scene.add(backdrop.quad, shades, signals.lenses, ...[...moving, ...people].map(({ root }) => root));
  return { showLight: signals.showLight, shiftBy: backdrop.shiftBy };
}

function pose(i, state, t) {
  fleet[i].pose(state, { t, rolledM: rolledM[i], eye: scenario.pole });
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
    pose(i, state, t);
  });
  people.forEach((walker) => walker.pose(t));
  stage.showLight(signalAt(scenario.signal, t));
  rain.fall(t);
  renderer.toneMappingExposure = weather.exposure * gainAt(scenario.exposure, t);
  const [right, down] = swayAt(scenario.sway, t);
  if (scenario.sway) camera.setViewOffset(width, height, -right, -down, width, height);
  stage.shiftBy([right, down]);
  renderer.render(scene, camera);
}

/** Called by render.mjs through the browser's remote control. */
window.streetScene = {
  outlines,
  /** Renders one frame and sends its pixels, RGBA, bottom row first. */
  async render(frame) {
    stage ??= setTheStage();
    draw(frame / scenario.fps, 1 / scenario.fps);
    const gl = renderer.getContext();
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    await fetch(`/frames/${frame}`, { method: 'POST', body: pixels });
  },
};
