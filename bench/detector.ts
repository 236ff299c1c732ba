import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { intersectionPx2, areaPx2, iou, type Box } from '../libs/detection/src/box.js';
import type { Detection } from '../libs/detection/src/detection.js';
import { ENGINE_NAMES, type Detector, type EngineName, type Picture } from '../libs/detection/src/detector.js';
import { openDetector } from '../libs/detection/src/engines/index.js';
import { someOf, text, unlessTold, whole, wholes } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { notHere } from './support/not-here.js';

/** Low enough that the whole precision curve is seen; an operator's threshold lies far above. */
const SCORE_MIN = 0.05;
const IOU_MIN = 0.5;
const COUNTED_TYPES = ['car', 'bus', 'truck'];
const CAMERA_LOOKS = 15;

interface Photo {
  readonly picture: Picture;
  readonly vehicles: readonly Box[];
  /** Crowds of vehicles, drawn as one box: what is found inside is neither right nor wrong. */
  readonly crowds: readonly Box[];
}

const args = benchOptions({
  name: 'detector',
  measures: `
How fast and how good the detector is, per engine and input size, on photographs with known vehicles.

Average precision is COCO's (IoU 0.5, 101 recall points) with car, bus and truck as one class. Times are of whole looks,
picture to detections, one look after another; the photographs (most of them 4:3) are taken in the order of their
numbers. "CPU ms" is the mean over all threads, which a busy machine disturbs least; "ms 16:9" is the median for a
camera's picture of 1280x720.`,
  options: {
    photos: unlessTold(
      text('the photographs, with an instances_vehicles.json', 'directory'),
      join('..', 'shared', 'images', 'coco_vehicles'),
    ),
    engines: unlessTold(someOf('some of onnx, tfjs-node, wasm', 'names', ENGINE_NAMES), ENGINE_NAMES),
    sizes: wholes('the long sides that pictures are looked at in', {
      unit: 'px',
      default: [416, 512, 640, 768],
      min: 160,
      max: 1_920,
    }),
    model: text("a city's own model in place of the one that comes with it", 'file'),
    rounds: whole('how often each photograph is looked at', { unit: 'count', default: 1, max: 1_000 }),
  },
  examples: [['--engines onnx,wasm --sizes 416,512 --rounds 3', 'two engines, two sizes']],
});

const cameraPicture: Picture = {
  widthPx: 1280,
  heightPx: 720,
  rgb: Uint8Array.from({ length: 1280 * 720 * 3 }, (_, i) => (i * 31) % 251),
};
if (!existsSync(args.photos)) {
  notHere(args.photos);
  process.exit();
}
const photos = await readPhotos(args.photos);
const { model: cpuModel = 'unknown' } = cpus()[0] ?? {};
const vehicleCount = photos.reduce((sum, { vehicles }) => sum + vehicles.length, 0);
console.log(`machine: ${cpuModel.trim()}, ${cpus().length} cores, Node ${process.version}`);
console.log(`photographs: ${photos.length} with ${vehicleCount} vehicles; rounds: ${args.rounds}`);
console.log('engine    long side  ms median   ms p90  CPU ms  ms 16:9     AP50   F1 max  at score');
for (const longSidePx of args.sizes) {
  for (const engine of args.engines) await measure(engine, longSidePx);
}

async function measure(engine: EngineName, longSidePx: number): Promise<void> {
  const options = {
    engine,
    longSidePx,
    scoreMin: SCORE_MIN,
    ...(args.model === undefined ? {} : { model: args.model }),
  };
  let detector: Detector;
  try {
    detector = await openDetector(options);
  } catch (error) {
    console.log(`${engine.padEnd(10)}${String(longSidePx).padStart(9)}  ${(error as Error).message}`);
    return;
  }
  const cpuBefore = process.cpuUsage();
  const timesMs: number[] = [];
  let found: (readonly Detection[])[] = [];
  for (let round = 0; round < args.rounds; round++) {
    found = [];
    for (const { picture } of photos) {
      timesMs.push(await timeOf(async () => found.push(await detector.detect(picture))));
    }
  }
  const cpuMs = cpuMsSince(cpuBefore) / timesMs.length;
  const cameraMs: number[] = [];
  for (let look = 0; look < CAMERA_LOOKS; look++) cameraMs.push(await timeOf(() => detector.detect(cameraPicture)));
  await detector.dispose();
  cameraMs.sort((a, b) => a - b);
  timesMs.sort((a, b) => a - b);
  const curve = precisionCurve(photos, found);
  const best = curve.reduce((a, b) => (f1(b) > f1(a) ? b : a), { precision: 0, recall: 0, score: 0 });
  const row = [
    engine.padEnd(10) + String(longSidePx).padStart(9),
    quantile(timesMs, 0.5).toFixed(1).padStart(11),
    quantile(timesMs, 0.9).toFixed(1).padStart(9),
    cpuMs.toFixed(1).padStart(8),
    quantile(cameraMs, 0.5).toFixed(1).padStart(9),
    (100 * averagePrecision(curve)).toFixed(1).padStart(9),
    (100 * f1(best)).toFixed(1).padStart(9),
    best.score.toFixed(2).padStart(10),
  ];
  console.log(row.join(''));
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function timeOf(look: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await look();
  return performance.now() - startedAtMs;
}

interface CurvePoint {
  readonly precision: number;
  readonly recall: number;
  readonly score: number;
}

/** Precision and recall at every score, over all photographs together. */
function precisionCurve(truth: readonly Photo[], found: readonly (readonly Detection[])[]): CurvePoint[] {
  const verdicts = truth.flatMap((photo, i) => judge(photo, found[i] ?? [])).sort((a, b) => b.score - a.score);
  const vehicles = truth.reduce((sum, photo) => sum + photo.vehicles.length, 0);
  let right = 0;
  return verdicts.map(({ score, isRight }, i) => {
    if (isRight) right++;
    return { score, precision: right / (i + 1), recall: right / vehicles };
  });
}

/** Matches each detection, best score first, with the free vehicle it overlaps most. */
function judge({ vehicles, crowds }: Photo, detections: readonly Detection[]): { score: number; isRight: boolean }[] {
  const free = new Set(vehicles);
  const verdicts: { score: number; isRight: boolean }[] = [];
  for (const { box, score, type } of [...detections].sort((a, b) => b.score - a.score)) {
    if (!COUNTED_TYPES.includes(type)) continue;
    const [nearest] = [...free].sort((a, b) => iou(b, box) - iou(a, box));
    const isRight = nearest !== undefined && iou(nearest, box) >= IOU_MIN;
    if (isRight) free.delete(nearest);
    else if (crowds.some((crowd) => intersectionPx2(crowd, box) >= IOU_MIN * areaPx2(box))) continue;
    verdicts.push({ score, isRight });
  }
  return verdicts;
}

/** COCO's area under the curve: the best precision at or beyond each of 101 recalls. */
function averagePrecision(curve: readonly CurvePoint[]): number {
  let sum = 0;
  for (let step = 0; step <= 100; step++) {
    sum += Math.max(0, ...curve.filter(({ recall }) => recall >= step / 100).map(({ precision }) => precision));
  }
  return sum / 101;
}

function f1({ precision, recall }: CurvePoint): number {
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

interface CocoFile {
  readonly images: readonly { id: number; file_name: string }[];
  readonly categories: readonly { id: number; name: string }[];
  readonly annotations: readonly {
    image_id: number;
    category_id: number;
    iscrowd: number;
    bbox: [number, number, number, number];
  }[];
}

async function readPhotos(directory: string): Promise<Photo[]> {
  const coco = JSON.parse(await readFile(join(directory, 'instances_vehicles.json'), 'utf8')) as CocoFile;
  const counted = new Set(coco.categories.filter(({ name }) => COUNTED_TYPES.includes(name)).map(({ id }) => id));
  const images = [...coco.images].sort((a, b) => a.id - b.id);
  return Promise.all(
    images.map(async ({ id, file_name }) => {
      const annotations = coco.annotations.filter((each) => each.image_id === id && counted.has(each.category_id));
      const boxesOf = (iscrowd: number) => annotations.filter((each) => each.iscrowd === iscrowd).map(boxOf);
      return {
        picture: await readPicture(join(directory, 'images', file_name)),
        vehicles: boxesOf(0),
        crowds: boxesOf(1),
      };
    }),
  );
}

function boxOf({ bbox: [xPx, yPx, widthPx, heightPx] }: CocoFile['annotations'][number]): Box {
  return { xPx, yPx, widthPx, heightPx };
}

async function readPicture(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: new Uint8Array(data) };
}
