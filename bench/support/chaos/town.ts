import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { freePort, parentOf, startNatsServer, startPostgres } from '#local-services';
import type { RunningService } from '#local-services';
import { Device } from './device.js';
import type { Path } from './sender.js';
import { ToxicProxy } from './toxic-proxy.js';

export interface TownOptions {
  readonly path: Path;
  readonly seed: number;
  /** The folder of the compiled programs, `dist`. */
  readonly compiled: string;
  readonly recordsPerSecond: number;
  readonly trafficFromMs: number;
  readonly trafficToMs: number;
}

const DEVICES = 2;
const CAMERAS_A_DEVICE = 2;
const HUBS = 2;
/** A server that was just killed may not be startable yet: its children are still ending. */
const START_TRIES_MAX = 20;
const START_RETRY_MS = 500;

/** One hub's process; started again whenever it ends, as an init system does. */
class HubProcess {
  #child: ChildProcess | null = null;
  #isWanted = false;
  ready: Promise<void> = Promise.resolve();

  constructor(
    private readonly program: string,
    private readonly args: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
    private readonly onCommitted: (ids: readonly string[]) => void,
  ) {}

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    this.#isWanted = true;
    this.ready = this.#startOnce();
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async #startOnce(): Promise<void> {
    const child = fork(this.program, [...this.args], {
      env: this.env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('exit', () => {
      if (!this.#isWanted || this.#child !== child) return;
      setTimeout(() => {
        if (this.#isWanted) this.ready = this.#startOnce();
      }, START_RETRY_MS);
    });
    await new Promise<void>((done) => {
      child.on('message', (message: { ready?: unknown; committed?: readonly string[] }) => {
        if (message.committed) this.onCommitted(message.committed);
        else done();
      });
      child.once('exit', () => done());
    });
  }
}

/** Boxes, broker, hubs and database as real processes, with links between them that can be cut. */
export class Town {
  readonly devices: Device[] = [];
  readonly hubs: HubProcess[] = [];
  hubBroker!: ToxicProxy;
  hubDatabase!: ToxicProxy;
  #broker!: RunningService;
  #database!: RunningService;
  #ports = { broker: 0, database: 0 };
  #directory = '';

  constructor(readonly options: TownOptions) {}

  get brokerPids(): number[] {
    return [this.#broker.pid];
  }

  /** With the processes that serve its clients. */
  get databasePids(): number[] {
    const { pid } = this.#database;
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid);
    return [pid, ...children.map(Number)];
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  get natsUrl(): string {
    return this.#broker.url;
  }

  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'kerbline-chaos-'));
    this.#ports = { broker: await freePort(), database: await freePort() };
    await Promise.all([this.startBroker(), this.startDatabase()]);
    this.hubBroker = await ToxicProxy.start(this.#ports.broker);
    this.hubDatabase = await ToxicProxy.start(this.#ports.database);
    if (this.options.path !== 'outbox') await this.query('create table deliveries (id uuid not null)');
    for (let index = 0; index < HUBS; index++) this.hubs.push(this.#hub(index));
    // One after the other: the first makes the tables.
    for (const hub of this.hubs) {
      hub.start();
      await hub.ready;
    }
    for (let index = 0; index < DEVICES; index++) {
      const link = await ToxicProxy.start(this.#ports.broker);
      this.devices.push(this.#device(index, link));
    }
    await Promise.all(this.devices.map((device) => device.start()));
  }

  async startBroker(): Promise<void> {
    const options = { directory: join(this.#directory, 'nats'), port: this.#ports.broker };
    this.#broker = await tryStart(() => startNatsServer(options));
  }

  async startDatabase(): Promise<void> {
    const options = { directory: join(this.#directory, 'postgres'), port: this.#ports.database };
    this.#database = await tryStart(() => startPostgres(options));
  }

  async killBroker(): Promise<void> {
    process.kill(this.#broker.pid, 'SIGKILL');
    await this.#broker.ended;
  }

  /**
   * All that the broker has written in the last `sinceMs` is gone: it syncs its files every two minutes, so a machine
   * that loses its power may find them as they were. Its folder is copied while it stands still.
   */
  async cutBrokersPower(sinceMs: number): Promise<void> {
    const directory = join(this.#directory, 'nats', 'jetstream');
    const synced = join(this.#directory, 'nats-synced');
    const { pid } = this.#broker;
    process.kill(pid, 'SIGSTOP');
    await cp(directory, synced, { recursive: true });
    process.kill(pid, 'SIGCONT');
    await wait(sinceMs);
    await this.killBroker();
    await rm(directory, { recursive: true });
    await rename(synced, directory);
    await this.startBroker();
  }

  async killDatabase(): Promise<void> {
    process.kill(this.#database.pid, 'SIGKILL');
    await this.#database.ended;
  }

  /** Asks the database itself, past the link that the hubs use. */
  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.devices, ...this.hubs].map((each) => each.kill()));
    await Promise.all([...this.devices.map(({ link }) => link), this.hubBroker, this.hubDatabase].map((p) => p.stop()));
    await Promise.all([this.#broker.stop(), this.#database.stop()]);
    await rm(this.#directory, { recursive: true, force: true });
  }

  #hub(index: number): HubProcess {
    const [natsUrl, databaseUrl] = [
      this.hubBroker.through(this.#broker.url),
      this.hubDatabase.through(this.#database.url),
    ];
    const isNaive = this.options.path !== 'outbox';
    const program = isNaive ? 'bench/support/chaos/naive-hub-process.js' : 'apps/hub/src/main.js';
    const env = {
      ...process.env,
      ...{ DATABASE_URL: databaseUrl, NATS_URL: natsUrl, KERBLINE_HTTP_PORT: '0', KERBLINE_LOG_LEVEL: 'fatal' },
      KERBLINE_HOME: join(this.#directory, `hub-${index}`),
    };
    const args = isNaive ? [natsUrl, databaseUrl] : [];
    return new HubProcess(resolve(this.options.compiled, program), args, env, (ids) => {
      for (const { ledger } of this.devices) for (const id of ids) ledger.committed.add(id);
    });
  }

  #device(index: number, link: ToxicProxy): Device {
    const { path, seed, compiled, recordsPerSecond, trafficFromMs: fromMs, trafficToMs: toMs } = this.options;
    const deviceId = `box-${index}`;
    const cameraIds = Array.from({ length: CAMERAS_A_DEVICE }, (_, camera) => `camera-${index}-${camera}`);
    const directory = join(this.#directory, deviceId);
    const program = resolve(compiled, 'bench/support/chaos/device-process.js');
    return new Device(program, { path, deviceId, cameraIds, directory, seed, fromMs, toMs, recordsPerSecond }, link);
  }
}

async function tryStart(start: () => Promise<RunningService>): Promise<RunningService> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries >= START_TRIES_MAX) throw error;
      await wait(START_RETRY_MS);
    }
  }
}
