import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  CAMERA_BUCKET,
  CONFIG_BUCKET,
  CONFIG_REPORT_BUCKET,
  DEAD_LETTER_STREAM,
  RECORD_STREAM,
  deviceInboxPrefix,
} from '#events';
import type { CurbRecord } from '#events';
import { ACK_WAIT_MS, JetStreamRecordPublisher, connectNats, ensureStreams } from '#events/nats';
import { HUB, OPERATOR, brokerAccounts, inboxPrefix, makeUserKey, writePrivateFile } from '#identity';
import { freePort, startPostgres } from '#local-services';
import type { GuardedProcess, RunningService } from '#local-services';
import { readHubConfig } from '../../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../../apps/hub/src/config/hub-settings.js';
import { createHub, startHub } from '../../apps/hub/src/hub.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { Stop } from '../hub/support/records.js';
import { makeCertificates } from './support/certificates.js';
import { startConfiguredBroker } from './support/configured-broker.js';

const SERVERS = [0, 1, 2] as const;
const DEVICE = 'box-1';
const WAIT = { timeout: 60_000, interval: 50 };
/** An ack that dies with its server brings the message again after the ack wait, and that ack may be lost as well. */
const REDELIVERIES = { timeout: 4 * ACK_WAIT_MS, interval: 50 };
/** As many records as are published around each death of a server. */
const RECORDS_A_ROUND = 150;
/** The hub does not take what is too old, or in the future. */
const START_MS = Date.now() - 3_600_000;
const BUCKETS = [CAMERA_BUCKET, CONFIG_BUCKET, CONFIG_REPORT_BUCKET];

let directory: string;
let servers: (GuardedProcess | null)[];
let start: (index: number) => Promise<GuardedProcess>;
let urls: string;
let box: NatsConnection;
let operator: NatsConnection;
let postgres: RunningService;
let app: NestExpressApplication;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-cluster-'));
  const ports = await Promise.all(SERVERS.map(async () => ({ client: await freePort(), route: await freePort() })));
  const keys = { hub: makeUserKey(), box: makeUserKey(), operator: makeUserKey() };
  const accounts = brokerAccounts({
    hubKeys: [keys.hub.publicKey],
    operatorKeys: [keys.operator.publicKey],
    devices: [{ id: DEVICE, publicKey: keys.box.publicKey }],
  });
  const certificates = join(directory, 'tls');
  await makeCertificates(certificates, '127.0.0.1', 'localhost');
  // As committed, with TLS between boxes and servers and between the servers themselves.
  start = async (index) => {
    const port = ports[index];
    if (!port) throw new RangeError(`there is no server ${index}`);
    const folder = join(directory, `server-${index}`);
    await cp(certificates, folder, { recursive: true });
    writePrivateFile(join(folder, 'kerbline', 'accounts.conf'), accounts);
    const routes = ports.flatMap(({ route }, other) =>
      other === index ? [] : [[`broker-${other + 1}.example.org:6222`, `localhost:${route}`] as const],
    );
    return startConfiguredBroker({
      folder,
      file: `cluster-${index + 1}.conf`,
      changes: [
        ['"0.0.0.0:4222"', `"127.0.0.1:${port.client}"`],
        ['"0.0.0.0:6222"', `"127.0.0.1:${port.route}"`],
        ...routes,
      ],
    });
  };
  const caFile = join(certificates, 'ca.pem');
  servers = await Promise.all(SERVERS.map((index) => start(index)));
  urls = ports.map(({ client }) => `tls://127.0.0.1:${client}`).join(',');
  const connect = (seed: string, name: string, prefix: string) =>
    connectNats({ url: urls, name, credentials: { type: 'nkey', seed }, inboxPrefix: prefix, caFile });
  box = await connect(keys.box.seed, DEVICE, deviceInboxPrefix(DEVICE));
  operator = await connect(keys.operator.seed, OPERATOR, inboxPrefix(OPERATOR));
  const hub = await connect(keys.hub.seed, HUB, inboxPrefix(HUB));
  // As a city begins: on one server each. A cluster that has just started has no leader yet.
  await vi.waitFor(() => ensureStreams(hub, { replicas: 1 }), WAIT);
  await hub.close();
  postgres = await startPostgres({ directory: join(directory, 'postgres') });
  const keyFile = join(directory, 'hub.nk');
  writePrivateFile(keyFile, keys.hub.seed);
  const config = readHubConfig({
    KERBLINE_HTTP_PORT: '0',
    KERBLINE_NATS_NKEY: keyFile,
    KERBLINE_NATS_CA: caFile,
    KERBLINE_NATS_REPLICAS: '3',
  });
  const settings = new HubSettings(config, postgres.url, urls);
  app = await createHub(settings, new HubLog(process.env['TEST_LOG_LEVEL'] ?? 'silent'));
  await startHub(app, settings);
}, 300_000);

afterAll(async () => {
  await app.close();
  await Promise.all([box.close(), operator.close(), postgres.stop()]);
  for (const server of servers) await server?.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** As an outbox does: a record stays until the stream has taken it. */
async function publishPatiently(record: CurbRecord): Promise<void> {
  const publisher = new JetStreamRecordPublisher(box);
  await vi.waitFor(() => publisher.publish(DEVICE, record), WAIT);
}

describe('a cluster of three whose routes ask for certificates', () => {
  it('has what one server held laid on all three by a hub that is told so', async () => {
    for (const name of [RECORD_STREAM, DEAD_LETTER_STREAM, ...BUCKETS.map((bucket) => `KV_${bucket}`)]) {
      await vi.waitUntil(() => isWhole(name), WAIT);
    }
  }, 300_000);

  it('has each record counted once while one server after the other is killed and comes back', async () => {
    const published: string[] = [];
    for (const index of SERVERS) {
      const records = Array.from({ length: RECORDS_A_ROUND }, (_, n) =>
        new Stop(START_MS + (published.length + n) * 1_000).started(),
      );
      const [before, after] = [records.slice(0, RECORDS_A_ROUND / 3), records.slice(RECORDS_A_ROUND / 3)];
      for (const record of before) await publishPatiently(record);
      process.kill(servers[index]?.pid ?? 0, 'SIGKILL');
      for (const record of after) await publishPatiently(record);
      await servers[index]?.stop();
      servers[index] = await start(index);
      published.push(...records.map(({ id }) => id));
      // The next one dies only when this one has caught up: a city replaces one server at a time.
      await vi.waitUntil(() => isWhole(RECORD_STREAM), WAIT);
    }
    await vi.waitUntil(async () => (await stream(RECORD_STREAM))?.state.messages === 0, REDELIVERIES);
    const rows = await app.get(DataSource).query<{ id: string }[]>('select id from events order by id');
    expect(rows.map(({ id }) => id)).toEqual([...published].sort());
    const [counted] = await app
      .get(DataSource)
      .query<{ visits: number; arrivals: number }[]>(
        'select (select count(*) from visits) as visits, (select sum(arrivals) from zone_hours) as arrivals',
      );
    expect(counted).toEqual({ visits: published.length, arrivals: published.length });
    expect((await stream(DEAD_LETTER_STREAM))?.state.messages).toBe(0);
  }, 900_000);
});

/** Null while it has no leader. */
async function stream(name: string): Promise<StreamInfo | null> {
  return jetstreamManager(operator)
    .then(({ streams }) => streams.info(name))
    .catch(() => null);
}

/** Whether it lies on all three, and each has all of it. */
async function isWhole(name: string): Promise<boolean> {
  const { leader, replicas = [] } = (await stream(name))?.cluster ?? {};
  return leader !== undefined && replicas.length === SERVERS.length - 1 && replicas.every(({ current }) => current);
}
