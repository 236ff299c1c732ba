import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RECORD_STREAM, decodeBatch, decodeRecord, parseBatchSubject, requestSubject } from '#events';
import type { CameraDescription, CurbRecord, ReloadConfigAnswer, SnapshotAnswer } from '#events';
import { CameraBucket, connectNats, ensureStreams } from '#events/nats';
import { freePort, startNatsServer, startRtspCamera } from '#local-services';
import type { RunningService } from '#local-services';
import { compileBox } from './compiled.js';
import { makeFilm } from './films.js';
import { ffmpegChildren, processesThatShow } from './processes.js';

const DEVICE = 'pole_7';
const PASSWORD = 'p@ss w:%/Canary5';
const WAIT = { timeout: 60_000, interval: 50 };
/** A box promises its starter to be gone within this time. */
const STOP_MS_MAX = 3_000;

let directory: string;
let main: string;
let camera: RunningService;
let broker: RunningService;
let connection: NatsConnection;
let hub: ClientProxy;
let box: Box;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-edge-'));
  const film = join(directory, 'street.mp4');
  [main] = await Promise.all([compileBox(), makeFilm(film, { seconds: 4, size: '640x360' })]);
  camera = await startRtspCamera({ file: film, user: 'ops.cam', password: PASSWORD });
  broker = await startNatsServer({ directory: join(directory, 'nats') });
  connection = await connectNats({ url: broker.url, name: 'test' });
  await ensureStreams(connection);
  hub = ClientProxyFactory.create({
    transport: Transport.NATS,
    options: { servers: [broker.url.replace('nats://', '')], debug: false },
  });
  box = await startBox(await writeConfig({}));
  await vi.waitUntil(async () => (await box.get('healthz')).status === 200, WAIT);
}, 300_000);

afterAll(async () => {
  await box.stop();
  await hub.close();
  await connection.close();
  await Promise.all([camera.stop(), broker.stop()]);
  await rm(directory, { recursive: true, force: true });
  await rm(resolve(dirname(main), '../../../..'), { recursive: true, force: true });
});

describe('a running box', () => {
  it('watches its camera and counts what it does', async () => {
    await vi.waitUntil(
      async () => /frames_analysed_total\{camera="north"\} [1-9]/.test(await box.text('metrics')),
      WAIT,
    );
    const metrics = await box.text('metrics');
    expect(metrics).toMatch(/kerbline_edge_video_bytes_total\{camera="north"\} [1-9]/);
    expect(metrics).toMatch(/kerbline_edge_camera_up\{camera="north"\} 1/);
    expect(metrics).toMatch(/kerbline_edge_broker_up 1/);
  });

  it('shows its picture on its own port', async () => {
    const response = await box.get('cameras/north/snapshot.jpg');
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata()).toMatchObject({
      width: 640,
      height: 360,
    });
    expect((await box.get('cameras/south/snapshot.jpg')).status).toBe(404);
  });

  it('gives the hub a reduced picture, or says why not', async () => {
    const answer = await ask<SnapshotAnswer>('snapshot', { cameraId: 'north' });
    if (!answer.ok) throw new Error(answer.problem);
    expect(await sharp(Buffer.from(answer.base64, 'base64')).metadata()).toMatchObject({ format: 'jpeg', width: 480 });
    expect(Math.abs(Date.now() - answer.capturedAtMs)).toBeLessThan(10_000);
    expect(await ask('snapshot', { cameraId: 'south' })).toEqual({
      ok: false,
      problem: 'this box has no camera south',
    });
    expect(await ask('snapshot', 3)).toEqual({ ok: false, problem: 'the request names no cameraId' });
  });

  it('describes its camera without its address', async () => {
    const description = await describedCamera();
    expect(description).toMatchObject({
      ...{ deviceId: DEVICE, cameraId: 'north', widthPx: 640, heightPx: 360, sampleFps: 5, minDwellMs: 8_000 },
      zones: [{ id: 'bay', kind: 'parking', groundPolygon: null }],
    });
    expect(description.engine).not.toBe('auto');
    expect(JSON.stringify(description)).not.toMatch(/rtsp|Canary/);
  });

  it('shows its password to nobody: no arguments, no child environment, no log, no answer', async () => {
    const forms = [PASSWORD, encodeURIComponent(PASSWORD), 'Canary5'];
    // The box itself was given the password through its environment; nobody else may have it.
    expect(await processesThatShow(forms)).toEqual([`${box.pid} environ`]);
    const shown = [box.output(), await box.text('healthz'), await box.text('metrics')].join('\n');
    for (const form of forms) expect(shown).not.toContain(form);
  });

  it('refuses a bad new config as a whole, then takes a good one and restarts only what it changes', async () => {
    const decoders = await ffmpegChildren(box.pid);
    await writeConfig({ zones: [{ id: 'bay', kind: 'orchard', polygon: [] }], sampleFps: 900 });
    const refused = await ask<ReloadConfigAnswer>('reload_config', {});
    expect(refused).toMatchObject({ ok: false });
    expect(refused.ok ? [] : refused.problems).toHaveLength(3);
    await writeConfig({});
    expect(await ask('reload_config', {})).toMatchObject({ ok: true });
    expect(await ffmpegChildren(box.pid)).toEqual(decoders);
    await writeConfig({ parameters: { minDwellSeconds: 20 } });
    expect(await ask('reload_config', {})).toMatchObject({ ok: true });
    await vi.waitUntil(async () => (await describedCamera()).minDwellMs === 20_000, WAIT);
    await vi.waitUntil(async () => (await box.get('healthz')).status === 200, WAIT);
    expect(await ffmpegChildren(box.pid)).not.toEqual(decoders);
    const comms = async () => (await records()).map(({ body }) => body.type).filter((kind) => kind.startsWith('comms'));
    await vi.waitUntil(async () => (await comms()).length >= 2, WAIT);
    expect(await comms()).toEqual(['comms_lost', 'comms_restored']);
  });

  it('keeps watching while the broker is away, and its records leave when it is back', async () => {
    const port = Number(new URL(broker.url).port);
    await broker.stop();
    await vi.waitUntil(async () => (await box.text('healthz')).includes('broker is not connected'), WAIT);
    const analysed = await box.framesAnalysed();
    await vi.waitUntil(async () => (await box.framesAnalysed()) > analysed + 5, WAIT);
    broker = await startNatsServer({ directory: join(directory, 'nats'), port });
    await vi.waitUntil(async () => (await box.get('healthz')).status === 200, WAIT);
    // The spec's own connection comes back in its own time; a request sent before that is lost.
    const answers = () =>
      connection.rtt().then(
        () => true,
        () => false,
      );
    await vi.waitUntil(answers, WAIT);
  });

  it('says goodbye within three seconds and leaves no decoder behind', async () => {
    const decoders = await ffmpegChildren(box.pid);
    expect(decoders).toHaveLength(1);
    const startedMs = performance.now();
    expect(await box.stop()).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(STOP_MS_MAX);
    for (const pid of decoders) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await vi.waitUntil(async () => (await records()).at(-1)?.body.type === 'comms_lost', WAIT);
    const last = await records();
    expect(last.at(-1)?.body).toMatchObject({ fault: 'stopped' });
    expect(last.at(-2)?.body).toMatchObject({ type: 'scheduled_report' });
  });
});

describe('a box that is started', () => {
  it('with a bad config says everything that is wrong, starts nothing and exits with 2', async () => {
    const path = join(directory, 'bad.yaml');
    await writeFile(path, 'device: d\nengine: tpu\ncameras: [{ id: a, source: "rtsp://u:Canary5@:0/" }]\n');
    const bad = await startBox(path);
    expect(await bad.exited).toBe(2);
    expect(bad.output()).toContain('is not a valid edge config:\n  engine is "tpu"');
    expect(bad.output()).toContain('cameras[0].source has no valid host');
    expect(bad.output()).not.toContain('Canary5');
  });

  it('with a wrong password runs, is not healthy and says so, and goes when its starter goes', async () => {
    const path = join(directory, 'wrong.yaml');
    const address = camera.url.replace(encodeURIComponent(PASSWORD), 'WrongCanary6');
    await writeFile(path, `device: pole_8\ncameras: [{ id: north, source: "${address}" }]\n`);
    const wrong = await startBox(path);
    await vi.waitUntil(async () => (await wrong.text('healthz')).includes('refuses the user name or password'), WAIT);
    expect((await wrong.get('healthz')).status).toBe(503);
    expect(wrong.output()).not.toContain('WrongCanary6');
    wrong.leave();
    expect(await wrong.exited).toBe(0);
  });
});

interface Box {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  output(): string;
  get(path: string): Promise<Response>;
  text(path: string): Promise<string>;
  framesAnalysed(): Promise<number>;
  /** Closes the channel between starter and box, as the starter's end would. */
  leave(): void;
  stop(): Promise<number | null>;
}

async function startBox(config: string): Promise<Box> {
  const port = await freePort();
  const child: ChildProcess = fork(main, ['--config', config], {
    silent: true,
    execArgv: [],
    env: {
      PATH: process.env['PATH'],
      CAM_PASSWORD: PASSWORD,
      NATS_URL: broker.url,
      KERBLINE_EDGE_HTTP_PORT: String(port),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const get = (path: string) => fetch(`http://127.0.0.1:${port}/${path}`).catch(() => Response.error());
  const text = async (path: string) => (await get(path)).text();
  return {
    pid: child.pid ?? 0,
    exited,
    output: () => output,
    get,
    text,
    framesAnalysed: async () =>
      Number(/frames_analysed_total\{camera="north"\} (\d+)/.exec(await text('metrics'))?.[1]),
    leave: () => child.disconnect(),
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function writeConfig(changed: object): Promise<string> {
  const path = join(directory, 'edge.json');
  const polygon = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
  ];
  const source = camera.url.replace(encodeURIComponent(PASSWORD), '${CAM_PASSWORD}');
  const north = { id: 'north', source, zones: [{ id: 'bay', kind: 'parking', polygon }], ...changed };
  const detector = { longSidePx: 640 };
  await writeFile(path, JSON.stringify({ device: DEVICE, detector, cameras: [north] }));
  return path;
}

function ask<Answer>(request: 'snapshot' | 'reload_config', payload: unknown): Promise<Answer> {
  return firstValueFrom(hub.send<Answer, unknown>(requestSubject(DEVICE, request), payload));
}

async function describedCamera(): Promise<CameraDescription> {
  const bucket = await CameraBucket.open(connection);
  for await (const description of bucket.watch()) return description;
  throw new Error('the bucket is empty');
}

/** Each record once, as they first came: no hub answers here, so the box sends again what it has sent. */
async function records(): Promise<CurbRecord[]> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info(RECORD_STREAM);
  const found = new Map<string, CurbRecord>();
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(RECORD_STREAM, { seq });
    if (!message) continue;
    const batch = parseBatchSubject(message.subject) === null ? [message.data] : decodeBatch(message.data);
    for (const record of batch.map((bytes) => decodeRecord(bytes))) found.set(record.id, record);
  }
  return [...found.values()];
}
