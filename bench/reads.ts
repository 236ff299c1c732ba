/*
 * What a question about the past costs a hub that has watched a city for a quarter of a year: answers over HTTP at 500
 * requests a second, and beside them the same questions asked of the hours and of the raw events in SQL. All on this
 * machine: PostgreSQL with the hub's own settings, nats-server, the hub and who asks.
 *
 *   node dist/bench/reads.js [--cameras 50] [--days 7] [--seconds 10] [--rate 500]
 *
 * `--cameras 1000 --days 90` is the long form: 21.6 million raw events; by the small form's share some 8 GB of disk.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { DataSource } from 'typeorm';
import { startNatsServer, startPostgres } from '#local-services';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { migrate } from '../apps/hub/src/persistence/database.js';
import { cameraName, fillCity, zoneName } from './support/city-rows.js';
import { processTimeMs } from './support/process-time.js';

const DAY_MS = 86_400_000;
const KEY = 'a-key-for-this-bench-only';
/** As many places as each route is asked about, spread over the city. */
const PLACES = 500;
const CONNECTIONS = 20;
/** How often each question is asked in SQL: p99 is then the third-worst. */
const SAMPLES = 200;

const { values: args } = parseArgs({
  options: {
    cameras: { type: 'string', default: '50' },
    days: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '500' },
  },
});
const [cameras, days] = [Number(args.cameras), Number(args.days)];
const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const places = Array.from({ length: PLACES }, (_, n) => ({
  // A prime step: neighbours in time are strangers in the index.
  camera: cameraName((n * 7_919) % cameras),
  zone: zoneName(n),
  fromMs: endMs - (1 + (n % days)) * DAY_MS,
}));
type Place = (typeof places)[number];

const day = (fromMs: number) => `from=${new Date(fromMs).toISOString()}&to=${new Date(fromMs + DAY_MS).toISOString()}`;
const ROUTES: Readonly<Record<string, (place: Place) => string>> = {
  'a zone, 24 hours': ({ camera, zone, fromMs }) => `/api/v1/zones/${camera}.${zone}/hours?${day(fromMs)}`,
  "a camera's zones today": ({ camera }) => `/api/v1/zones?camera=${camera}`,
  "a zone's day of visits": ({ camera, zone, fromMs }) => `/api/v1/visits?zone=${camera}.${zone}&${day(fromMs)}`,
  "the city's latest events": ({ fromMs }) => `/api/v1/events?limit=50&${day(fromMs)}`,
};

const HOURS = `select hour, arrivals from zone_hours
  where city_id = $1 and camera_id = $2 and zone_id = $3 and hour >= $4 and hour < $5 order by hour`;
const RAW = `select date_trunc('hour', at) as hour, count(*)::int as arrivals from events
  where city_id = $1 and camera_id = $2 and zone_id = $3 and kind = 'park_start' and at >= $4 and at < $5
  group by hour order by hour`;
/** `spanDays`: null for all the days there are. */
const QUESTIONS: Readonly<Record<string, { readonly sql: string; readonly spanDays: number | null }>> = {
  "a zone's day, of its hours": { sql: HOURS, spanDays: 1 },
  "a zone's day, of raw events": { sql: RAW, spanDays: 1 },
  "a zone's whole time, of its hours": { sql: HOURS, spanDays: null },
  "a zone's whole time, of raw events": { sql: RAW, spanDays: null },
};

const home = mkdtempSync(join(tmpdir(), 'kerbline-reads-'));
const nats = await startNatsServer({ directory: join(home, 'nats') });
const postgres = await startPostgres({ directory: join(home, 'postgres') });
const source = await new DataSource(dataSourceOptions(postgres.url, () => undefined)).initialize();
try {
  await migrate(source);
  const rows = await fillCity(source, { cameras, days, endMs });
  console.log(`${days} days of ${cameras} cameras, rows:`, Object.fromEntries(rows));
  await askOverHttp();
  await askInSql();
} finally {
  await source.destroy();
  await Promise.all([nats.stop(), postgres.stop()]);
  rmSync(home, { recursive: true, force: true });
}

async function askOverHttp(): Promise<void> {
  const hub = fork(resolve(import.meta.dirname, '..', 'apps', 'hub', 'src', 'main.js'), {
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      NATS_URL: nats.url,
      KERBLINE_HTTP_PORT: '0',
      KERBLINE_API_KEYS: KEY,
      KERBLINE_REQUESTS_PER_SECOND: '0',
      KERBLINE_LOG_LEVEL: 'error',
    },
  });
  const gone = once(hub, 'exit');
  try {
    const [{ ready: url }] = (await once(hub, 'message')) as [{ ready: string }];
    await untilReady(url);
    const pids = { hub: hub.pid ?? 0, postgres: postgres.pid };
    for (const [name, path] of Object.entries(ROUTES)) {
      const before = [processTimeMs(pids.hub), processTimeMs(pids.postgres, true)] as const;
      const { latency, requests, errors, timeouts, non2xx } = await autocannon({
        url,
        connections: CONNECTIONS,
        duration: Number(args.seconds),
        overallRate: Number(args.rate),
        headers: { authorization: `Bearer ${KEY}` },
        requests: places.map((place) => ({ path: path(place) })),
      });
      const each = (ms: number) => `${(ms / requests.total).toFixed(2)} ms`;
      console.log(
        `${name}: ${requests.average.toFixed(0)} requests/s, p50 ${latency.p50} ms, p99 ${latency.p99} ms, max ${latency.max} ms,`,
        `${errors + timeouts + non2xx} failed; processor time each: hub ${each(processTimeMs(pids.hub) - before[0])},`,
        `PostgreSQL ${each(processTimeMs(pids.postgres, true) - before[1])}`,
      );
    }
  } finally {
    hub.kill('SIGTERM');
    await gone;
  }
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

/** The same questions of the hours, which the hub keeps, and of the raw events, which it could count each time. */
async function askInSql(): Promise<void> {
  for (const [name, { sql, spanDays }] of Object.entries(QUESTIONS)) {
    const times: number[] = [];
    for (const { camera, zone, fromMs } of places.slice(0, spanDays === null ? SAMPLES / 10 : SAMPLES)) {
      const [from, to] = spanDays === null ? [endMs - days * DAY_MS, endMs] : [fromMs, fromMs + spanDays * DAY_MS];
      const startedMs = performance.now();
      await source.query(sql, ['demo', camera, zone, new Date(from), new Date(to)]);
      times.push(performance.now() - startedMs);
    }
    times.sort((a, b) => a - b);
    const share = (part: number) => `${(times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(2)} ms`;
    console.log(`${name}: p50 ${share(0.5)}, p99 ${share(0.99)} (${times.length} asked)`);
  }
}
