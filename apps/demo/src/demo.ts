import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  packageRoot,
  startNatsServer,
  startPostgres,
  startRtspCamera,
  type RunningService,
} from '#local-services';
import { startApplication, type ApplicationOptions } from './application.js';
import type { Claim } from './claim.js';
import { DemoError } from './demo-error.js';
import type { DemoHome } from './demo-home.js';
import { withoutCredentials, type DemoOptions } from './demo-options.js';
import { CAMERA_URL_VARIABLE, demoEdgeConfig, type DrawnStreet } from './edge-config.js';
import { watchFaults } from './fault-watch.js';
import { kerbline } from './kerbline-command.js';
import { LogFile } from './log-file.js';
import { demoKeys } from './keys.js';
import { readOrMakeApiKey } from './secrets.js';
import { SimulatedTown, TOWN_CITY } from './simulated-town.js';
import { Supervised } from './supervised.js';

/** Shows a step with a mark while it runs. */
export type Step = <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;

export interface DemoSurroundings {
  readonly home: DemoHome;
  readonly claim: Claim;
  readonly step: Step;
  readonly say: (sentence: string) => void;
  /** Aborted when the demo shall stop, with the reason where there is one. */
  readonly stopping: AbortController;
}

type PartKey = 'postgres' | 'nats' | 'camera' | 'hub' | 'edge';

interface DemoApplication extends Pick<ApplicationOptions, 'url' | 'args' | 'isUp' | 'stopMs'> {
  readonly app: 'hub' | 'edge-node';
  readonly env: Readonly<Record<string, string>>;
}

const NAMES: Readonly<Record<PartKey, string>> = {
  postgres: 'the database',
  nats: 'the message broker',
  camera: 'the demo camera',
  hub: 'the hub',
  edge: 'the camera box',
};

/** With the 1.4 s that the servers get at most, all of it stops within 5 s though every part hangs. */
const EDGE_STOP_MS = 1_800;
const HUB_STOP_MS = 1_600;

/** A second, when all is well. */
const IMPORT_MS_MAX = 20_000;

const FILM = ['infra', 'demo', 'street.mp4'];
const STREET = ['infra', 'demo', 'street.camera.json'];
/** Where the demo's street lies on Earth and which rules hold there. */
const CURBS = ['infra', 'demo', 'street.curbs.json'];
const DEMO_CITY = 'demo';

/** The whole chain on one machine. Parts start in order and stop in reverse. */
export class Demo {
  private readonly parts: Supervised[] = [];
  private readonly logs: LogFile[] = [];
  private watching: Promise<void> = Promise.resolve();
  private town: Promise<void> = Promise.resolve();
  private addresses: { readonly databaseUrl: string; readonly natsUrl: string } | null = null;
  /** The process that tells the simulated city's traffic, while there is one. */
  private townPid: number | null = null;
  /** What scripts read in demo.json, once the demo is ready. */
  private state: object | null = null;
  private written: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: DemoOptions,
    private readonly surroundings: DemoSurroundings,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  async start(): Promise<void> {
    const { home, say, stopping } = this.surroundings;
    await mkdir(home.logs, { recursive: true, mode: 0o700 });
    const apiKey = await readOrMakeApiKey(home.apiKey);
    const database = await this.begin('postgres', (port) => startPostgres({ directory: home.postgres, port }));
    const keys = demoKeys(home);
    const broker = await this.begin('nats', (port) => startNatsServer({ directory: home.nats, port, ...keys.files }));
    const cameraUrl = this.options.cameraUrl ?? (await this.beginCamera());
    await this.beginHub({ databaseUrl: database.url, natsUrl: broker.url, apiKey }, keys.hubVariables);
    if (this.options.cameraUrl === null) await this.publishCurbs(database.url);
    const edge = await this.beginEdge({ natsUrl: broker.url, cameraUrl });
    const servers = { natsUrl: broker.url, databaseUrl: database.url, rtspUrl: withoutCredentials(cameraUrl) };
    await this.tell({ url: this.url, apiKey, ...servers });
    this.watching = watchFaults({ url: edge.url, say, signal: stopping.signal });
    this.addresses = { databaseUrl: database.url, natsUrl: broker.url };
  }

  /** After all that a person waits for: the simulated city may take its time. */
  beginTown(): void {
    if (!this.options.hasTown || this.addresses === null) return;
    const { home, say, claim, stopping } = this.surroundings;
    const town = new SimulatedTown({
      ...{ home, say, signal: stopping.signal, timeZone: timeZone(), ...this.addresses },
      onKey: (apiKey) => this.tell({ simulated: { city: TOWN_CITY, apiKey } }),
      onProcess: (pid) => {
        this.townPid = pid;
        // It ends with us by itself, too: without this note nothing is left behind.
        this.rememberProcesses(claim).catch(() => undefined);
      },
    });
    this.town = town.run();
  }

  async stop(): Promise<void> {
    await this.watching;
    const [database, broker, ...others] = this.parts;
    const stopOthers = async () => {
      for (const part of others.reverse()) await part.stop();
    };
    await Promise.all([this.town, stopOthers()]);
    await this.written.catch(() => undefined);
    await Promise.all([broker?.stop(), database?.stop()]);
    this.logs.forEach((log) => log.close());
  }

  private async beginCamera(): Promise<string> {
    const file = join(packageRoot(), ...FILM);
    const camera = await this.begin('camera', (port) => startRtspCamera({ file, port }));
    return camera.url;
  }

  private beginHub(
    { databaseUrl, natsUrl, apiKey }: Record<'databaseUrl' | 'natsUrl' | 'apiKey', string>,
    keyVariables: Readonly<Record<string, string>>,
  ) {
    const env = {
      KERBLINE_HTTP_HOST: '127.0.0.1',
      KERBLINE_HTTP_PORT: String(this.options.port),
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl,
      ...keyVariables,
      KERBLINE_API_KEYS: apiKey,
      KERBLINE_CITY_NAME: 'Demo city',
      KERBLINE_PAGE_ACCESS: 'loopback',
      ...(this.options.hasTown ? { KERBLINE_PAGE_CITIES: TOWN_CITY } : {}),
      KERBLINE_TIME_ZONE: timeZone(),
    };
    return this.beginApplication('hub', {
      app: 'hub',
      url: this.url,
      env,
      isUp: (status) => status === 200,
      stopMs: HUB_STOP_MS,
    });
  }

  private async beginEdge({ natsUrl, cameraUrl }: Record<'natsUrl' | 'cameraUrl', string>) {
    const { home } = this.surroundings;
    await writeFile(home.edgeConfig, demoEdgeConfig(await this.readStreet()), { mode: 0o600 });
    const port = await freePort();
    return this.beginApplication('edge', {
      app: 'edge-node',
      url: `http://127.0.0.1:${port}`,
      args: ['--config', home.edgeConfig],
      env: { NATS_URL: natsUrl, KERBLINE_EDGE_HTTP_PORT: String(port), [CAMERA_URL_VARIABLE]: cameraUrl },
      // A box whose camera is dark answers 503 and is up all the same: it goes on trying.
      isUp: () => true,
      stopMs: EDGE_STOP_MS,
    });
  }

  /** As a city does it. The demo goes on without: only the specification's addresses stay empty. */
  private async publishCurbs(databaseUrl: string): Promise<void> {
    const { say, stopping } = this.surroundings;
    try {
      await kerbline(['curbs', 'import', '--city', DEMO_CITY, join(packageRoot(), ...CURBS)], {
        env: { DATABASE_URL: databaseUrl },
        signal: stopping.signal,
        timeoutMs: IMPORT_MS_MAX,
      });
    } catch (error) {
      stopping.signal.throwIfAborted();
      say(`the demo's curbs could not be published: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async readStreet(): Promise<DrawnStreet | null> {
    if (this.options.cameraUrl !== null) return null;
    const street = JSON.parse(await readFile(join(packageRoot(), ...STREET), 'utf8')) as DrawnStreet;
    return street;
  }

  private beginApplication(key: PartKey, { app, env, ...rest }: DemoApplication): Promise<RunningService> {
    const log = new LogFile(join(this.surroundings.home.logs, `${key}.log`));
    this.logs.push(log);
    const entry = join(packageRoot(), 'dist', 'apps', app, 'src', 'main.js');
    const { signal } = this.surroundings.stopping;
    const { watch } = this.options;
    return this.begin(key, () =>
      startApplication({ ...rest, name: NAMES[key], entry, log, signal, watch, env: { ...process.env, ...env } }),
    );
  }

  /** Starts a part as one step; started again later it gets the same port, so that its address stays. */
  private async begin(key: PartKey, start: (port: number) => Promise<RunningService>): Promise<RunningService> {
    const { stopping, say, claim, step } = this.surroundings;
    stopping.signal.throwIfAborted();
    const port = await freePort();
    const part = new Supervised(key, NAMES[key], () => start(port), {
      say,
      changed: () => this.rememberProcesses(claim),
      giveUp: (reason) => stopping.abort(new DemoError(`${reason}: see ${this.surroundings.home.logs}`)),
    });
    this.parts.push(part);
    return step(NAMES[key], () => part.begin());
  }

  private rememberProcesses(claim: Claim): Promise<void> {
    const pids = [...this.parts.map(({ pid }) => pid), this.townPid].filter((pid) => pid !== null);
    const recorded = this.inTurn(() => claim.recordChildren(pids));
    return this.state === null ? recorded : this.tell({});
  }

  private pids(): Record<string, number | null> {
    return Object.fromEntries([['launcher', process.pid], ...this.parts.map(({ key, pid }) => [key, pid] as const)]);
  }

  /** Adds to what scripts read. */
  private tell(more: object): Promise<void> {
    this.state = { ...this.state, ...more, pids: this.pids() };
    const text = `${JSON.stringify(this.state, null, 2)}\n`;
    return this.inTurn(() => this.writeState(text));
  }

  /** One write after the other. */
  private inTurn(write: () => Promise<void>): Promise<void> {
    this.written = this.written.then(write, write);
    return this.written;
  }

  /** Whole or not at all: scripts wait for this file and read it at once. */
  private async writeState(text: string): Promise<void> {
    const { home } = this.surroundings;
    const draft = `${home.state}.${process.pid}`;
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, home.state);
  }
}

/** Of the hub and of both its cities: the machine's own, unless told. */
function timeZone(): string {
  return process.env['KERBLINE_TIME_ZONE'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
