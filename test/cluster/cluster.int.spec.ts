import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RECORD_STREAM, deviceInboxPrefix } from '#events';
import type { CurbRecord } from '#events';
import {
  DONE,
  JetStreamRecordPublisher,
  JetStreamRecordServer,
  RECORDS_PATTERN,
  connectNats,
  ensureStreams,
} from '#events/nats';
import type { RecordDelivery } from '#events/nats';
import { HUB, brokerAccounts, inboxPrefix, makeUserKey, writePrivateFile } from '#identity';
import { freePort, startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';
import { Stop } from '../hub/support/records.js';

const SERVERS = [0, 1, 2] as const;
const DEVICE = 'box-1';
const WAIT = { timeout: 60_000, interval: 50 };
/** As many records as are published around each death of a server. */
const RECORDS_A_ROUND = 150;
const START_MS = Date.UTC(2026, 4, 14, 8);

let directory: string;
let servers: (RunningService | null)[];
let start: (index: number) => Promise<RunningService>;
let urls: string;
let box: NatsConnection;
let hub: NatsConnection;
let consumer: JetStreamRecordServer;
/** How often each record was handed over, by id: a hub commits the first and knows the others by it. */
const ledger = new Map<string, number>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-cluster-'));
  const ports = await Promise.all(SERVERS.map(async () => ({ client: await freePort(), route: await freePort() })));
  const keys = { hub: makeUserKey(), box: makeUserKey() };
  const accounts = brokerAccounts({
    hubKeys: [keys.hub.publicKey],
    operatorKeys: [],
    devices: [{ id: DEVICE, publicKey: keys.box.publicKey }],
  });
  const routes = ports.map(({ route }) => `"nats-route://127.0.0.1:${route}"`).join(', ');
  start = async (index) => {
    const port = ports[index];
    if (!port) throw new RangeError(`there is no server ${index}`);
    const folder = join(directory, `server-${index}`);
    writePrivateFile(join(folder, 'accounts.conf'), accounts);
    return startNatsServer({
      directory: folder,
      port: port.client,
      name: `kerbline-${index}`,
      accountsFile: join(folder, 'accounts.conf'),
      extra: `cluster { name: "kerbline", listen: "127.0.0.1:${port.route}", routes: [${routes}] }`,
    });
  };
  servers = await Promise.all(SERVERS.map((index) => start(index)));
  urls = ports.map(({ client }) => `nats://127.0.0.1:${client}`).join(',');
  const connect = (seed: string, name: string, prefix: string) =>
    connectNats({ url: urls, name, credentials: { type: 'nkey', seed }, inboxPrefix: prefix });
  box = await connect(keys.box.seed, DEVICE, deviceInboxPrefix(DEVICE));
  hub = await connect(keys.hub.seed, HUB, inboxPrefix(HUB));
  // A cluster that has just started has no leader yet.
  await vi.waitFor(() => ensureStreams(hub, { replicas: 3 }), WAIT);
  consumer = new JetStreamRecordServer({
    connection: () => Promise.resolve(hub),
    replicas: 3,
    ackWaitMs: 3_000,
    // The street's day, whatever today's is: records that are too old would be given up, not handed over.
    now: () => START_MS + SERVERS.length * RECORDS_A_ROUND * 1_000,
  });
  consumer.addHandler(
    RECORDS_PATTERN,
    (deliveries: readonly RecordDelivery[]) => {
      for (const { record } of deliveries) ledger.set(record.id, (ledger.get(record.id) ?? 0) + 1);
      return Promise.resolve(deliveries.map(() => DONE));
    },
    true,
  );
  consumer.listen(() => undefined);
}, 120_000);

afterAll(async () => {
  await consumer.close();
  await Promise.all([box.close(), hub.close()]);
  for (const server of servers) await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** As an outbox does: a record stays until the stream has taken it. */
async function publishPatiently(record: CurbRecord): Promise<void> {
  const publisher = new JetStreamRecordPublisher(box);
  await vi.waitFor(() => publisher.publish(DEVICE, record), WAIT);
}

describe('a cluster of three', () => {
  it('loses no record and delivers none for another while one server after the other is killed and comes back', async () => {
    const published: string[] = [];
    for (const index of SERVERS) {
      const records = Array.from({ length: RECORDS_A_ROUND }, (_, n) =>
        new Stop(START_MS + published.length * 1_000 + n * 1_000).started(),
      );
      const [before, after] = [records.slice(0, RECORDS_A_ROUND / 3), records.slice(RECORDS_A_ROUND / 3)];
      for (const record of before) await publishPatiently(record);
      process.kill(servers[index]?.pid ?? 0, 'SIGKILL');
      for (const record of after) await publishPatiently(record);
      await servers[index]?.stop();
      servers[index] = await start(index);
      published.push(...records.map(({ id }) => id));
      // The next one dies only when this one has caught up: a city replaces one server at a time.
      await vi.waitUntil(() => isWhole(), WAIT);
    }
    await vi.waitUntil(() => published.every((id) => ledger.has(id)), WAIT);
    expect(new Set(published).size).toBe(SERVERS.length * RECORDS_A_ROUND);
    expect([...ledger.keys()].sort()).toEqual([...published].sort());
    await vi.waitUntil(async () => (await stream()).state.messages === 0, WAIT);
  }, 180_000);
});

async function stream() {
  return (await jetstreamManager(hub)).streams.info(RECORD_STREAM);
}

async function isWhole(): Promise<boolean> {
  const { cluster } = await stream().catch(() => ({ cluster: undefined }));
  const replicas = cluster?.replicas ?? [];
  return cluster?.leader !== undefined && replicas.length === 2 && replicas.every(({ current }) => current);
}
