import * as THREE from 'three';
import { seededRandom } from '../random.mjs';
import { STREET } from '../street-plan.mjs';
import { lettering, wall } from './textures.mjs';

const { facadeM, nearEndM, farEndM, junction } = STREET;
const SHOP_M = 3.7;
const FLOOR_M = 3.15;
const DEPTH_M = 11;

const OLD_TOWN = [
  { wall: 'plaster', colour: '#e4d6b8', frame: '#f3efe6', trim: '#efe6d2' },
  { wall: 'brick', colour: '#a8553f', frame: '#efe9dc', trim: '#d9cdb8' },
  { wall: 'plaster', colour: '#b9c4c6', frame: '#f4f4f0', trim: '#e2e6e4' },
  { wall: 'plaster', colour: '#d9a98a', frame: '#f5efe4', trim: '#eed9c5' },
  { wall: 'brick', colour: '#8a6a55', frame: '#e9e2d2', trim: '#cfc2ad' },
  { wall: 'plaster', colour: '#e9e4d8', frame: '#5d6a63', trim: '#d6cfbf' },
];
const CONCRETE = [
  { wall: 'plaster', colour: '#9a9b98', frame: '#3c4043', trim: '#8b8c89' },
  { wall: 'plaster', colour: '#c6c8c7', frame: '#2f3437', trim: '#b4b6b5' },
  { wall: 'plaster', colour: '#7f8688', frame: '#d8d8d4', trim: '#747a7c' },
];
const BRICK = [
  { wall: 'brick', colour: '#8f4a38', frame: '#efe9dc', trim: '#d9cdb8' },
  { wall: 'brick', colour: '#6f4a3c', frame: '#e6e0d2', trim: '#bfae98' },
  { wall: 'brick', colour: '#a9825f', frame: '#40372f', trim: '#d6c4a6' },
];
/** What a city builds with, and how high. */
const CITIES = {
  'old town': { styles: OLD_TOWN, floors: [2.2, 4.95] },
  concrete: { styles: CONCRETE, floors: [4, 8] },
  brick: { styles: BRICK, floors: [1.2, 2.9] },
};
const SHOPS = [
  'Corner Café',
  'Books & Maps',
  'Greengrocer',
  'Bicycles',
  'Bakery',
  'Optician',
  'Records',
  'Flowers',
  'Tea Room',
  'Tailor',
  'Pharmacy',
  'Ironmonger',
];
const FASCIAS = ['#24483b', '#6b2430', '#22395c', '#7a5a23', '#383a3d', '#56313f', '#2c5560'];

/** Two rows of houses with shops, open where the crossing road passes, closed at the far end. */
export function addFacades(scene, { seed, city = 'old town' }) {
  const { styles, floors: floorRange } = CITIES[city];
  const random = seededRandom(seed + 200);
  const shops = [...SHOPS].sort(() => random.next() - 0.5);
  let style = 0;
  const nextStyle = () => styles[(style += 1) % styles.length];
  for (const side of [-1, 1]) {
    for (const [from, to] of [
      [nearEndM, junction.fromM - 0.6],
      [junction.toM + 0.6, farEndM],
    ]) {
      let y = from;
      while (y < to - 1) {
        const width = to - y < 16 ? to - y : random.between(8.5, 13.5);
        const floors = Math.floor(random.between(...floorRange));
        addHouse(scene, { side, y0: y, y1: y + width, floors, style: nextStyle(), random, shops });
        y += width;
      }
    }
    style += 2;
    addCrossRoadHouses(scene, side, nextStyle(), random);
  }
  addFarEnd(scene, random);
}

function addHouse(scene, { side, y0, y1, floors, style, random, shops }) {
  const width = y1 - y0;
  const height = SHOP_M + floors * FLOOR_M + 0.7;
  const body = new THREE.Mesh(wallBox([DEPTH_M, height, width - 0.02]), wallMaterial(style));
  body.position.set(side * (facadeM + DEPTH_M / 2), height / 2, -(y0 + y1) / 2);
  body.castShadow = true;
  body.receiveShadow = true;
  body.userData.shades = side < 0 && y0 < junction.toM;
  scene.add(body);
  if (Math.abs(y0 - junction.toM) < 1) {
    const gable = facingCamera(scene, side * (facadeM + DEPTH_M / 2), y0);
    addWindows(gable, { width: DEPTH_M - 1, floors, style, random });
    addCornices(gable, { width: DEPTH_M, height, style });
  }
  const front = houseFront(scene, side, (y0 + y1) / 2);
  addWindows(front, { width, floors, style, random });
  addCornices(front, { width, height, style });
  addShops(front, { width, random, shops });
}

/** A block whose wall texture keeps its scale, 3.2 m a tile. */
function wallBox([w, h, d]) {
  const geometry = new THREE.BoxGeometry(w, h, d);
  const uv = geometry.getAttribute('uv');
  const spans = [d, d, w, w, w, w];
  for (let i = 0; i < uv.count; i += 1) {
    const across = spans[Math.floor(i / 4)];
    uv.setXY(i, (uv.getX(i) * across) / 3.2, (uv.getY(i) * h) / 3.2);
  }
  return geometry;
}

const wallTextures = new Map();

function wallMaterial({ wall: kind, colour }) {
  if (!wallTextures.has(kind)) wallTextures.set(kind, wall(kind, [1, 1]));
  return new THREE.MeshStandardMaterial({ map: wallTextures.get(kind), color: colour, roughness: 0.94 });
}

/** A frame of reference on the façade: right along the street as seen from the road, up, and out towards the road. */
function houseFront(scene, side, middleY) {
  const front = new THREE.Group();
  front.position.set(side * facadeM, 0, -middleY);
  front.rotation.y = side > 0 ? -Math.PI / 2 : Math.PI / 2;
  scene.add(front);
  return front;
}

/** The same for a wall across the street's direction. */
function facingCamera(scene, x, y) {
  const front = new THREE.Group();
  front.position.set(x, 0, -y);
  scene.add(front);
  return front;
}

function addWindows(front, { width, floors, style, random }) {
  const columns = Math.max(2, Math.round(width / 2.35));
  const pitch = width / columns;
  const frame = new THREE.MeshStandardMaterial({ color: style.frame, roughness: 0.7 });
  const sill = new THREE.MeshStandardMaterial({ color: style.trim, roughness: 0.8 });
  const pane = new THREE.MeshStandardMaterial({
    color: '#ffffff',
    roughness: 0.08,
    metalness: 0.2,
    envMapIntensity: 0.9,
  });
  const count = columns * floors;
  const spots = Array.from({ length: count }, (_, i) => ({
    x: -width / 2 + pitch * ((i % columns) + 0.5),
    y: SHOP_M + FLOOR_M * (Math.floor(i / columns) + 0.55),
    glass: random.pick(['#1b232b', '#222c35', '#2b3138', '#141b22', '#4a463f']),
    blind: random.next() < 0.3 ? random.between(0.25, 0.8) : 0,
  }));
  const boxes = (size, material, place) => {
    const mesh = new THREE.InstancedMesh(new THREE.BoxGeometry(...size), material, count);
    spots.forEach((spot, i) => mesh.setMatrixAt(i, new THREE.Matrix4().setPosition(...place(spot))));
    mesh.receiveShadow = true;
    front.add(mesh);
    return mesh;
  };
  boxes([1.34, 1.98, 0.1], frame, ({ x, y }) => [x, y, 0.02]);
  const panes = boxes([1.16, 1.8, 0.1], pane, ({ x, y }) => [x, y, 0.025]);
  spots.forEach(({ glass }, i) => panes.setColorAt(i, new THREE.Color(glass)));
  boxes([0.06, 1.8, 0.05], frame, ({ x, y }) => [x, y, 0.07]);
  boxes([1.16, 0.06, 0.05], frame, ({ x, y }) => [x, y + 0.32, 0.07]);
  boxes([1.56, 0.1, 0.26], sill, ({ x, y }) => [x, y - 1.02, 0.1]).castShadow = true;
  boxes([1.5, 0.16, 0.14], sill, ({ x, y }) => [x, y + 1.08, 0.06]);
  const curtain = new THREE.MeshStandardMaterial({ color: '#d8cfbd', roughness: 0.9 });
  for (const { x, y, blind } of spots.filter((spot) => spot.blind > 0)) {
    const mesh = new THREE.Mesh(new THREE.PlaneGeometry(1.14, 1.78 * blind), curtain);
    mesh.position.set(x, y + 0.89 - 0.89 * blind, 0.078);
    front.add(mesh);
  }
}

function addCornices(front, { width, height, style }) {
  const stone = new THREE.MeshStandardMaterial({ color: style.trim, roughness: 0.85 });
  for (const [y, tall, out] of [
    [height - 0.2, 0.42, 0.55],
    [height - 0.55, 0.2, 0.3],
    [SHOP_M + 0.12, 0.22, 0.26],
  ]) {
    const band = new THREE.Mesh(new THREE.BoxGeometry(width, tall, out), stone);
    band.position.set(0, y, out / 2 - 0.05);
    band.castShadow = true;
    band.receiveShadow = true;
    front.add(band);
  }
}

function addShops(front, { width, random, shops }) {
  const count = Math.max(1, Math.round(width / 5.5));
  const each = width / count;
  for (let i = 0; i < count; i += 1) {
    const middle = -width / 2 + each * (i + 0.5);
    const colour = random.pick(FASCIAS);
    const name = shops.shift() ?? 'Antiques';
    shops.push(name);
    addShop(front, { middle, each, colour, name, awning: random.next() < 0.4 });
  }
}

function addShop(front, { middle, each, colour, name, awning }) {
  const wood = new THREE.MeshStandardMaterial({ color: colour, roughness: 0.6 });
  const glass = new THREE.MeshStandardMaterial({
    color: '#1a2127',
    roughness: 0.06,
    metalness: 0.25,
    envMapIntensity: 0.9,
  });
  const put = (size, [x, y, z], material) => {
    const mesh = new THREE.Mesh(new THREE.BoxGeometry(...size), material);
    mesh.position.set(middle + x, y, z);
    mesh.receiveShadow = true;
    front.add(mesh);
    return mesh;
  };
  put([each - 0.3, SHOP_M - 0.1, 0.12], [0, SHOP_M / 2, 0.02], wood);
  put([each * 0.56, 2.0, 0.08], [-each * 0.14, 1.62, 0.07], glass);
  put([0.95, 2.45, 0.08], [each * 0.3, 1.3, 0.07], glass);
  put([0.06, 2.0, 0.1], [-each * 0.14, 1.62, 0.09], wood);
  put([each * 0.6, 0.08, 0.22], [-each * 0.14, 0.58, 0.12], wood);
  const sign = new THREE.MeshStandardMaterial({ map: lettering(name, { ground: colour }), roughness: 0.6 });
  put([each - 0.3, 0.62, 0.2], [0, SHOP_M - 0.42, 0.1], [wood, wood, wood, wood, sign, wood]).castShadow = true;
  if (awning) addAwning(front, { x: middle - each * 0.14, width: each * 0.62, colour });
}

function addAwning(front, { x, width, colour }) {
  const cloth = new THREE.MeshStandardMaterial({ color: colour, roughness: 0.85, side: THREE.DoubleSide });
  const sheet = new THREE.Mesh(new THREE.BoxGeometry(width, 0.04, 1.35), cloth);
  sheet.position.set(x, SHOP_M - 0.95, 0.68);
  sheet.rotation.x = 0.42;
  const valance = new THREE.Mesh(new THREE.BoxGeometry(width, 0.22, 0.03), cloth);
  valance.position.set(x, SHOP_M - 1.33, 1.29);
  sheet.castShadow = true;
  front.add(sheet, valance);
}

/** The houses along the crossing road, seen at a slant through the opening. */
function addCrossRoadHouses(scene, side, style, random) {
  for (const y of [junction.fromM - 6.6, junction.toM + 6.6]) {
    const height = random.between(10, 15);
    const mesh = new THREE.Mesh(wallBox([34, height, 12]), wallMaterial(style));
    mesh.position.set(side * (facadeM + DEPTH_M + 17), height / 2, -y);
    scene.add(mesh);
    const front = facingCamera(scene, side * (facadeM + DEPTH_M + 17), y - 6);
    addWindows(front, { width: 34, floors: Math.floor((height - SHOP_M) / FLOOR_M), style, random });
  }
}

function addFarEnd(scene, random) {
  const material = wallMaterial({ wall: 'plaster', colour: '#cfc7b6' });
  const church = new THREE.Mesh(wallBox([30, 17, 8]), material);
  church.position.set(0, 8.5, -(farEndM + 20));
  const tower = new THREE.Mesh(wallBox([6, 30, 6]), material);
  tower.position.set(-3, 15, -(farEndM + 15));
  const spire = new THREE.Mesh(
    new THREE.ConeGeometry(4.2, 11, 4),
    new THREE.MeshStandardMaterial({ color: '#5f7a70', roughness: 0.8 }),
  );
  spire.position.set(-3, 35.5, -(farEndM + 15));
  spire.rotation.y = Math.PI / 4;
  const ground = new THREE.Mesh(
    new THREE.PlaneGeometry(300, 120),
    new THREE.MeshStandardMaterial({ color: '#8d8c88', roughness: 1 }),
  );
  ground.rotation.x = -Math.PI / 2;
  ground.position.set(0, -0.05, -(farEndM + 40));
  const front = facingCamera(scene, 0, farEndM + 16);
  addWindows(front, { width: 29, floors: 4, style: OLD_TOWN[0], random });
  scene.add(church, tower, spire, ground);
}
