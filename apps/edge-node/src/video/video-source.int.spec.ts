import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bytesOf, yuvLayoutOf } from '#detection';
import { freePort, startRtspCamera } from '#local-services';
import type { RunningService } from '#local-services';
import { makeFilm, makeSound } from '../../test/films.js';
import { ffmpegChildren, processesThatShow } from '../../test/processes.js';
import { parseRtspUrl } from './camera-address.js';
import type { Transport, VideoAddress } from './camera-address.js';
import type { Loss } from './loss.js';
import { VideoSource } from './video-source.js';
import type { CapturedFrame, VideoSourceOptions } from './video-source.js';

const PASSWORD = 'p@ss:w%rd/Canary7';
const WAIT = { timeout: 30_000, interval: 20 };

let directory: string;
let film: string;
let camera: RunningService;
let source: VideoSource | null = null;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-video-'));
  film = join(directory, 'street.mp4');
  await makeFilm(film, { seconds: 4 });
  camera = await startRtspCamera({ file: film, user: 'op.cam', password: PASSWORD });
});

afterEach(async () => {
  await source?.stop();
  source = null;
});

afterAll(async () => {
  await camera.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('a camera over RTSP', () => {
  it.each(['tcp', 'udp'] as const)('gives frames over %s with increasing capture times near now', async (transport) => {
    const watched = watch({ address: rtsp(camera.url, transport) });
    await vi.waitUntil(() => watched.frames.length >= 12, WAIT);
    const times = watched.frames.map(({ atMs }) => atMs);
    const steps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    // The first frames come in a burst, so their times may still be drawn together.
    expect(steps.every((step) => step > 0)).toBe(true);
    expect(steps.slice(-4).every((step) => step >= 150 && step <= 250)).toBe(true);
    expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(3_000);
    expect(watched.frames[0]?.picture).toMatchObject({ widthPx: 320, heightPx: 180 });
    expect(watched.frames[0]?.picture).toHaveProperty('yuv420.length', (320 * 180 * 3) / 2);
    await vi.waitUntil(() => watched.videoBytes > 1_000, WAIT);
  });

  it('shows the password to no process list and no environment', async () => {
    const watched = watch({ address: rtsp(camera.url, 'tcp') });
    await vi.waitUntil(() => watched.frames.length > 0, WAIT);
    const pid = source?.decoderPid ?? 0;
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain('ffmpeg');
    expect(await processesThatShow([PASSWORD, encodeURIComponent(PASSWORD)])).toEqual([]);
  });

  it('says in one sentence, without the password, that the password is wrong', async () => {
    const url = camera.url.replace(encodeURIComponent(PASSWORD), 'WrongCanary9');
    const watched = watch({ address: rtsp(url, 'tcp') });
    await vi.waitUntil(() => watched.losses.length > 0, WAIT);
    expect(watched.losses[0]?.cause).toBe('wrong_password');
    expect(watched.losses[0]?.message).toMatch(/^rtsp:\/\/\*\*\*@127\.0\.0\.1:\d+ refuses the user name or password$/);
  });

  it('says that nobody listens at the address', async () => {
    const watched = watch({ address: rtsp(`rtsp://u:Canary8@127.0.0.1:${await freePort()}/street`, 'tcp') });
    await vi.waitUntil(() => watched.losses.length > 0, WAIT);
    expect(watched.losses[0]).toMatchObject({ cause: 'unreachable' });
    expect(watched.losses[0]?.message).not.toContain('Canary8');
  });

  it('says that the camera has no such stream', async () => {
    const watched = watch({ address: rtsp(camera.url.replace(/street$/, 'nowhere'), 'tcp') });
    await vi.waitUntil(() => watched.losses.length > 0, WAIT);
    expect(watched.losses[0]).toMatchObject({ cause: 'no_such_stream' });
  });

  it('comes back after the camera was killed, with later capture times and one ffmpeg', async () => {
    const port = await freePort();
    let mortal = await startRtspCamera({ file: film, port });
    try {
      const watched = watch({ address: rtsp(mortal.url, 'tcp'), silenceMs: 1_500 });
      await vi.waitUntil(() => watched.frames.length >= 3, WAIT);
      process.kill(mortal.pid, 'SIGKILL');
      await vi.waitUntil(() => watched.losses.length > 0, WAIT);
      await mortal.stop();
      const before = watched.frames.length;
      mortal = await startRtspCamera({ file: film, port });
      await vi.waitUntil(() => watched.frames.length >= before + 3, WAIT);
      const times = watched.frames.map(({ atMs }) => atMs);
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      expect(await ffmpegChildren(process.pid)).toEqual([source?.decoderPid]);
    } finally {
      await mortal.stop();
    }
  });

  it('kills and replaces an ffmpeg that hangs', async () => {
    const watched = watch({ address: rtsp(camera.url, 'tcp'), silenceMs: 1_000 });
    await vi.waitUntil(() => watched.frames.length >= 2, WAIT);
    // Between two decoders there is none; 0 would stop this very process.
    const hung = await vi.waitUntil(() => source?.decoderPid, WAIT);
    const losses = watched.losses.length;
    process.kill(hung, 'SIGSTOP');
    await vi.waitUntil(() => watched.losses.length > losses, WAIT);
    expect(watched.losses[losses]?.cause).toBe('silence');
    const before = watched.frames.length;
    await vi.waitUntil(() => watched.frames.length > before, WAIT);
    expect(await ffmpegChildren(process.pid)).toEqual([source?.decoderPid]);
    expect(source?.decoderPid).not.toBe(hung);
  });

  it('leaves no ffmpeg behind when stopped', async () => {
    const watched = watch({ address: rtsp(camera.url, 'tcp') });
    await vi.waitUntil(() => watched.frames.length > 0, WAIT);
    await source?.stop();
    expect(await ffmpegChildren(process.pid)).toEqual([]);
  });
});

describe('a file', () => {
  it('gives the first frame of each fifth of a second, timed from its start, and finishes', async () => {
    const startTimeMs = Date.parse('2024-04-22T07:45:00.000Z');
    const watched = watch({ address: file(film), startTimeMs });
    await vi.waitUntil(() => watched.isFinished, WAIT);
    expect(watched.frames.map(({ atMs }) => atMs - startTimeMs)).toEqual(Array.from({ length: 20 }, (_, i) => i * 200));
    expect(watched.losses).toEqual([]);
    expect(watched.videoBytes).toBeGreaterThan(10_000);
  });

  it('waits for whoever takes its frames', async () => {
    const takenAt: number[] = [];
    let free: () => void = () => undefined;
    const watched = watch({ address: file(film) }, async (frame) => {
      takenAt.push(frame.atMs);
      await new Promise<void>((resolve) => (free = resolve));
    });
    for (let taken = 1; taken <= 20; taken++) {
      await vi.waitUntil(() => takenAt.length === taken, WAIT);
      free();
    }
    await vi.waitUntil(() => watched.isFinished, WAIT);
    expect(watched.losses).toEqual([]);
  });

  it('begins again with later times when it loops', async () => {
    const startTimeMs = 1_000_000;
    const watched = watch({ address: file(film), startTimeMs, loop: true });
    await vi.waitUntil(() => watched.frames.length >= 45, WAIT);
    expect(watched.frames.slice(0, 45).map(({ atMs }) => Math.round(atMs - startTimeMs))).toEqual(
      Array.from({ length: 45 }, (_, i) => i * 200),
    );
  });

  it.each([
    ['a text', 'notes.txt', 'not_a_video'],
    ['a playlist that names another file', 'list.m3u8', 'not_a_video'],
    ['a film that was cut off', 'cut.mp4', 'not_a_video'],
    ['a recording of sound', 'sound.nut', 'no_video_stream'],
    ['a file that is not there', 'missing.mp4', 'missing_file'],
  ])('says what is wrong with %s', async (_, name, cause) => {
    await writeFile(join(directory, 'notes.txt'), 'parking from 8 to 18 h');
    await writeFile(join(directory, 'list.m3u8'), `#EXTM3U\n#EXTINF:4,\nfile://${film}\n`);
    await writeFile(join(directory, 'cut.mp4'), await readFile(film));
    await truncate(join(directory, 'cut.mp4'), 20_000);
    await makeSound(join(directory, 'sound.nut'));
    const watched = watch({ address: file(join(directory, name)) });
    await vi.waitUntil(() => watched.losses.length > 0, WAIT);
    expect(watched.losses[0]?.cause).toBe(cause);
    expect(watched.losses[0]?.message).toContain(join(directory, name));
    expect(watched.frames).toEqual([]);
  });

  it('goes on through damage in the middle and a change of size', async () => {
    const joined = join(directory, 'joined.ts');
    const parts = await Promise.all(
      ['320x180', '480x270'].map(async (size) => {
        const part = join(directory, `${size}.ts`);
        await makeFilm(part, { seconds: 2, size });
        return readFile(part);
      }),
    );
    await writeFile(joined, Buffer.concat([...parts.slice(0, 1), Buffer.alloc(3_000, 0x5a), ...parts.slice(1)]));
    const watched = watch({ address: file(joined), startTimeMs: 0 });
    await vi.waitUntil(() => watched.isFinished || watched.losses.length > 0, WAIT);
    expect(watched.losses).toEqual([]);
    expect(new Set(watched.frames.map(({ picture }) => picture.widthPx))).toEqual(new Set([320, 400]));
    for (const { picture } of watched.frames) {
      expect(bytesOf(picture)).toHaveLength(yuvLayoutOf(picture).bytes);
    }
  });
});

function watch(
  options: Partial<VideoSourceOptions> & { address: VideoAddress },
  take?: (frame: CapturedFrame) => Promise<void>,
) {
  const watched = { frames: [] as CapturedFrame[], losses: [] as Loss[], videoBytes: 0, isFinished: false };
  source = new VideoSource(
    { sampleFps: 5, longSidePx: 400, pace: 'fast', silenceMs: 5_000, startTimeMs: null, loop: false, ...options },
    {
      frame: (frame) => (take ? take(frame) : void watched.frames.push(frame)),
      lost: (loss) => void watched.losses.push(loss),
      finished: () => (watched.isFinished = true),
      videoBytes: (added) => (watched.videoBytes += added),
    },
  );
  source.start();
  return watched;
}

function rtsp(text: string, transport: Transport): VideoAddress {
  const url = parseRtspUrl(text);
  if ('problem' in url) throw new Error(url.problem);
  return { kind: 'rtsp', url: url, transport };
}

function file(path: string): VideoAddress {
  return { kind: 'file', path };
}
