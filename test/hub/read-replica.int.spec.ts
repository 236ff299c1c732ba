import { execFile } from 'node:child_process';
import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort, startNatsServer, startPostgres } from '#local-services';
import type { RunningService } from '#local-services';
import { readHubConfig } from '../../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../../apps/hub/src/config/hub-settings.js';
import { createHub, startHub } from '../../apps/hub/src/hub.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { dataSourceOptions } from '../../apps/hub/src/persistence/data-source-options.js';
import { migrate } from '../../apps/hub/src/persistence/database.js';
import { readInfra } from '../infra/support/infra.js';
import { API_KEY } from './support/hub-under-test.js';

const WAIT = { timeout: 30_000, interval: 50 };
const NOW = new Date().toISOString();

let directory: string;
let primary: RunningService;
let replica: RunningService;
let replicaPort: number;
let nats: RunningService;
let source: DataSource;
let app: NestExpressApplication;
let url: string;

const replicaFolder = () => join(directory, 'replica');
const startReplica = () => startPostgres({ directory: replicaFolder(), port: replicaPort });
const describeCamera = (id: string) =>
  source.query(
    `insert into cameras (city_id, id, device_id, name, width_px, height_px, engine, sample_fps, min_dwell_ms,
       double_parking_ms, config_hash, described_at)
     values ('demo', $1, 'box-1', $1, 1280, 720, 'motion', 5, 30000, 30000, 1, $2)`,
    [id, NOW],
  );
const statementsAnswered = async (by: 'replica' | 'primary') => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`kerbline_replica_reads_total{answered="${by}"} (\\d+)`).exec(text)?.[1] ?? 0);
};
const gauge = async () => /^kerbline_read_replica_away (\d)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
const camerasListed = async () => {
  const response = await fetch(`${url}/api/v1/cameras`, { headers: { authorization: `Bearer ${API_KEY}` } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-replica-'));
  const port = await freePort();
  replicaPort = await freePort();
  const folder = join(directory, 'primary');
  primary = await startPostgres({ directory: folder, port });
  source = await new DataSource(dataSourceOptions(primary.url, () => undefined)).initialize();
  await migrate(source);
  await source.destroy();
  await primary.stop();
  // A copy of a stopped cluster that follows the first one from then on: a streaming replica, without pg_basebackup.
  await promisify(execFile)('cp', ['-a', folder, replicaFolder()]);
  const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
  const { uid, gid } = await stat(join(folder, 'data'));
  const way = `primary_conninfo = 'host=127.0.0.1 port=${port} user=postgres password=${password}'\n`;
  const [ofPrimary, ofReplica] = [readInfra('postgres/primary.conf'), readInfra('postgres/replica.conf')];
  for (const [of, name, text] of [
    [folder, 'postgresql.auto.conf', ofPrimary],
    [replicaFolder(), 'postgresql.auto.conf', `${ofPrimary}${ofReplica}${way}`],
    [replicaFolder(), 'standby.signal', ''],
  ] as const) {
    await writeFile(join(of, 'data', name), text);
    await chown(join(of, 'data', name), uid, gid);
  }
  primary = await startPostgres({ directory: folder, port });
  replica = await startReplica();
  nats = await startNatsServer({ directory: join(directory, 'nats') });
  source = await new DataSource(dataSourceOptions(primary.url, () => undefined)).initialize();
  const config = readHubConfig({
    KERBLINE_HTTP_PORT: '0',
    KERBLINE_API_KEYS: API_KEY,
    DATABASE_READ_URL: replica.url,
  });
  const settings = new HubSettings(config, primary.url, nats.url);
  app = await createHub(settings, new HubLog(process.env['TEST_LOG_LEVEL'] ?? 'silent'));
  url = await startHub(app, settings);
  // Before its first look at the replica the hub asks the database itself.
  await vi.waitFor(async () => {
    expect(await camerasListed()).toEqual([]);
    expect(await statementsAnswered('replica')).toBeGreaterThan(0);
  }, WAIT);
});
afterAll(async () => {
  await app.close();
  await source.destroy();
  await Promise.all([primary.stop(), replica.stop(), nats.stop()]);
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

describe('a hub with a read replica', () => {
  it('answers what is only asked from the replica, which follows the database', async () => {
    await describeCamera('north');
    const [before, beforeByPrimary] = [await statementsAnswered('replica'), await statementsAnswered('primary')];
    await vi.waitFor(async () => expect(await camerasListed()).toEqual(['north']), WAIT);
    expect(await statementsAnswered('replica')).toBeGreaterThan(before);
    expect(await statementsAnswered('primary')).toBe(beforeByPrimary);
    expect(await gauge()).toBe('0');
  });

  it('writes to the database itself, as the replica takes no rows', async () => {
    const copy = await new DataSource(dataSourceOptions(replica.url, () => undefined)).initialize();
    await expect(copy.query(`delete from cameras`)).rejects.toThrow('read-only transaction');
    await copy.destroy();
    const response = await fetch(`${url}/api/v1/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a page', scopes: ['read'] }),
    });
    expect(response.status).toBe(201);
  });

  it('goes on with the database itself while the replica is away, and says so', async () => {
    const before = await statementsAnswered('primary');
    await replica.stop();
    await describeCamera('south');
    expect(await camerasListed()).toEqual(['north', 'south']);
    expect(await gauge()).toBe('1');
    expect(await statementsAnswered('primary')).toBeGreaterThan(before);
  });

  it('asks the replica again when it is back', async () => {
    replica = await startReplica();
    await vi.waitFor(async () => expect(await gauge()).toBe('0'), WAIT);
    const before = await statementsAnswered('replica');
    await camerasListed();
    expect(await statementsAnswered('replica')).toBeGreaterThan(before);
  });
});
