import { execFile, fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GroundPoint } from '#curb';
import { RECORD_STREAM, decodeBatch, decodeRecord, parseBatchSubject } from '#events';
import type { CurbRecord, RecordBody } from '#events';
import { connectNats, ensureStreams } from '#events/nats';
import { freePort, packageRoot, startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';
import { compileBox } from './compiled.js';

/** A machine with other work looks at a frame a second, or fewer. */
const WAIT = { timeout: 240_000, interval: 100 };
/** Longer than a place in plain view must be empty for its visit to end (15 s at most), at 5 frames a second. */
const SETTLED_FRAMES = 85;
/** Two vehicles never stand closer, middle to middle: less than the width of a small car. */
const APART_M = 1.2;

let directory: string;
let main: string;
let film: string;
let broker: RunningService;
let connection: NatsConnection;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-restart-'));
  film = join(directory, 'parked.mp4');
  [main] = await Promise.all([compileBox(), filmParkedStreet(film)]);
  broker = await startNatsServer({ directory: join(directory, 'nats') });
  connection = await connectNats({ url: broker.url, name: 'test' });
  await ensureStreams(connection);
}, 300_000);

afterAll(async () => {
  await connection.close();
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
  await rm(resolve(dirname(main), '../../../..'), { recursive: true, force: true });
});

describe('a box on a street of parked vehicles', { timeout: 900_000 }, () => {
  it('that is killed and started again goes on with its visits, and ends them when its zones have moved', async () => {
    const before = await startBox(await writeConfig(0));
    await vi.waitUntil(async () => (await visitsOf('park_start')).length >= 2, WAIT);
    before.child.kill('SIGKILL');
    await before.exited;
    const started = await visitsOf('park_start');

    const again = await startBox(await writeConfig(0));
    await vi.waitUntil(() => again.output().includes('"visits resumed"'), WAIT);
    await vi.waitUntil(async () => (await again.framesAnalysed()) >= SETTLED_FRAMES, WAIT);
    const ids = await visitsOf('park_start');
    expect(ids).toEqual(expect.arrayContaining([...started]));
    expect(closestM(await placesOf('park_start'))).toBeGreaterThan(APART_M);
    expect(await visitsOf('park_end')).toEqual([]);
    again.child.kill('SIGTERM');
    expect(await again.exited).toBe(0);

    const elsewhere = await startBox(await writeConfig(0.01));
    await vi.waitUntil(() => elsewhere.output().includes('"reason":"other_rules"'), WAIT);
    await vi.waitUntil(async () => (await visitsOf('park_end')).length === ids.length, WAIT);
    expect((await visitsOf('park_end')).sort()).toEqual([...ids].sort());
    elsewhere.child.kill('SIGTERM');
    await elsewhere.exited;
  });
});

/** One picture of the demo's street with a sensor's grain: nobody comes or goes. */
async function filmParkedStreet(path: string): Promise<void> {
  const picture = join(directory, 'street.png');
  const run = promisify(execFile);
  const street = join(packageRoot(), 'infra', 'demo', 'street.mp4');
  await run('ffmpeg', ['-v', 'error', '-y', '-ss', '20', '-i', street, '-frames:v', '1', picture]);
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-loop', '1', '-framerate', '10', '-i', picture, '-t', '8'],
    ...['-vf', 'scale=640:360,noise=alls=10:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-pix_fmt', 'yuv420p', '-g', '10', path],
  ]);
}

async function startBox(config: string) {
  const port = await freePort();
  const env = { PATH: process.env['PATH'], NATS_URL: broker.url, KERBLINE_EDGE_HTTP_PORT: String(port) };
  const child = fork(main, ['--config', config], { silent: true, execArgv: [], env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const metrics = () =>
    fetch(`http://127.0.0.1:${port}/metrics`).then(
      (response) => response.text(),
      () => '',
    );
  const analysed = /frames_analysed_total\{camera="north"\} (\d+)/;
  const framesAnalysed = async () => Number(analysed.exec(await metrics())?.[1] ?? 0);
  return { child, exited, output: () => output, framesAnalysed };
}

/** The demo's own zones, moved to the right by a share of the picture. */
async function writeConfig(byX: number): Promise<string> {
  const street = JSON.parse(await readFile(join(packageRoot(), 'infra', 'demo', 'street.camera.json'), 'utf8')) as {
    zones: { polygon: [number, number][] }[];
    calibration: unknown;
  };
  const zones = street.zones.map((zone) => ({
    ...zone,
    polygon: zone.polygon.map(([x, y]) => [Math.min(1, x + byX), y]),
  }));
  const { calibration } = street;
  const rules = { zones, calibration, parameters: { minDwellSeconds: 2 } };
  const north = { id: 'north', source: film, pace: 'live', loop: true, ...rules };
  const path = join(directory, 'edge.json');
  await writeFile(path, JSON.stringify({ device: 'pole_7', detector: { longSidePx: 640 }, cameras: [north] }));
  return path;
}

/** The ids of the visits that such records speak of, in the order in which they came. */
async function visitsOf(type: 'park_start' | 'park_end'): Promise<string[]> {
  const bodies: RecordBody[] = (await records()).map(({ body }) => body);
  return bodies.flatMap((body) => (body.type === type ? [body.visit.id] : []));
}

async function placesOf(type: 'park_start'): Promise<GroundPoint[]> {
  const bodies = (await records()).map(({ body }) => body);
  return bodies.flatMap((body) => (body.type === type && body.visit.place.ground ? [body.visit.place.ground] : []));
}

/** How far apart the two closest are. */
function closestM(places: readonly GroundPoint[]): number {
  const distances = places.flatMap((a, i) => places.slice(i + 1).map((b) => Math.hypot(a.xM - b.xM, a.yM - b.yM)));
  return Math.min(...distances);
}

/** Each record once: no hub answers here, so the box sends again what it has sent. */
async function records(): Promise<CurbRecord[]> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info(RECORD_STREAM);
  const found = new Map<string, CurbRecord>();
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(RECORD_STREAM, { seq });
    if (!message) continue;
    const batch = parseBatchSubject(message.subject) === null ? [message.data] : decodeBatch(message.data);
    for (const record of batch.map((bytes) => decodeRecord(bytes))) found.set(record.id, record);
  }
  return [...found.values()];
}
