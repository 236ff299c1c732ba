import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boxKeyFile, readOrMakeUserKey, writeBoxIdentity } from '#identity';
import type { DemoHome } from './demo-home.js';
import { kerbline } from './kerbline-command.js';

/** What the hub calls the city that does not exist; its name says so on every page and report. */
export const TOWN_CITY = 'simulated';
const TOWN_NAME = 'Simulated city';
/** As the simulator has it. */
const TOWN_DEVICE = 'simulated-1';

/** A second each, when all is well. */
const COMMAND_MS_MAX = 60_000;
/** Six weeks take three minutes at their own pace; a machine without time to spare takes longer. */
const HISTORY_MS_MAX = 3_600_000;
const DAYS_MS = 2 ** 31 - 1;

export interface TownSurroundings {
  readonly home: DemoHome;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly timeZone: string;
  readonly say: (sentence: string) => void;
  readonly signal: AbortSignal;
  /** The key of the city is there. */
  readonly onKey: (apiKey: string) => Promise<void>;
  /** Another process of it runs. */
  readonly onProcess: (pid: number) => void;
}

/**
 * A second city beside the live street: six weeks of history on the first start, told by a box of its own in the
 * background, and what has happened since on every later one. Its reports wait until its past is complete.
 */
export class SimulatedTown {
  constructor(private readonly surroundings: TownSurroundings) {}

  /** Ends when the demo does. The demo goes on without it where something goes wrong. */
  async run(): Promise<void> {
    const { say, signal } = this.surroundings;
    try {
      await this.#tell();
    } catch (error) {
      if (signal.aborted) return;
      say(`the simulated city's history could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #tell(): Promise<void> {
    const { home, natsUrl, timeZone, say, onKey } = this.surroundings;
    const isFirst = !existsSync(home.townKey);
    const key = isFirst ? await this.#setUp() : (await readFile(home.townKey, 'utf8')).trim();
    await onKey(key);
    if (!isFirst) await this.#command('city', 'set', TOWN_CITY, '--reports', 'off');
    else say('history: six weeks of a simulated city are told in the background');
    const town = ['town', '--folder', home.town, '--nats', natsUrl, '--time-zone', timeZone];
    await this.#long([...town], HISTORY_MS_MAX, (line) => say(`history: ${line}`));
    if (isFirst) await this.#command('curbs', 'import', '--city', TOWN_CITY, join(home.town, 'curbs.json'));
    await this.#command('city', 'set', TOWN_CITY, '--reports', 'on');
    if (isFirst) say('history: complete, its reports follow within a minute');
    await this.#long([...town, '--follow'], DAYS_MS, () => undefined);
  }

  /** The city, its box and a key to it. What was done before is done again without harm. */
  async #setUp(): Promise<string> {
    const { home, natsUrl, timeZone } = this.surroundings;
    const identity = join(home.town, 'identity');
    await mkdir(home.town, { recursive: true, mode: 0o700 });
    const { publicKey } = readOrMakeUserKey(boxKeyFile(identity));
    writeBoxIdentity(identity, { deviceId: TOWN_DEVICE, servers: [natsUrl], ca: null });
    const naming = ['--name', TOWN_NAME, '--time-zone', timeZone];
    await this.#command('city', 'add', TOWN_CITY, ...naming, '--reports', 'off');
    await this.#command('device', 'add', TOWN_DEVICE, '--city', TOWN_CITY, '--public-key', publicKey);
    const told = await this.#command('key', 'add', '--city', TOWN_CITY, '--name', 'demo', '--scopes', 'admin');
    const key = /^key +(\S+)$/m.exec(told)?.[1];
    if (key === undefined) throw new Error('its key was not told');
    await writeFile(home.townKey, `${key}\n`, { mode: 0o600 });
    return key;
  }

  #command(...args: string[]): Promise<string> {
    return this.#long(args, COMMAND_MS_MAX, () => undefined);
  }

  #long(args: readonly string[], timeoutMs: number, onLine: (line: string) => void): Promise<string> {
    const { databaseUrl, signal, onProcess } = this.surroundings;
    return kerbline(args, { env: { DATABASE_URL: databaseUrl }, signal, timeoutMs, onLine, onStarted: onProcess });
  }
}
