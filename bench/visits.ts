/**
 * Visits from recorded detections, scored against exact truth: the box's own pipeline with the network played back.
 * Reads ../shared/curbbench (recorded at 5 frames/s) and uses its scorer. Run: node dist/bench/visits.js
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fitHomography } from '#curb';
import type { Zone } from '#curb';
import { Detector } from '#detection';
import type { DetectedType, Detection } from '#detection';
import { CameraPipeline } from '../apps/edge-node/src/pipeline/camera-pipeline.js';

const CLIPS = ['day-turnover', 'day-double-park', 'red-light-queue', 'night-street', 'rain-loading', 'bus-occlusion'];
const FRAME_MS = 200;
const TYPES: Readonly<Record<number, DetectedType>> = { 2: 'car', 5: 'bus', 7: 'truck' };

interface Camera {
  readonly size: readonly [number, number];
  readonly zones: readonly { id: string; kind: Zone['kind']; polygon: readonly (readonly [number, number])[] }[];
  readonly calibration: readonly { image: readonly [number, number]; ground: readonly [number, number] }[];
  readonly parameters: { readonly minDwellSeconds: number; readonly doubleParkingSeconds: number };
}

interface Score {
  readonly perType: Readonly<Record<string, { tp: number; fp: number; fn: number; f1: number | null }>>;
  readonly startErrorMedian: number | null;
  readonly endErrorMedian: number | null;
}

function readDetections(path: string): readonly (readonly Detection[])[] {
  const frames: Detection[][] = [];
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const [frame = 1, , xPx = 0, yPx = 0, widthPx = 0, heightPx = 0, score = 0, type = 2] = line.split(',').map(Number);
    (frames[frame - 1] ??= []).push({ box: { xPx, yPx, widthPx, heightPx }, score, type: TYPES[type] ?? 'car' });
  }
  return Array.from(frames, (detections) => detections ?? []);
}

/** Sees again what a network saw, one frame a look. */
class RecordedDetector extends Detector {
  override readonly engine = 'onnx';
  #looks = 0;

  constructor(private readonly frames: readonly (readonly Detection[])[]) {
    super();
  }

  override detect(): Promise<readonly Detection[]> {
    return Promise.resolve(this.frames[this.#looks++] ?? []);
  }

  override dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** One line a visit, as the scorer reads it. */
async function visitsOf(camera: Camera, frames: readonly (readonly Detection[])[]): Promise<string> {
  const [widthPx, heightPx] = camera.size;
  const marks = camera.calibration.map(({ image, ground }) => ({
    image: { x: image[0], y: image[1] },
    ground: { xM: ground[0], yM: ground[1] },
  }));
  const pipeline = new CameraPipeline(
    new RecordedDetector(frames),
    {
      zones: camera.zones.map((zone) => ({ ...zone, polygon: zone.polygon.map(([x, y]) => ({ x, y })) })),
      homography: fitHomography(marks).homography,
      minDwellMs: camera.parameters.minDwellSeconds * 1000,
      doubleParkingMs: camera.parameters.doubleParkingSeconds * 1000,
    },
    { isSparing: false, isGuarded: false },
  );
  const unseen = { widthPx, heightPx, rgb: new Uint8Array(0) };
  const lines: string[] = [];
  for (const index of frames.keys()) {
    const { events } = await pipeline.step(unseen, index * FRAME_MS);
    for (const { type, atMs, visit } of events) {
      const end = type === 'park_end' ? atMs / 1000 : null;
      const { key: id, zoneId: zone } = visit;
      lines.push(JSON.stringify({ id, type: visit.type, zone, start: visit.startMs / 1000, end }));
    }
  }
  return lines.join('\n');
}

async function main(): Promise<void> {
  const folder = resolve('..', 'shared', 'curbbench');
  if (!existsSync(folder)) {
    console.log('skipped: the recorded detections are not here');
    return;
  }
  const out = mkdtempSync(join(tmpdir(), 'kerbline-visits-'));
  const score = (args: readonly string[]) =>
    JSON.parse(execFileSync('node', [join(folder, 'score.mjs'), ...args], { encoding: 'utf8' })) as Score;
  const row = (name: string, { perType, startErrorMedian, endErrorMedian }: Score) => ({
    clip: name,
    ...Object.fromEntries(
      Object.entries(perType).map(([type, { tp, fp, fn, f1 }]) => [
        type,
        `${tp} found, ${fn} missed, ${fp} false, F1 ${f1 ?? '–'}`,
      ]),
    ),
    'start error s': startErrorMedian,
    'end error s': endErrorMedian,
  });
  try {
    const rows = [];
    for (const clip of CLIPS) {
      const camera = JSON.parse(readFileSync(join(folder, `${clip}.camera.json`), 'utf8')) as Camera;
      const file = join(out, `${clip}.ndjson`);
      writeFileSync(file, await visitsOf(camera, readDetections(join(folder, `${clip}.det.txt`))));
      rows.push(row(clip, score([join(folder, `${clip}.truth.json`), file])));
    }
    console.table([...rows, row('all', score(['--all', folder, '--events', out]))]);
  } finally {
    rmSync(out, { recursive: true });
  }
}

await main();
