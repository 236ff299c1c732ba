import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { yuvLayoutOf } from '#detection';
import { compileBox } from '../../test/compiled.js';
import type { CameraConfig, DetectorConfig } from '../config/edge-config.js';
import type { CapturedFrame } from '../video/video-source.js';
import type { PipelineMemory } from './pipeline-memory.js';
import type { WorkerAnalysts } from './worker-analysts.js';

const SIZE = { widthPx: 96, heightPx: 64 };
const CAMERA = { zones: [], homography: null, minDwellMs: 8_000, doubleParkingMs: 12_000 } as unknown as CameraConfig;
const NOTHING: PipelineMemory = { watch: null, view: null };
const DETECTOR: DetectorConfig = { engine: 'onnx', longSidePx: 96, scoreMin: 0.2, threads: 1, modelPath: null };

let pool: (threadsMax: number) => WorkerAnalysts;

beforeAll(async () => {
  // A worker thread cannot run TypeScript.
  const path = join(dirname(await compileBox()), 'pipeline', 'worker-analysts.js');
  const compiled = (await import(path)) as { WorkerAnalysts: typeof WorkerAnalysts };
  pool = (threadsMax) => new compiled.WorkerAnalysts(threadsMax);
});

describe('the analysis threads', () => {
  it('are as many as there are cores, and their cameras are spread over them', async () => {
    const analysts = pool(2);
    const seated = await Promise.all([1, 2, 3, 4].map(() => analysts.open(CAMERA, DETECTOR, NOTHING)));
    expect(new Set(seated.map(({ died }) => died)).size).toBe(2);
    expect(seated[0]?.died).toBe(seated[2]?.died);
    await Promise.all(seated.map((each) => each.close()));
  });

  it('give each camera of a thread the answers to its own frames', async () => {
    const analysts = pool(1);
    const [first, second] = await Promise.all([
      analysts.open(CAMERA, DETECTOR, NOTHING),
      analysts.open(CAMERA, DETECTOR, NOTHING),
    ]);
    const answers = await Promise.all([first.analyse(frame(1_000)), second.analyse(frame(2_000))]);
    expect(answers.map(({ atMs }) => atMs)).toEqual([1_000, 2_000]);
    await Promise.all([first.close(), second.close()]);
  });

  it('go on when a camera leaves, end with the last one, and begin anew for the next', async () => {
    const analysts = pool(1);
    const first = await analysts.open(CAMERA, DETECTOR, NOTHING);
    const second = await analysts.open(CAMERA, DETECTOR, NOTHING);
    await first.close();
    expect((await second.analyse(frame(1_000))).atMs).toBe(1_000);
    await second.close();
    await second.died;
    const third = await analysts.open(CAMERA, DETECTOR, NOTHING);
    expect((await third.analyse(frame(1_000))).atMs).toBe(1_000);
    await third.close();
  });

  it('tell every camera why the detector cannot be opened', async () => {
    const analysts = pool(1);
    const broken = { ...DETECTOR, modelPath: '/nowhere/model.onnx' };
    const opened = await Promise.allSettled([
      analysts.open(CAMERA, broken, NOTHING),
      analysts.open(CAMERA, broken, NOTHING),
    ]);
    for (const each of opened) {
      expect(each.status === 'rejected' ? String(each.reason) : each.status).toContain('model.onnx');
    }
  });
});

function frame(atMs: number): CapturedFrame {
  return { atMs, picture: { ...SIZE, yuv420: new Uint8Array(yuvLayoutOf(SIZE).bytes).fill(128) } };
}
