import { beforeEach, describe, expect, it } from 'vitest';
import type { Picture } from '#detection';
import { RecordingAnalysis } from './recording-analysis.js';
import type { DecodedPicture } from './recording-log.js';

const START_MS = Date.UTC(2026, 4, 4, 8);
const SILENCE_MS = 5_000;
const PICTURE: Picture = { widthPx: 2, heightPx: 1, rgb: new Uint8Array(6) };

/** Notes what it is told, in seconds of the recording. */
class TracedPipeline {
  readonly trace: string[] = [];

  step(_picture: Picture, atMs: number) {
    this.trace.push(`look ${secondsOf(atMs)}`);
    return Promise.resolve({
      events: [],
      standing: [],
      flows: [],
      vehicles: [],
      trouble: null,
      pixelShare: 1,
      putOffPlaces: 0,
      viewMode: null,
      beginning: null,
      toKeep: null,
    });
  }

  loseSight(atMs: number): void {
    this.trace.push(`lose ${secondsOf(atMs)}`);
  }

  finish(): [] {
    return [];
  }

  regainSight(atMs: number): void {
    this.trace.push(`regain ${secondsOf(atMs)}`);
  }
}

let pipeline: TracedPipeline;
let analysis: RecordingAnalysis;

beforeEach(() => {
  pipeline = new TracedPipeline();
  analysis = new RecordingAnalysis(pipeline, { startMs: START_MS, firstPictureMs: 1_400, silenceMs: SILENCE_MS });
});

describe('the analysis of a recording', () => {
  it('dates each picture by its own time, the first one at the start', async () => {
    await takeAll([1_400], [1_633.4], [2_000]);
    expect(pipeline.trace).toEqual(['look 0', 'look 0.233', 'look 0.6']);
  });

  it('does not look at damaged pictures and is blind from the last whole one to the next', async () => {
    await takeAll([1_400], [1_600, { isSound: false }], [1_800, { isSound: false }], [2_000]);
    expect(pipeline.trace).toEqual(['look 0', 'lose 0', 'regain 0.6', 'look 0.6']);
    expect(finished(0.6, 0.6)).toEqual(['damaged 0 to 0.6']);
  });

  it('is blind in a gap as long as the silence of a lost camera, not in a shorter one', async () => {
    await takeAll([1_400], [1_400 + SILENCE_MS - 1], [1_400 + 2 * SILENCE_MS - 1]);
    expect(finished(10, 10)).toEqual(['no_video 4.999 to 9.999']);
    expect(pipeline.trace).toContain('lose 4.999');
    expect(pipeline.trace).not.toContain('lose 0');
  });

  it('is blind while pictures have another shape, and sees again with the first one', async () => {
    const wide = { widthPx: 1280, heightPx: 720 };
    const high = { widthPx: 1280, heightPx: 960 };
    await takeAll([1_400, wide], [1_600, high], [1_800, high], [2_000, wide]);
    expect(finished(0.6, 0.6)).toEqual(['shape_changed 0 to 0.6']);
  });

  it('goes on with pictures of another size and the same shape', async () => {
    await takeAll([1_400, { widthPx: 1280, heightPx: 720 }], [1_600, { widthPx: 854, heightPx: 480 }]);
    expect(finished(0.2, 0.2)).toEqual([]);
  });

  it('is blind for what is missing at the end, from more than a second on', async () => {
    await takeAll([1_400]);
    expect(finished(10, 11)).toEqual([]);
    expect(finished(10, 11.001)).toEqual(['no_video 10 to 11.001']);
  });

  it('leaves out pictures without a time and such as do not come after the one before', async () => {
    await takeAll([1_400], [null], [1_400], [1_600]);
    expect(pipeline.trace).toEqual(['look 0', 'look 0.2']);
    expect(analysis.finish({ lastMs: START_MS, dueMs: START_MS })).toMatchObject({ looks: 2, untimed: 2 });
  });

  it('counts faults that follow each other once', async () => {
    await takeAll([1_400], [1_600, { isSound: false }], [1_800, { widthPx: 720 }], [2_000]);
    const { blindMs } = analysis.finish({ lastMs: START_MS + 600, dueMs: START_MS });
    expect(blindMs).toBe(600);
  });
});

async function takeAll(...pictures: readonly (readonly [number | null, Partial<DecodedPicture>?])[]): Promise<void> {
  for (const [index, [ptsMs, more]] of pictures.entries()) {
    const decoded = { pts: `${ptsMs}`, ptsMs, number: index + 1, widthPx: 1280, heightPx: 720, isSound: true, ...more };
    await analysis.take({ picture: PICTURE, decoded });
  }
}

function finished(lastS: number, dueS: number): readonly string[] {
  const { faults } = analysis.finish({ lastMs: START_MS + lastS * 1_000, dueMs: START_MS + dueS * 1_000 });
  return faults.map(({ type, startMs, endMs }) => `${type} ${secondsOf(startMs)} to ${secondsOf(endMs)}`);
}

function secondsOf(atMs: number): number {
  return (atMs - START_MS) / 1_000;
}
