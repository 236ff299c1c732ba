import { fork } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { DataSource } from 'typeorm';
import { startNatsServer, startPostgres } from '#local-services';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { migrate } from '../apps/hub/src/persistence/database.js';
import { amount, flag, inner, oneOf, text, unlessTold, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { cameraName, fillCity } from './support/city-rows.js';
import { askSteadily } from './support/steady-client.js';

const DAY_MS = 86_400_000;
const CAMERAS = 50;
const CONNECTIONS = 20;
/** The abuse begins before the questions beside it and ends after them. */
const LONGER_S = 2;
/** What a page asks in a busy moment, well below what a key may. */
const GOOD_PER_SECOND = 20;
/** Of the standard's operators: 99.5 % of replies within 4 s. */
const AGREED_SHARE = 0.995;
const ABUSES = [
  'none',
  'its own key, beyond its limit',
  'one wrong key',
  'a new wrong key each time',
  'no key',
  'a bare server that refuses',
] as const;

const args = benchOptions({
  name: 'abuse',
  measures: `
What a client that asks too much costs one that does not: a good client's questions at a steady rate, alone, and then
beside each sort of abuse.

PostgreSQL, nats-server, the hub with its usual limits, and both clients on this machine; the good client asks from
127.0.0.2, and its times count from when it meant to ask. The abuse comes from a process of its own. The last row is
what the machine alone makes of it: the flood meets a bare server of Node's, in yet another process, that refuses
everything and does nothing else.`,
  options: {
    seconds: amount('how long each row lasts', { unit: 'seconds', default: 10, min: 1, max: 3_600 }),
    rate: whole('what the abuse asks each second', { unit: 'questions', default: 1_000, max: 100_000 }),
    url: inner(text('whom the process that abuses asks', 'url')),
    abuse: inner(unlessTold(oneOf('how', 'abuse', ABUSES), 'none')),
    key: inner(unlessTold(text('with which key', 'key'), '')),
    refuse: inner(flag('be the process that refuses')),
  },
});
if (args.refuse) refuseAll();
else if (args.url === undefined) await measure();
else await abuse(args.url);

async function measure(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'kerbline-abuse-'));
  const nats = await startNatsServer({ directory: join(home, 'nats') });
  const postgres = await startPostgres({ directory: join(home, 'postgres') });
  const source = await new DataSource(dataSourceOptions(postgres.url, () => undefined)).initialize();
  await migrate(source);
  const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  await fillCity(source, { cameras: CAMERAS, days: 7, endMs });
  const [good, greedy] = [await makeKey(source), await makeKey(source)];
  const hub = fork(resolve(import.meta.dirname, '..', 'apps', 'hub', 'src', 'main.js'), {
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      NATS_URL: nats.url,
      KERBLINE_HTTP_PORT: '0',
      KERBLINE_API_KEYS: 'x'.repeat(32),
    },
  });
  hub.stdout?.resume();
  const gone = once(hub, 'exit');
  const bare = fork(fileURLToPath(import.meta.url), ['--refuse']);
  try {
    const [{ ready: url }] = (await once(hub, 'message')) as [{ ready: string }];
    const [{ ready: bareUrl }] = (await once(bare, 'message')) as [{ ready: string }];
    const path = (n: number) =>
      `/api/v1/zones/${cameraName(n % CAMERAS)}.parking_a/hours?from=${new Date(endMs - DAY_MS).toISOString()}&to=${new Date(endMs).toISOString()}`;
    const paths = Array.from({ length: CAMERAS }, (_, n) => path(n));
    const steady = { url, key: good, paths, perSecond: GOOD_PER_SECOND, localAddress: '127.0.0.2' };
    await askSteadily({ ...steady, seconds: 5 });
    console.log(`beside | p50 ms | p99 ms | 99.5 % of replies within | refused`);
    for (const kind of ABUSES) {
      const more = [
        '--url',
        kind === 'a bare server that refuses' ? bareUrl : url,
        '--abuse',
        kind,
        '--key',
        greedy,
        '--seconds',
        String(args.seconds),
        '--rate',
        String(args.rate),
      ];
      const abuser = kind === 'none' ? null : fork(fileURLToPath(import.meta.url), more);
      const ended = abuser && once(abuser, 'exit');
      if (abuser) await once(abuser, 'message');
      const { times, failed } = await askSteadily({ ...steady, seconds: args.seconds });
      await ended;
      const share = (part: number) =>
        (times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0).toFixed(1);
      console.log(
        `${kind} | ${share(0.5)} | ${share(0.99)} | ${share(AGREED_SHARE)} ms | ${failed} of ${times.length}`,
      );
    }
  } finally {
    bare.kill('SIGTERM');
    hub.kill('SIGTERM');
    await gone;
    await source.destroy();
    await Promise.all([nats.stop(), postgres.stop()]);
    rmSync(home, { recursive: true, force: true });
  }
}

async function makeKey(source: DataSource): Promise<string> {
  const key = `kerbline_${randomBytes(32).toString('base64url')}`;
  await source.query(
    `insert into api_keys (id, city_id, name, key_hash, scopes, created_at) values ($1, 'demo', 'bench', $2, '{read}', now())`,
    [randomUUID(), createHash('sha256').update(key).digest()],
  );
  return key;
}

async function abuse(url: string): Promise<void> {
  process.send?.('begun');
  const kind = args.abuse;
  const wrong = () => `Bearer ${randomBytes(24).toString('base64url')}`;
  const authorization = (): Record<string, string> => {
    switch (kind) {
      case 'its own key, beyond its limit':
        return { authorization: `Bearer ${args.key}` };
      case 'one wrong key':
        return { authorization: 'Bearer a-key-that-was-never-made' };
      case 'a new wrong key each time':
        return { authorization: wrong() };
      default:
        return {};
    }
  };
  const requests = Array.from({ length: 5_000 }, () => ({ path: '/api/v1/events?limit=50', headers: authorization() }));
  const { requests: sent } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: args.seconds + LONGER_S,
    overallRate: args.rate,
    headers: {},
    requests,
  });
  console.log(`  (${kind}: ${sent.average.toFixed(0)} requests/s)`);
}

function refuseAll(): void {
  const server = createServer((_request, response) => {
    response.writeHead(429, { 'Retry-After': '1' }).end();
  }).listen(0, '127.0.0.1', () => {
    process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}
