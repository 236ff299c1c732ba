import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import 'reflect-metadata';
import { Detector } from '#detection';
import type { Detection } from '#detection';
import { freePort, startNatsServer, startPostgres } from '#local-services';
import { BoxFile } from '../apps/edge-node/src/fleet/box-file.js';
import type { CameraConfig } from '../apps/edge-node/src/config/edge-config.js';
import { PinoEventLog } from '../apps/edge-node/src/logging/event-log.js';
import { Analyst, Analysts } from '../apps/edge-node/src/pipeline/analyst.js';
import type { AnalysedFrame } from '../apps/edge-node/src/pipeline/analyst.js';
import { CameraPipeline } from '../apps/edge-node/src/pipeline/camera-pipeline.js';
import type { PipelineMemory } from '../apps/edge-node/src/pipeline/pipeline-memory.js';
import { CurbRecords } from '../apps/edge-node/src/records/curb-records.js';
import { startBox } from '../apps/edge-node/src/start-box.js';
import type { CapturedFrame } from '../apps/edge-node/src/video/video-source.js';
import { whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';

/** Each camera has so many bays, and a car in each stands for a few seconds, drives off, and another comes. */
const BAYS = 8;
const CYCLE_MS = 16_000;
const STOP_FROM_MS = 2_000;
const STOP_TO_MS = 7_000;
/** A record that has not arrived by then is lost. */
const PATIENCE_MS = 30_000;

const args = benchOptions({
  name: 'rule-to-row',
  measures: `
How long it takes from the moment a rule is satisfied to the committed row at the hub: the deciding picture's capture time
against PostgreSQL's own notice of the commit. A real box (its video, pipeline, visit watch and records; only the network
is played back), a real nats-server, a real hub process and a real PostgreSQL, all on this machine.`,
  options: {
    records: whole('how many are awaited', { unit: 'records', default: 240 }),
    cameras: whole('of the box', { unit: 'count', default: 3, max: 16 }),
  },
});
const wanted = args.records;

/** When the picture that decided was captured, by the record's id. */
const decidedAtMs = new Map<string, number>();
const committedAtMs = new Map<string, number>();

/** Cars that drive along their bays' row, stop, and drive on; bays a little after one another. */
class PlayedDetector extends Detector {
  override readonly engine = 'onnx';
  atMs = 0;

  override detect(): Promise<readonly Detection[]> {
    return Promise.resolve(Array.from({ length: BAYS }, (_, bay) => this.#car(bay)).filter((car) => car !== null));
  }

  override dispose(): Promise<void> {
    return Promise.resolve();
  }

  #car(bay: number): Detection | null {
    const inCycleMs = (this.atMs + (bay * CYCLE_MS) / BAYS) % CYCLE_MS;
    const driveMs = inCycleMs < STOP_FROM_MS ? STOP_FROM_MS - inCycleMs : Math.min(0, STOP_TO_MS - inCycleMs);
    const xPx = 150 + 0.1 * driveMs;
    if (xPx < 0 || xPx > 290) return null;
    return { box: { xPx, yPx: 4 + bay * 22, widthPx: 30, heightPx: 18 }, score: 0.6, type: 'car' };
  }
}

/** The box's own pipeline, whose network is played back. */
class PlayedAnalyst extends Analyst {
  override readonly engine = 'onnx';
  override readonly died = new Promise<Error>(() => undefined);
  readonly #detector = new PlayedDetector();
  readonly #pipeline: CameraPipeline;
  readonly #records: CurbRecords;

  constructor(camera: CameraConfig, memory: PipelineMemory) {
    super();
    this.#pipeline = new CameraPipeline(this.#detector, camera, { isSparing: false, isGuarded: false, memory });
    this.#records = new CurbRecords(camera.id);
  }

  override async analyse(frame: CapturedFrame): Promise<AnalysedFrame> {
    this.#detector.atMs = frame.atMs;
    const step = await this.#pipeline.step(frame.picture, frame.atMs);
    for (const event of step.events) decidedAtMs.set(this.#records.ofVisit(event, 0).id, frame.atMs);
    return { ...frame, ...step, lookStretch: 1 };
  }

  override loseSight(atMs: number): void {
    this.#pipeline.loseSight(atMs);
  }

  override regainSight(atMs: number): void {
    this.#pipeline.regainSight(atMs);
  }

  override acceptView(): void {
    this.#pipeline.acceptView();
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

class PlayedAnalysts extends Analysts {
  override open(camera: CameraConfig, _detector: unknown, memory: PipelineMemory): Promise<Analyst> {
    return Promise.resolve(new PlayedAnalyst(camera, memory));
  }
}

function writeConfig(directory: string, natsUrl: string): string {
  const film = join(directory, 'film.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10', '-t', '10', '-pix_fmt', 'yuv420p'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, '-c:v', 'libx264', '-preset', 'ultrafast', film]);
  const bays = Array.from({ length: BAYS }, (_, bay) => {
    const [top, bottom] = [(2 + bay * 22) / 180, (23 + bay * 22) / 180];
    const polygon = [
      [0.42, top],
      [0.62, top],
      [0.62, bottom],
      [0.42, bottom],
    ];
    return { id: `bay_${bay}`, kind: 'parking', polygon };
  });
  const cameras = Array.from({ length: args.cameras }, (_, index) => ({
    ...{ id: `camera-${index + 1}`, source: film, pace: 'live', loop: true, zones: bays },
    parameters: { minDwellSeconds: 3 },
  }));
  const path = join(directory, 'edge.json');
  const state = join(directory, 'state');
  writeFileSync(path, JSON.stringify({ device: 'bench', state, nats: { url: natsUrl }, http: { port: 0 }, cameras }));
  return path;
}

/** A trigger's notice is delivered when the transaction has committed, and not before. */
async function listenForRows(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  client.on('notification', ({ payload = '' }) => committedAtMs.set(payload, Date.now()));
  await client.query('listen bench_rows');
  await client.query(
    `create function bench_row() returns trigger language plpgsql as
       $$ begin perform pg_notify('bench_rows', new.id::text); return null; end $$`,
  );
  await client.query('create trigger bench_row after insert on events for each row execute function bench_row()');
  return client;
}

async function startHub(directory: string, databaseUrl: string, natsUrl: string) {
  const main = resolve(import.meta.dirname, '..', 'apps', 'hub', 'src', 'main.js');
  const port = String(await freePort());
  const own = { DATABASE_URL: databaseUrl, NATS_URL: natsUrl, KERBLINE_HTTP_PORT: port, KERBLINE_LOG_LEVEL: 'error' };
  const env = { ...process.env, ...own, KERBLINE_HOME: join(directory, 'hub') };
  const hub = fork(main, [], { env, execArgv: [] });
  await once(hub, 'message');
  // It listens before its tables are made.
  while ((await fetch(`http://127.0.0.1:${port}/healthz`)).status !== 200) await sleep(200);
  return hub;
}

const at = (sorted: readonly number[], share: number) =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);

const directory = mkdtempSync(join(tmpdir(), 'kerbline-rule-to-row-'));
const postgres = await startPostgres({ directory: join(directory, 'postgres') });
const nats = await startNatsServer({ directory: join(directory, 'nats') });
const hub = await startHub(directory, postgres.url, nats.url);
const rows = await listenForRows(postgres.url);
const configFile = new BoxFile(writeConfig(directory, nats.url), {});
const config = configFile.read();
const box = await startBox({
  config,
  configFile,
  analysts: new PlayedAnalysts(),
  log: new PinoEventLog({ app: 'edge-node' }, 'error'),
});
try {
  while (decidedAtMs.size < wanted) await sleep(500);
  const chosen = [...decidedAtMs].slice(0, wanted);
  const untilMs = Date.now() + PATIENCE_MS;
  while (chosen.some(([id]) => !committedAtMs.has(id)) && Date.now() < untilMs) await sleep(100);
  const delaysMs = chosen.flatMap(([id, decidedMs]) => {
    const committedMs = committedAtMs.get(id);
    return committedMs === undefined ? [] : [committedMs - decidedMs];
  });
  const sorted = delaysMs.sort((a, b) => a - b);
  console.table([
    {
      records: sorted.length,
      lost: chosen.length - sorted.length,
      'p50 ms': at(sorted, 0.5),
      'p95 ms': at(sorted, 0.95),
      'p99 ms': at(sorted, 0.99),
      'longest ms': Math.round(sorted.at(-1) ?? 0),
    },
  ]);
} finally {
  await box.stop();
  await rows.end();
  const gone = once(hub, 'exit');
  hub.kill('SIGTERM');
  await gone;
  await Promise.all([postgres.stop(), nats.stop()]);
  rmSync(directory, { recursive: true, force: true });
}
