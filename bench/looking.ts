import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SparingDetector, iou, yuvLayoutOf } from '#detection';
import type { Detection, Picture } from '#detection';
import { openDetector } from '#detection/engines';
import { pictureOutputOptions } from '../apps/edge-node/src/video/ffmpeg-options.js';
import { someOf, unlessTold, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { notHere } from './support/not-here.js';
import { SCORED_STREETS, scoreOf, streetCamera, writeVisits } from './support/recorded-visits.js';

const REAL_STREETS = ['no-parking-strip', 'residential-signal', 'top-down-lane', 'oblique-lanes'];
const CLIPS = [...SCORED_STREETS, ...REAL_STREETS];
const SAMPLE_FPS = 5;
const FRAME_MS = 1000 / SAMPLE_FPS;
const WINDOW_FRAMES = 10 * SAMPLE_FPS;
/** The box's own defaults. */
const SCORE_MIN = 0.15;
/** What may begin a track; weaker boxes come and go with the network's whim. */
const STRONG_SCORE_MIN = 0.25;

const args = benchOptions({
  name: 'looking',
  measures: `
What looking only where it pays costs and loses: each clip through the box's own pipeline, once with a look at every
whole picture ("off") and once through \`SparingDetector\` ("on").

Reads the films of ../shared/curbbench and ../shared/street at 5 frames/s and needs ffmpeg on the PATH. CPU times are of
all threads, per frame, in ms: "quiet" and "busy" are the 10 s of a clip that cost least and most. "decode" is ffmpeg
reading the same film into nothing, the measure of a still street; "edge" is ffmpeg as the box runs it, and the looks.`,
  options: {
    clips: unlessTold(someOf(`some of ${CLIPS.join(', ')}`, 'names', CLIPS), CLIPS, 'all'),
    size: whole('the long side that pictures are looked at in', { unit: 'px', default: 768, min: 160, max: 1_920 }),
  },
  examples: [['--clips day-turnover,oblique-lanes', 'two films alone']],
});
const longSidePx = args.size;

/** One pass over a clip. */
interface Pass {
  readonly frames: readonly (readonly Detection[])[];
  readonly cpuMs: readonly number[];
  /** How much of each picture the network saw. */
  readonly shares: readonly number[];
}

/** The film's pictures, as the box decodes them. */
async function* picturesOf(path: string): AsyncGenerator<Picture> {
  const { widthPx, heightPx } = decodedSize(path);
  const output = pictureOutputOptions({ sampleFps: SAMPLE_FPS, longSidePx, pace: 'fast', socketTimeoutMs: 0 });
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-threads', '1', '-i', path, ...output, '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const length = yuvLayoutOf({ widthPx, heightPx }).bytes;
  let yuv420 = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(length - filled, chunk.length - at);
      yuv420.set(chunk.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < length) continue;
      yield { widthPx, heightPx, yuv420 };
      yuv420 = new Uint8Array(length);
      filled = 0;
    }
  }
}

function decodedSize(path: string): { widthPx: number; heightPx: number } {
  const fields = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=width,height',
    '-of',
    'csv=p=0',
    path,
  ];
  const [width = 0, height = 0] = execFileSync('ffprobe', fields, { encoding: 'utf8' }).split(',').map(Number);
  const scale = Math.min(1, longSidePx / Math.max(width, height));
  return { widthPx: 2 * Math.round((width * scale) / 2), heightPx: 2 * Math.round((height * scale) / 2) };
}

/** ffmpeg's own CPU time for a film, in ms. */
function ffmpegCpuMs(path: string, output: readonly string[]): number {
  const command = ['-nostdin', '-benchmark', '-threads', '1', '-i', path, ...output];
  const { stderr } = spawnSync('ffmpeg', command, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const times = [...stderr.matchAll(/[us]time=([\d.]+)s/g)].map(([, seconds]) => Number(seconds));
  return 1000 * times.reduce((sum, seconds) => sum + seconds, 0);
}

async function passOver(
  path: string,
  look: (picture: Picture, atMs: number) => Promise<[readonly Detection[], number]>,
) {
  const pass = { frames: [] as (readonly Detection[])[], cpuMs: [] as number[], shares: [] as number[] };
  for await (const picture of picturesOf(path)) {
    const before = process.cpuUsage();
    const [detections, share] = await look(picture, pass.frames.length * FRAME_MS);
    const { user, system } = process.cpuUsage(before);
    pass.frames.push(detections);
    pass.cpuMs.push((user + system) / 1000);
    pass.shares.push(share);
  }
  return pass;
}

/** The share of `wanted`'s sure boxes that `got` has, frame by frame, at an overlap of `iouMin`. */
function shareFound(wanted: Pass, got: Pass, iouMin: number): string {
  let all = 0;
  let found = 0;
  for (const [i, detections] of wanted.frames.entries()) {
    for (const { box, score } of detections) {
      if (score < STRONG_SCORE_MIN) continue;
      all++;
      if (got.frames[i]?.some((other) => iou(box, other.box) >= iouMin)) found++;
    }
  }
  return (found / all).toFixed(3);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The means over the cheapest and the dearest window; the first look at a whole picture is left out. */
function extremes(values: readonly number[]): { quiet: number; busy: number } {
  const starts = Array.from({ length: Math.max(1, values.length - WINDOW_FRAMES) }, (_, i) => i + 1);
  const windows = starts.map((start) => mean(values.slice(start, start + WINDOW_FRAMES)));
  return { quiet: Math.min(...windows), busy: Math.max(...windows) };
}

async function main(): Promise<void> {
  const curbbench = resolve('..', 'shared', 'curbbench');
  const street = resolve('..', 'shared', 'street');
  const clips = args.clips.map((name) => {
    const isScored = SCORED_STREETS.includes(name);
    return { name, isScored, path: join(isScored ? curbbench : street, `${name}.mp4`) };
  });
  const missing = clips.flatMap(({ path }) => (existsSync(path) ? [] : [path]));
  if (missing.length > 0) return notHere(missing.join(', '));
  const { model = 'unknown' } = cpus()[0] ?? {};
  console.log(`machine: ${model.trim()}, ${cpus().length} cores, Node ${process.version}; long side ${longSidePx}`);
  const detector = await openDetector({ engine: 'onnx', longSidePx, scoreMin: SCORE_MIN });
  const out = mkdtempSync(join(tmpdir(), 'kerbline-looking-'));
  const totals = { off: new Map<string, number[]>(), on: new Map<string, number[]>() };
  const costs = [];
  const losses = [];
  try {
    for (const { name, isScored, path } of clips) {
      const decodeMs = ffmpegCpuMs(path, ['-f', 'null', '-']);
      const output = pictureOutputOptions({ sampleFps: SAMPLE_FPS, longSidePx, pace: 'fast', socketTimeoutMs: 0 });
      const boxDecodeMs = ffmpegCpuMs(path, [...output, '-y', '/dev/null']);
      const off = await passOver(path, async (picture) => [await detector.detect(picture), 1]);
      const sparing = new SparingDetector(detector);
      const on = await passOver(path, async (picture, atMs) => {
        const { detections, pixelShare } = await sparing.detect(picture, atMs);
        return [detections, pixelShare];
      });
      const frames = on.frames.length;
      const { quiet, busy } = extremes(on.cpuMs);
      const timesDecoding = (lookMs: number) => ((boxDecodeMs / frames + lookMs) / (decodeMs / frames)).toFixed(2);
      const unlooked = on.cpuMs.filter((_, i) => on.shares[i] === 0);
      costs.push({
        clip: name,
        frames,
        'looked at': (on.shares.filter((share) => share > 0).length / frames).toFixed(2),
        'pixel share': mean(on.shares).toFixed(3),
        'off ms': mean(off.cpuMs).toFixed(1),
        'on ms': mean(on.cpuMs).toFixed(1),
        'quiet ms': quiet.toFixed(1),
        'busy ms': busy.toFixed(1),
        'unlooked ms': unlooked.length > 0 ? mean(unlooked).toFixed(1) : '–',
        'decode ms': (decodeMs / frames).toFixed(1),
        'edge, quiet': timesDecoding(quiet),
        'edge, busy': timesDecoding(busy),
      });
      const loss: Record<string, string> = {
        clip: name,
        'found, IoU 0.5': shareFound(off, on, 0.5),
        'found, IoU 0.7': shareFound(off, on, 0.7),
        'not in off': (1 - Number(shareFound(on, off, 0.5))).toFixed(3),
      };
      if (isScored) {
        const camera = streetCamera(curbbench, name);
        for (const [kind, { frames }] of Object.entries({ off, on }) as ['off' | 'on', Pass][]) {
          const file = join(out, `${kind}.ndjson`);
          await writeVisits(file, { camera, frames, frameMs: FRAME_MS, widthPx: longSidePx });
          const { perType } = scoreOf(curbbench, [join(curbbench, `${name}.truth.json`), file]);
          for (const [type, { tp, fp, fn }] of Object.entries(perType)) {
            loss[`${type} ${kind}`] = `${tp} found, ${fn} missed, ${fp} false`;
            const [found = 0, missed = 0, wrong = 0] = totals[kind].get(type) ?? [];
            totals[kind].set(type, [found + tp, missed + fn, wrong + fp]);
          }
        }
      }
      losses.push(loss);
    }
  } finally {
    rmSync(out, { recursive: true });
    await detector.dispose();
  }
  console.table(costs);
  console.table(losses);
  for (const [kind, types] of Object.entries(totals)) {
    for (const [type, [found = 0, missed = 0, wrong = 0]] of types) {
      const f1 = (2 * found) / (2 * found + missed + wrong);
      console.log(`${type}, ${kind}: ${found} found, ${missed} missed, ${wrong} false, F1 ${f1.toFixed(3)}`);
    }
  }
}

await main();
