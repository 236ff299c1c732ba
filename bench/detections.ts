/*
 * Records what the network finds in every clip of a folder, so that tracker and visits can be tried without it:
 *
 *   node dist/bench/detections.js --folder DIR [--clips night-queue,left-turn] [--engine auto] [--size 768]
 *
 * Each NAME.mp4 with a NAME.camera.json gets a NAME.det.txt as those of ../shared/curbbench are: 5 pictures/s, in pixels
 * of the clip, `frame,-1,x,y,w,h,score,class,-1` with class 2 car, 5 bus, 7 truck.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DetectedType, Detection, EngineName } from '#detection';
import { openDetector } from '#detection/engines';
import { RecordingReader } from '../apps/edge-node/src/analysis/recording-reader.js';
import { streetCamera } from './support/recorded-visits.js';

const SAMPLE_FPS = 5;
/** The box's own default. */
const SCORE_MIN = 0.15;
const CLASSES: Partial<Record<DetectedType, number>> = { car: 2, bus: 5, truck: 7 };

const { values: args } = parseArgs({
  options: {
    folder: { type: 'string' },
    clips: { type: 'string' },
    engine: { type: 'string', default: 'auto' },
    size: { type: 'string', default: '768' },
  },
});
const { folder } = args;
if (folder === undefined) throw new Error('say which folder: --folder DIR');
const longSidePx = Number(args.size);

const names = args.clips?.split(',') ?? clipsIn(folder);
const detector = await openDetector({ engine: args.engine as EngineName | 'auto', longSidePx, scoreMin: SCORE_MIN });
try {
  for (const name of names) writeFileSync(join(folder, `${name}.det.txt`), await recorded(folder, name));
} finally {
  await detector.dispose();
}

function clipsIn(path: string): readonly string[] {
  const clips = readdirSync(path).flatMap((file) => (file.endsWith('.mp4') ? [file.slice(0, -4)] : []));
  return clips.filter((name) => existsSync(join(path, `${name}.camera.json`))).sort();
}

async function recorded(path: string, name: string): Promise<string> {
  const [clipWidthPx] = streetCamera(path, name).size;
  const reader = new RecordingReader({
    path: join(path, `${name}.mp4`),
    nominalFps: null,
    sampleFps: SAMPLE_FPS,
    longSidePx,
  });
  const lines: string[] = [];
  let frame = 0;
  for await (const { picture } of reader.frames()) {
    frame++;
    const scale = clipWidthPx / picture.widthPx;
    const detections = await detector.detect(picture);
    lines.push(...detections.flatMap((detection) => row(detection, frame, scale)));
  }
  console.log(`${name}: ${lines.length} boxes in ${frame} pictures`);
  return `${lines.join('\n')}\n`;
}

function row({ type, score, box }: Detection, frame: number, scale: number): readonly string[] {
  const number = CLASSES[type];
  if (number === undefined) return [];
  const sides = [box.xPx, box.yPx, box.widthPx, box.heightPx].map((px) => (px * scale).toFixed(1));
  return [[frame, -1, ...sides, score.toFixed(3), number, -1].join(',')];
}
