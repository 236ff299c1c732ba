import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Tracker } from '#detection';
import type { Detection } from '#detection';
import { parseDetections } from '../apps/edge-node/src/recorded/detection-file.js';
import { trackDetections } from '../apps/edge-node/src/recorded/track-file.js';
import { benchOptions } from './support/bench-options.js';

benchOptions({
  name: 'tracker',
  measures: `
How fast and how good the tracker is, beside OpenDataCam's (node-moving-things-tracker) in the same run.

Reads ../shared/mot and ../shared/curbbench and uses that bench's scorer (HOTA, IDF1, MOTA, id switches). The synthetic
streets are seeded, so every run sees the same boxes. A busy machine stretches the wall clock: frames a CPU second (over
all threads, so with the garbage collector's) are the ones to compare.`,
});

const SEED = 20_261_122;
const CLIPS = ['day-turnover', 'day-double-park', 'red-light-queue', 'night-street', 'rain-loading', 'bus-occlusion'];
const CLIP_FPS = 5;
const KITTI_FPS = 10;
/** The score and the settings with which the peer does best on the clips; its kd-tree is worse (IDF1 63.0). */
const PEER_SCORE_MIN = 0.25;
const PEER_PARAMS = { fastDelete: true, iouLimit: 0.05, matchingAlgorithm: 'munkres' } as const;
const MISSED_SHARE = 0.07;
/** The peer takes a quarter of a second for a frame of 200 boxes. */
const PEER_FRAMES: Readonly<Record<number, number>> = { 100: 30, 200: 10 };
const OUR_FRAMES = 1_000;
/** The recorded sequences take a tenth of a second; a round more, before these, warms up either tracker. */
const ROUNDS = 5;

interface PeerItem {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly isZombie: boolean;
}

/** The peer keeps its state in its module. Its x and y are a box's centre. */
interface Peer {
  setParams(params: { fastDelete: boolean; iouLimit: number; matchingAlgorithm: 'munkres' | 'kdTree' }): void;
  updateTrackedItemsWithNewFrame(items: readonly object[], frame: number): void;
  getJSONOfTrackedItems(roundInt: boolean): readonly PeerItem[];
  reset(): void;
}

interface MotRow {
  readonly id: number | string;
}

type MotFrames = Map<number, MotRow[]>;

interface Score {
  readonly hota: number;
  readonly idf1: number;
  readonly mota: number;
  readonly switches: number;
}

interface Scorer {
  parse(text: string): MotFrames;
  evaluate(truth: MotFrames, result: MotFrames): Score;
}

interface Sequence {
  readonly name: string;
  readonly truth: MotFrames;
  /** MOTChallenge text. */
  readonly detections: string;
  readonly fps: number;
}

const peer = createRequire(import.meta.url)('node-moving-things-tracker/tracker') as Peer;

peer.setParams(PEER_PARAMS);
const shared = resolve('..', 'shared');
const { model = 'unknown' } = cpus()[0] ?? {};
console.log(
  `machine: ${model.trim()}, ${cpus().length} cores, Node ${process.version}; one core is used; seed ${SEED}`,
);
measureSpeed();
if (existsSync(join(shared, 'curbbench'))) await measureQuality();
else console.log(`skipped: not here: ${join(shared, 'curbbench')}`);

function measureSpeed(): void {
  const rows: object[] = [];
  const recorded = recordedSequences();
  if (recorded.length > 0) {
    rows.push(speedRow('MOT15, 6.4 boxes', 'Kerbline', timesOfOurs(recorded)));
    rows.push(speedRow('MOT15, 6.4 boxes', 'OpenDataCam', timesOfPeer(recorded)));
  }
  for (const boxes of [100, 200]) {
    const street = [syntheticStreet(boxes, OUR_FRAMES)];
    rows.push(speedRow(`synthetic, ${boxes} boxes`, 'Kerbline', timesOfOurs(street)));
    const shorter = street.map((frames) => frames.slice(0, PEER_FRAMES[boxes]));
    rows.push(speedRow(`synthetic, ${boxes} boxes`, 'OpenDataCam', timesOfPeer(shorter)));
  }
  console.table(rows);
}

type Frames = readonly (readonly Detection[])[];

function recordedSequences(): Frames[] {
  const folder = join(shared, 'mot', 'mot15-dets');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const frames: (readonly Detection[])[] = [];
    for (const { number, detections } of parseDetections(readFileSync(join(folder, name, 'det.txt'), 'utf8')).frames) {
      frames[number - 1] = detections;
    }
    return Array.from(frames, (detections) => detections ?? []);
  });
}

/** Boxes that drive about a picture of 1920x1080 and turn at its edges; some are missed in every frame. */
function syntheticStreet(boxes: number, frames: number): Frames {
  const random = randomFrom(SEED);
  const cars = Array.from({ length: boxes }, () => ({
    xPx: 1_800 * random(),
    yPx: 1_000 * random(),
    widthPx: 40 + 60 * random(),
    heightPx: 30 + 40 * random(),
    stepX: 20 * (random() - 0.5),
    stepY: 10 * (random() - 0.5),
  }));
  return Array.from({ length: frames }, () =>
    cars.flatMap((car) => {
      car.xPx += car.stepX;
      car.yPx += car.stepY;
      if (car.xPx < 0 || car.xPx > 1_820) car.stepX *= -1;
      if (car.yPx < 0 || car.yPx > 1_010) car.stepY *= -1;
      const { widthPx, heightPx } = car;
      const box = { xPx: car.xPx + 2 * random(), yPx: car.yPx + 2 * random(), widthPx, heightPx };
      const score = 0.4 + 0.3 * random();
      return random() < MISSED_SHARE ? [] : [{ box, score, type: 'car' as const }];
    }),
  );
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function timesOfOurs(sequences: readonly Frames[]): Measured {
  const run = (frames: Frames) => {
    const tracker = new Tracker();
    return frames.map((detections, index) => timeOf(() => tracker.update(detections, index * 200)));
  };
  return measured(sequences, run);
}

interface Measured {
  readonly timesMs: number[];
  readonly cpuS: number;
}

function measured(sequences: readonly Frames[], run: (frames: Frames) => number[]): Measured {
  for (const frames of sequences) run(frames);
  const before = process.cpuUsage();
  const timesMs = Array.from({ length: ROUNDS }, () => sequences.flatMap(run)).flat();
  const { user, system } = process.cpuUsage(before);
  return { timesMs, cpuS: (user + system) / 1e6 };
}

function timesOfPeer(sequences: readonly Frames[]): Measured {
  const run = (frames: Frames) => {
    peer.reset();
    return frames.map((detections, index) => {
      const items = detections.map(peerItemOf);
      return timeOf(() => peer.updateTrackedItemsWithNewFrame(items, index));
    });
  };
  return measured(sequences, run);
}

function peerItemOf({ box, score, type }: Detection): object {
  const { xPx, yPx, widthPx: w, heightPx: h } = box;
  return { x: xPx + w / 2, y: yPx + h / 2, w, h, confidence: score, name: type };
}

function timeOf(frame: () => unknown): number {
  const startedAtMs = performance.now();
  frame();
  return performance.now() - startedAtMs;
}

function speedRow(input: string, tracker: string, { timesMs, cpuS }: Measured): object {
  const totalMs = timesMs.reduce((sum, timeMs) => sum + timeMs, 0);
  timesMs.sort((a, b) => a - b);
  const quantile = (share: number) => (timesMs[Math.floor(share * timesMs.length)] ?? NaN).toFixed(3);
  const framesPerS = Math.round((1000 * timesMs.length) / totalMs);
  const framesPerCpuS = Math.round(timesMs.length / cpuS);
  return {
    input,
    tracker,
    'frames/s': framesPerS,
    'frames/CPU s': framesPerCpuS,
    'p50 ms': quantile(0.5),
    'p99 ms': quantile(0.99),
  };
}

async function measureQuality(): Promise<void> {
  const scorer = (await import(pathToFileURL(join(shared, 'curbbench', 'mot.mjs')).href)) as Scorer;
  const clips = CLIPS.map((clip) => clipSequence(scorer, clip));
  const ours = (sequence: Sequence) => scorer.parse(trackDetections(sequence.detections, sequence.fps));
  const rows = clips.map((clip) => scoreRow(clip.name, 'Kerbline', scorer.evaluate(clip.truth, ours(clip))));
  rows.push(scoreRow('all clips', 'Kerbline', scoreOf(scorer, clips, ours)));
  rows.push(scoreRow('all clips', 'OpenDataCam', scoreOf(scorer, clips, peerResult)));
  const kitti = kittiSequences(scorer);
  if (kitti.length > 0) {
    rows.push(scoreRow('KITTI, true boxes', 'Kerbline', scoreOf(scorer, kitti, ours)));
    rows.push(scoreRow('KITTI, true boxes', 'OpenDataCam', scoreOf(scorer, kitti, peerResult)));
  }
  console.table(rows);
}

/** Detection frame n is clip frame 2n - 1. */
function clipSequence(scorer: Scorer, name: string): Sequence {
  const read = (kind: string) => readFileSync(join(shared, 'curbbench', `${name}.${kind}.txt`), 'utf8');
  const truth: MotFrames = new Map();
  for (const [frame, rows] of scorer.parse(read('mot'))) if (frame % 2 === 1) truth.set((frame + 1) / 2, rows);
  return { name, truth, detections: read('det'), fps: CLIP_FPS };
}

function kittiSequences(scorer: Scorer): Sequence[] {
  const folder = join(shared, 'mot', 'kitti', 'label_02');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const truth: string[] = [];
    const detections: string[] = [];
    for (const line of readFileSync(join(folder, name), 'utf8').trim().split('\n')) {
      const [frame, id, type = '', , , , left, top, right, bottom] = line.split(' ');
      if (!['Car', 'Van', 'Truck'].includes(type)) continue;
      const box = [left, top, Number(right) - Number(left), Number(bottom) - Number(top)].join();
      const vehicleClass = type === 'Truck' ? 7 : 2;
      truth.push(`${frame},${id},${box},1,${vehicleClass},1`);
      detections.push(`${frame},-1,${box},1,${vehicleClass}`);
    }
    return { name, truth: scorer.parse(truth.join('\n')), detections: detections.join('\n'), fps: KITTI_FPS };
  });
}

function peerResult({ detections }: Sequence): MotFrames {
  peer.reset();
  const result: MotFrames = new Map();
  let next = 0;
  for (const { number, detections: all } of parseDetections(detections).frames) {
    for (next = Math.max(next, number - 60); next < number; next++) peer.updateTrackedItemsWithNewFrame([], next);
    const items = all.filter(({ score }) => score >= PEER_SCORE_MIN).map(peerItemOf);
    peer.updateTrackedItemsWithNewFrame(items, number);
    const seen = peer.getJSONOfTrackedItems(false).filter(({ isZombie }) => !isZombie);
    const rows = seen.map(({ id, x, y, w, h }) => ({ id, x: x - w / 2, y: y - h / 2, w, h }));
    result.set(number, rows);
    next = number + 1;
  }
  return result;
}

/** All sequences as one, one after another: no identity is shared between them. */
function scoreOf(scorer: Scorer, sequences: readonly Sequence[], resultOf: (sequence: Sequence) => MotFrames): Score {
  const truth: MotFrames = new Map();
  const result: MotFrames = new Map();
  let offset = 0;
  for (const sequence of sequences) {
    const found = resultOf(sequence);
    append(truth, sequence.truth, sequence.name, offset);
    append(result, found, sequence.name, offset);
    offset += Math.max(...sequence.truth.keys(), ...found.keys()) + 1;
  }
  return scorer.evaluate(truth, result);
}

function append(all: MotFrames, frames: MotFrames, name: string, offset: number): void {
  for (const [frame, rows] of frames) {
    all.set(
      offset + frame,
      rows.map((row) => ({ ...row, id: `${name}:${row.id}` })),
    );
  }
}

function scoreRow(input: string, tracker: string, { hota, idf1, mota, switches }: Score): object {
  const percent = (share: number) => (100 * share).toFixed(1);
  return { input, tracker, HOTA: percent(hota), IDF1: percent(idf1), MOTA: percent(mota), 'id switches': switches };
}
