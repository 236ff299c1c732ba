import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeRecording } from './recording-facts.js';
import { RecordingReader } from './recording-reader.js';
import type { DecodedPicture } from './recording-log.js';

const run = promisify(execFile);
const ENCODED = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'kerbline-reader-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the pictures of a recording that are looked at', () => {
  it('carry their own times and numbers where the rate varies', async () => {
    const path = join(folder, 'varying.mp4');
    const kept = [0, 3, 10, 11, 17].map((n) => `eq(n,${n})`).join('+');
    await make(['-vf', `select='${kept}'`, '-fps_mode', 'vfr', ...ENCODED, path]);
    const looked = await lookedAt(path);
    // The fourth, at 1.1 s, is the second one of its fifth of a second.
    expect(looked.map(({ ptsMs, number }) => [Math.round(ptsMs ?? NaN), number])).toEqual([
      [0, 1],
      [300, 2],
      [1_000, 3],
      [1_700, 5],
    ]);
  });

  it('are at the times of the first ones of each fifth of a second, without an offset', async () => {
    const path = join(folder, 'steady.ts');
    await make(['-t', '1', ...ENCODED, path]);
    expect((await lookedAt(path)).map(({ ptsMs }) => Math.round(ptsMs ?? NaN))).toEqual([0, 200, 400, 600, 800]);
  });

  it('come after the sound where the recording begins with sound', async () => {
    const path = join(folder, 'sound.mkv');
    const silent = join(folder, 'silent.mp4');
    await make(['-t', '1', ...ENCODED, silent]);
    const sound = ['-f', 'lavfi', '-i', 'sine=d=3', '-itsoffset', '1.5', '-i', silent];
    await run('ffmpeg', ['-v', 'error', '-y', ...sound, '-c:v', 'copy', '-c:a', 'pcm_s16le', path]);
    const [first] = await lookedAt(path);
    const { firstPictureMs } = await probeRecording(path);
    expect(Math.round(firstPictureMs)).toBe(1_500);
    expect(Math.round(first?.ptsMs ?? NaN)).toBe(1_500);
  });
});

async function make(args: readonly string[]): Promise<void> {
  const card = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=10:duration=2'];
  await run('ffmpeg', ['-v', 'error', '-y', ...card, ...args]);
}

async function lookedAt(path: string): Promise<readonly DecodedPicture[]> {
  const reader = new RecordingReader({ path, nominalFps: null, sampleFps: 5, longSidePx: 768 });
  const looked: DecodedPicture[] = [];
  for await (const { decoded } of reader.frames()) looked.push(decoded);
  expect(reader.problem).toBeNull();
  return looked;
}
