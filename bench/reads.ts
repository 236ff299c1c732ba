import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { startNatsServer, startPostgres } from '#local-services';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { migrate } from '../apps/hub/src/persistence/database.js';
import { amount, flag, partOf, text, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { cameraName, fillCity } from './support/city-rows.js';
import { memoryPeakMb, processTimeMs } from './support/process-use.js';
import { askSteadily } from './support/steady-client.js';
import { READ_ROUTES } from './support/read-routes.js';
import type { Place } from './support/read-routes.js';

const DAY_MS = 86_400_000;
const KEY = 'a-key-for-this-bench-only';
/** As many places as each route is asked about, spread over the city. */
const PLACES = 500;
/** Not counted: connections are made, and a route that has one address alone has been run once before. */
const WARM_UP_S = 1;
/** At the same time a server that does nothing is asked so often: what is late there, too, is not the hub's. */
const BARE_PER_SECOND = 100;
/** All routes mixed are asked as many times longer than one, about fewer places. */
const MIXED_TIMES = 5;
const MIXED_PLACES = 50;
/** How often each question is asked of the raw events. */
const SAMPLES = 20;
const ZONES = ['parking_a', 'parking_b'] as const;

const args = benchOptions({
  name: 'reads',
  measures: `
What a question about the past costs a hub that has watched a city for a quarter of a year: answers over HTTP at so many
requests a second, each route by itself, and beside it the same question asked of the raw events in SQL. All on this
machine: PostgreSQL with the hub's own settings, nats-server, the hub and who asks.`,
  options: {
    cameras: whole('of the city', { unit: 'count', default: 50 }),
    days: whole('that it has watched', { unit: 'days', default: 7, max: 400 }),
    seconds: amount('how long each route is asked', { unit: 'seconds', default: 5, min: 1, max: 3_600 }),
    rate: whole('what it is asked each second', { unit: 'questions', default: 500, max: 100_000 }),
    home: text('keeps the database there (7 GB in the long form), and uses it again', 'directory'),
    profile: text("leaves the hub's processor profile there", 'directory'),
    only: partOf(
      'the routes whose name holds it',
      'text',
      READ_ROUTES.map(({ name }) => name),
    ),
    http: flag('leaves the raw events alone'),
  },
  examples: [
    ['--cameras 1000 --days 90 --home DIRECTORY', 'the long form: 21.6 million raw events, five minutes to fill'],
  ],
});
const { cameras, days } = args;
const routes = READ_ROUTES.filter(({ name }) => name.includes(args.only ?? ''));

const home = args.home ?? mkdtempSync(join(tmpdir(), 'kerbline-reads-'));
const nats = await startNatsServer({ directory: join(home, 'nats') });
const postgres = await startPostgres({ directory: join(home, 'postgres') });
const source = await new DataSource(dataSourceOptions(postgres.url, () => undefined)).initialize();
try {
  await migrate(source);
  const endMs = await filledUpTo();
  const places = Array.from({ length: PLACES }, (_, n): Place => {
    // A prime step: neighbours in time are strangers in the index.
    const [camera, zone] = [cameraName((n * 7_919) % cameras), ZONES[n % 2] ?? ZONES[0]];
    return {
      camera,
      zone,
      dayMs: endMs - (1 + (n % days)) * DAY_MS,
      lateMs: endMs - DAY_MS,
      fromMs: endMs - days * DAY_MS,
      endMs,
    };
  });
  await askOverHttp(places);
  if (!args.http) await askRawEvents(places);
} finally {
  await source.destroy();
  await Promise.all([nats.stop(), postgres.stop()]);
  if (args.home === undefined) rmSync(home, { recursive: true, force: true });
}

/** The midnight up to which there are rows; makes them where there are none. */
async function filledUpTo(): Promise<number> {
  const [found] = await source.query<{ at: Date | null }[]>('select max(described_at) as at from cameras');
  if (found?.at) return found.at.getTime();
  const startedMs = performance.now();
  const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const rows = await fillCity(source, { cameras, days, endMs });
  console.log(`${days} days of ${cameras} cameras, rows:`, Object.fromEntries(rows));
  console.log(`filled in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`);
  return endMs;
}

async function askOverHttp(places: readonly Place[]): Promise<void> {
  const profiled = args.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${args.profile}`];
  const hub = fork(resolve(import.meta.dirname, '..', 'apps', 'hub', 'src', 'main.js'), {
    execArgv: profiled,
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      NATS_URL: nats.url,
      KERBLINE_HTTP_PORT: '0',
      KERBLINE_API_KEYS: KEY,
      KERBLINE_REQUESTS_PER_SECOND: '0',
      KERBLINE_LOG_LEVEL: process.env['KERBLINE_LOG_LEVEL'] ?? 'error',
    },
  });
  const bare = fork(resolve(import.meta.dirname, 'support', 'bare-server.js'));
  const gone = once(hub, 'exit');
  try {
    const [{ ready: url }] = (await once(hub, 'message')) as [{ ready: string }];
    const [{ ready: bareUrl }] = (await once(bare, 'message')) as [{ ready: string }];
    await untilReady(url);
    console.log(
      '\nroute | p50 ms | p99 ms | p99.9 ms | failed | bare server: p99 ms | hub ms each | PostgreSQL ms each | first asked: p50, p99 ms | hub, PostgreSQL ms each',
    );
    const pids = { hub: hub.pid ?? 0, postgres: postgres.pid };
    for (const questions of [...each(places), ...together(places)]) {
      await askPaths({ url, bareUrl }, questions, pids).catch((error: unknown) =>
        console.log(`${questions.name} | ${String(error)}`),
      );
    }
    console.log(`the hub's memory at most: ${memoryPeakMb(pids.hub).toFixed(0)} MB`);
  } finally {
    bare.kill('SIGTERM');
    hub.kill('SIGTERM');
    await gone;
  }
}

/** What is asked in turn, again and again. */
interface Questions {
  readonly name: string;
  readonly paths: readonly string[];
  readonly seconds: number;
}

function each(places: readonly Place[]): readonly Questions[] {
  return routes.map(({ name, path }) => ({
    name,
    paths: [...new Set(places.map(path))],
    seconds: args.seconds,
  }));
}

/** As a city's users ask: all routes at once. */
function together(places: readonly Place[]): readonly Questions[] {
  if (routes.length < 2) return [];
  const paths = places.slice(0, MIXED_PLACES).flatMap((place) => routes.map(({ path }) => path(place)));
  return [{ name: 'all of these, mixed', paths, seconds: args.seconds * MIXED_TIMES }];
}

async function askPaths(
  { url, bareUrl }: { readonly url: string; readonly bareUrl: string },
  { name, paths, seconds }: Questions,
  pids: { readonly hub: number; readonly postgres: number },
): Promise<void> {
  const used = () => [processTimeMs(pids.hub), processTimeMs(pids.postgres, true)] as const;
  const atFirst = used();
  const first = await askOnce(url, paths);
  const afterFirst = used();
  const steady = { url, key: KEY, paths, perSecond: args.rate };
  await askSteadily({ ...steady, seconds: WARM_UP_S });
  const before = used();
  const [{ times, failed }, bare] = await Promise.all([
    askSteadily({ ...steady, seconds }),
    askSteadily({ url: bareUrl, key: KEY, paths: ['/'], perSecond: BARE_PER_SECOND, seconds }),
  ]);
  const after = used();
  const perAnswer = (ms: number, of = times) => (ms / of.length).toFixed(2);
  const figures = [
    ...[name, share(times, 0.5), share(times, 0.99), share(times, 0.999), failed, share(bare.times, 0.99)],
    perAnswer(after[0] - before[0]),
    perAnswer(after[1] - before[1]),
    `${share(first, 0.5)}, ${share(first, 0.99)} of ${first.length}`,
    `${perAnswer(afterFirst[0] - atFirst[0], first)}, ${perAnswer(afterFirst[1] - atFirst[1], first)}`,
  ];
  console.log(figures.join(' | '));
}

/** Each question for the first time, one after the other: what nobody has asked before comes from the tables. */
async function askOnce(url: string, paths: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const path of paths) {
    const startedMs = performance.now();
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${KEY}` } });
    const body = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body.slice(0, 200)}`);
    times.push(performance.now() - startedMs);
  }
  return times.sort((a, b) => a - b);
}

/** Until its database is ready too. */
async function untilReady(url: string): Promise<void> {
  const headers = { authorization: `Bearer ${KEY}` };
  for (let tries = 0; tries < 200; tries++) {
    if ((await fetch(`${url}/api/v1/cameras?limit=1`, { headers })).ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the hub did not become ready');
}

/** The same questions of the raw events, which the hub could count each time. */
async function askRawEvents(places: readonly Place[]): Promise<void> {
  console.log('\nof the raw events alone | p50 ms | worst ms');
  // The hub's own limit of ten seconds would cut the slowest short.
  const runner = source.createQueryRunner();
  await runner.query('set statement_timeout = 0');
  for (const { name, raw } of routes) {
    if (raw === null) continue;
    const times: number[] = [];
    for (const place of places.slice(0, raw.isCityWide ? 1 : SAMPLES)) {
      const startedMs = performance.now();
      await runner.query(raw.sql, ['demo', ...raw.parameters(place)]);
      times.push(performance.now() - startedMs);
    }
    times.sort((a, b) => a - b);
    console.log(`${name} | ${share(times, 0.5)} | ${share(times, 1)} (${times.length} asked)`);
  }
  await runner.release();
}

function share(sorted: readonly number[], part: number): string {
  return (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1);
}
