import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_NAMES } from '#detection';
import type { DetectedType, Detection } from '#detection';
import { openDetector } from '#detection/engines';
import { RecordingReader } from '../apps/edge-node/src/analysis/recording-reader.js';
import { folderHere, oneOf, required, someNames, unlessTold, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { notHere } from './support/not-here.js';
import { streetCamera } from './support/recorded-visits.js';

const SAMPLE_FPS = 5;
const ENGINES = ['auto', ...ENGINE_NAMES] as const;
/** The box's own default. */
const SCORE_MIN = 0.15;
const CLASSES: Partial<Record<DetectedType, number>> = { car: 2, bus: 5, truck: 7 };

const args = benchOptions({
  name: 'detections',
  measures: `
Records what the network finds in every clip of a folder, so that tracker and visits can be tried without it: it measures
nothing itself.

Each NAME.mp4 with a NAME.camera.json gets a NAME.det.txt as those of ../shared/curbbench are: 5 pictures/s, in pixels of
the clip, frame,-1,x,y,w,h,score,class,-1 with class 2 car, 5 bus, 7 truck.`,
  options: {
    folder: required(folderHere('the clips, and where the records go')),
    clips: someNames('some of them, by NAME; without it all', 'names'),
    engine: unlessTold(oneOf('auto, onnx, tfjs-node or wasm', 'name', ENGINES), 'auto'),
    size: whole('the long side that pictures are looked at in', { unit: 'px', default: 768, min: 160, max: 1_920 }),
  },
  examples: [['--folder clips --clips night-queue,left-turn', 'two clips alone']],
});
const { folder, engine, size: longSidePx } = args;

const there = clipsIn(folder);
const names = args.clips ?? there;
const missing = names.filter((name) => !there.includes(name));
if (names.length === 0 || missing.length > 0) {
  notHere(`${missing.join(', ') || 'NAME'}, an .mp4 with a .camera.json in ${folder}`);
  process.exit();
}
const detector = await openDetector({ engine, longSidePx, scoreMin: SCORE_MIN });
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
