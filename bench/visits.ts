import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DetectedType, Detection } from '#detection';
import { benchOptions } from './support/bench-options.js';
import { notHere } from './support/not-here.js';
import { SCORED_STREETS, scoreOf, streetCamera, writeVisits } from './support/recorded-visits.js';
import type { Score } from './support/recorded-visits.js';

benchOptions({
  name: 'visits',
  measures: `
Visits from recorded detections, scored against exact truth: the box's own pipeline with the network played back. Reads
../shared/curbbench (recorded at 5 frames/s) and uses its scorer.`,
});

const FRAME_MS = 200;
const TYPES: Readonly<Record<number, DetectedType>> = { 2: 'car', 5: 'bus', 7: 'truck' };

function readDetections(path: string): readonly (readonly Detection[])[] {
  const frames: Detection[][] = [];
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const [frame = 1, , xPx = 0, yPx = 0, widthPx = 0, heightPx = 0, score = 0, type = 2] = line.split(',').map(Number);
    (frames[frame - 1] ??= []).push({ box: { xPx, yPx, widthPx, heightPx }, score, type: TYPES[type] ?? 'car' });
  }
  return Array.from(frames, (detections) => detections ?? []);
}

async function main(): Promise<void> {
  const folder = resolve('..', 'shared', 'curbbench');
  if (!existsSync(folder)) return notHere(folder);
  const out = mkdtempSync(join(tmpdir(), 'kerbline-visits-'));
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
    for (const clip of SCORED_STREETS) {
      const camera = streetCamera(folder, clip);
      const file = join(out, `${clip}.ndjson`);
      const frames = readDetections(join(folder, `${clip}.det.txt`));
      await writeVisits(file, { camera, frames, frameMs: FRAME_MS, widthPx: camera.size[0] });
      rows.push(row(clip, scoreOf(folder, [join(folder, `${clip}.truth.json`), file])));
    }
    console.table([...rows, row('all', scoreOf(folder, ['--all', folder, '--events', out]))]);
  } finally {
    rmSync(out, { recursive: true });
  }
}

await main();
