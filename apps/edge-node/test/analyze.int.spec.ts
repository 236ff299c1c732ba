import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '#local-services';
import type { Summary } from '../src/analysis/summary.js';
import type { VisitLine } from '../src/analysis/visit-ledger.js';
import { compileBox } from './compiled.js';
import { makeSound } from './films.js';

const run = promisify(execFile);
const START = '2024-05-14T11:05:00.000Z';
const BAY = {
  id: 'bay',
  kind: 'parking',
  polygon: [
    [0.1, 0.5],
    [0.5, 0.5],
    [0.5, 0.9],
    [0.1, 0.9],
  ],
};
const CAMERA = { startTime: START, zones: [BAY] };
/** A look at such small pictures takes milliseconds, starting the command a second or two, on a busy machine ten. */
const PATIENCE_MS = 180_000;

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let install: string;
let folder: string;

beforeAll(async () => {
  install = resolve(await compileBox(), '../../../../..');
  await cp(join(packageRoot(), 'bin'), join(install, 'bin'), { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'kerbline-analyze-'));
  await Promise.all([film('a.mp4'), film('a.ts'), film('b.ts', { size: '320x240' }), writeCamera(CAMERA)]);
});

afterAll(() => Promise.all([install, folder].map((path) => rm(path, { recursive: true, force: true }))));

describe('analyze, given a recording that cannot be read', { timeout: PATIENCE_MS }, () => {
  it.each([
    ['is not there', 'is not there', () => Promise.resolve()],
    ['is empty', 'is empty', () => writeFile(at('x.mp4'), '')],
    ['is text', 'is not a video', () => writeFile(at('x.mp4'), 'a street, a car')],
    ['is sound alone', 'holds no video stream', () => makeSound(at('x.mp4'))],
    ['was cut off before its index', 'index (moov) is missing', () => cutOff('x.mp4')],
  ])('says so when it %s, with exit code 1 and no file', async (_, sentence, make) => {
    await rm(at('x.mp4'), { force: true });
    await make();
    const { exitCode, stderr } = await analyze('x.mp4');
    expect(stderr).toMatch(new RegExp(`x\\.mp4.*${sentence.replace(/[()]/g, '\\$&')}`));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(1);
    expect(await leftovers()).toEqual([]);
  });

  it('says that a raw stream holds no times, and takes the frame rate of the camera file', async () => {
    await run('ffmpeg', ['-v', 'error', '-y', '-i', at('a.mp4'), '-c', 'copy', '-f', 'h264', at('a.h264')]);
    const refused = await analyze('a.h264');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('hold no times: give its pictures a second as "fps"');
    const taken = summaryOf(await analyze('a.h264', { camera: await writeCamera({ ...CAMERA, fps: 20 }, 'fps.json') }));
    expect(taken.durationSeconds).toBeCloseTo(3, 1);
    expect(taken.warnings).toEqual([expect.stringContaining('taken as 20 pictures a second')]);
  });
});

describe('analyze, given a recording with faults', { timeout: PATIENCE_MS }, () => {
  it('analyses what surrounds damage and calls the damage blind time', async () => {
    const bytes = await readFile(at('a.ts'));
    const noise = Buffer.concat(Array.from({ length: 256 }, (_, i) => createHash('sha256').update(`${i}`).digest()));
    noise.copy(bytes, Math.floor(bytes.length / 2));
    await writeFile(at('damaged.ts'), bytes);
    const { faults, frames, blindSeconds, durationSeconds } = summaryOf(await analyze('damaged.ts'));
    expect(faults.map(({ type }) => type)).toEqual(['damaged']);
    expect(blindSeconds).toBeGreaterThan(0.2);
    expect(blindSeconds).toBeLessThan(3);
    expect(frames.analysed).toBeGreaterThan(15);
    expect(durationSeconds).toBeCloseTo(6, 0);
  });

  it('is blind from where the pictures have another shape, because the zones no longer fit', async () => {
    await writeFile(at('shapes.ts'), Buffer.concat([await readFile(at('a.ts')), await readFile(at('b.ts'))]));
    const { faults, warnings } = summaryOf(await analyze('shapes.ts'));
    expect(faults).toEqual([
      expect.objectContaining({ type: 'shape_changed', start: after(5.8), end: after(12), seconds: 6.2 }),
    ]);
    expect(warnings).toEqual([expect.stringContaining('began anew once')]);
  });

  it('is blind for the rest of a recording that ends early', async () => {
    await run('ffmpeg', ['-v', 'error', '-y', '-i', at('a.mp4'), '-c', 'copy', at('early.mkv')]);
    await truncate(at('early.mkv'), Math.floor((await readFile(at('early.mkv'))).length / 2));
    const { faults } = summaryOf(await analyze('early.mkv'));
    expect(faults).toEqual([expect.objectContaining({ type: 'no_video', end: after(6) })]);
  });

  it('keeps the length of a gap in a transport stream', async () => {
    const args = ['-v', 'error', '-y', '-copyts', '-i', at('a.ts'), '-c', 'copy', '-muxdelay', '0'];
    await run('ffmpeg', [...args, at('first.ts')]);
    await run('ffmpeg', [...args, '-output_ts_offset', '30', at('second.ts')]);
    await writeFile(at('gap.ts'), Buffer.concat([await readFile(at('first.ts')), await readFile(at('second.ts'))]));
    const { faults, durationSeconds } = summaryOf(await analyze('gap.ts'));
    expect(faults).toEqual([expect.objectContaining({ type: 'no_video', start: after(5.8), end: after(30) })]);
    expect(durationSeconds).toBeCloseTo(36, 1);
  });
});

describe('analyze, given a camera file', { timeout: PATIENCE_MS }, () => {
  const mark = (x: number, y: number) => ({ image: [x, y], ground: [10 * x, 10 * y] });
  it.each([
    ['no zones', { startTime: START }, 'zones is empty or missing'],
    ['three calibration points', { ...CAMERA, calibration: [mark(0, 0), mark(1, 0), mark(0, 1)] }, 'needs at least 4'],
    [
      'calibration points on one line',
      { ...CAMERA, calibration: [0.1, 0.3, 0.5, 0.9].map((x) => mark(x, x)) },
      'lie on one line',
    ],
    [
      'a zone that lies in another',
      { ...CAMERA, zones: [BAY, { ...BAY, id: 'lane' }] },
      '"bay" and "lane" share 100 %',
    ],
    ['no start time', { zones: [BAY] }, 'give --start with an ISO time'],
  ])('with %s, says what to change with exit code 2', async (_, camera, sentence) => {
    const { exitCode, stderr } = await analyze('a.mp4', { camera: await writeCamera(camera, 'bad.json') });
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
    expect(await leftovers()).toEqual([]);
  });

  it('that is no JSON, says in which line', async () => {
    await writeFile(at('bad.json'), '{ "zones": [\n');
    const { exitCode, stderr } = await analyze('a.mp4', { camera: 'bad.json' });
    expect(stderr).toMatch(/bad\.json is not a valid camera file:\n {2}line \d/);
    expect(exitCode).toBe(2);
  });

  it('without a start time takes the one of --start', async () => {
    const camera = await writeCamera({ zones: [BAY] }, 'timeless.json');
    const { start, end } = summaryOf(
      await analyze('a.mp4', { camera, more: ['--start', '2024-05-14T13:05:00+02:00'] }),
    );
    expect([start, end]).toEqual([START, after(6)]);
  });
});

describe('analyze, asked for files', { timeout: PATIENCE_MS }, () => {
  it.each([
    ['in a folder that is not there', 'nowhere/e.ndjson', 'there is no folder'],
    ['in the place of the recording', 'a.mp4', 'name the same file'],
    ['in the place of a folder', '.', 'it is no file'],
  ])('%s, refuses before it looks', async (_, out, sentence) => {
    const { exitCode, stderr } = await analyze('a.mp4', { out });
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
    expect(await leftovers()).toEqual([]);
  });

  it('leaves neither half a file nor a part of one when it is interrupted', async () => {
    await writeFile(at('e.ndjson'), 'the run before\n');
    const long = await film('long.mp4', { seconds: 120 });
    const child = spawn('node', commandLine(long, {}), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      // It tells each tenth of the recording.
      if (stderr === '') child.kill('SIGINT');
      stderr += String(chunk);
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/stopped after \d:\d\d of the recording: nothing was written/);
    expect(await leftovers()).toEqual(['e.ndjson']);
    expect(await readFile(at('e.ndjson'), 'utf8')).toBe('the run before\n');
  });
});

describe('analyze on a machine that lacks something', { timeout: PATIENCE_MS }, () => {
  it('says how to install ffmpeg', async () => {
    const empty = await mkdtemp(join(folder, 'path-'));
    const { exitCode, stderr } = await analyze('a.mp4', { environment: { PATH: empty } });
    expect(stderr).toContain('apt-get install --no-install-recommends ffmpeg');
    expect(exitCode).toBe(1);
  });

  it('says that the model file is no model', async () => {
    await writeFile(at('city.onnx'), '<html>404</html>');
    const { exitCode, stderr } = await analyze('a.mp4', { more: ['--model', 'city.onnx'] });
    expect(stderr).toMatch(/city\.onnx cannot be loaded as an ONNX model/);
    expect(exitCode).toBe(1);
    expect(await leftovers()).toEqual([]);
  });
});

describe('analyze on a street', { timeout: 5 * PATIENCE_MS }, () => {
  const clips = resolve('..', 'shared', 'curbbench');

  it('gives the same bytes twice, and every parked car from the first picture on', async (context) => {
    const clip = join(clips, 'day-double-park.mp4');
    if (!existsSync(clip)) return context.skip('skipped: not here');
    await run('ffmpeg', ['-v', 'error', '-y', '-i', clip, '-t', '12', '-c', 'copy', at('street.mp4')]);
    const camera = join(clips, 'day-double-park.camera.json');
    const results = [];
    for (const name of ['first', 'second']) {
      const options = { camera, out: `${name}.ndjson`, more: ['--tracks', `${name}.mot.txt`] };
      const summary = summaryOf(await analyze('street.mp4', options));
      expect(summary.frames).toEqual({ decoded: 120, analysed: 60, untimed: 0 });
      results.push([await readFile(at(`${name}.ndjson`), 'utf8'), await readFile(at(`${name}.mot.txt`), 'utf8')]);
    }
    expect(results[1]).toEqual(results[0]);
    const [visits = '', tracks = ''] = results[0] ?? [];
    const lines = visits
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as VisitLine);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(lines.every(({ start, end, startCensored }) => start === START && end === null && startCensored)).toBe(true);
    const numbers = new Set(
      tracks
        .trim()
        .split('\n')
        .map((row) => Number(row.split(',')[0])),
    );
    expect([...numbers].every((number) => number % 2 === 1 && number <= 119)).toBe(true);
  });
});

function at(name: string): string {
  return join(folder, name);
}

function after(seconds: number): string {
  return new Date(Date.parse(START) + seconds * 1_000).toISOString();
}

/** A moving test card, 10 pictures a second with a key picture every second. */
async function film(name: string, { seconds = 6, size = '320x180' } = {}): Promise<string> {
  const source = `testsrc2=size=${size}:rate=10`;
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '10'];
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-t', `${seconds}`, ...codec, at(name)]);
  return name;
}

async function cutOff(name: string): Promise<void> {
  const bytes = await readFile(at('a.mp4'));
  await writeFile(at(name), bytes.subarray(0, bytes.length / 2));
}

async function writeCamera(camera: object, name = 'camera.json'): Promise<string> {
  await writeFile(at(name), JSON.stringify(camera));
  return name;
}

interface AnalyzeOptions {
  readonly camera?: string;
  readonly out?: string;
  readonly more?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function commandLine(video: string, { camera = 'camera.json', out = 'e.ndjson', more = [] }: AnalyzeOptions): string[] {
  const files = ['--camera', camera, '--video', video, '--out', out];
  return [join(install, 'bin', 'kerbline'), 'analyze', ...files, '--json', ...more];
}

async function analyze(video: string, options: AnalyzeOptions = {}): Promise<Outcome> {
  await rm(at('e.ndjson'), { force: true });
  const env = { ...process.env, ...options.environment };
  try {
    const { stdout, stderr } = await run(process.execPath, commandLine(video, options), { cwd: folder, env });
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exitCode: code, stdout, stderr };
  }
}

function summaryOf({ exitCode, stdout, stderr }: Outcome): Summary {
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Summary;
}

/** Results and parts of them. */
async function leftovers(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /^e\.ndjson|\.part$/.test(name));
}
