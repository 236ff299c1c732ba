import { get } from 'node:http';
import type { ClientRequest } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord, recordId, visitId } from '#events';
import { startNatsServer, startPostgres } from '#local-services';
import { readHubConfig } from '../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../apps/hub/src/config/hub-settings.js';
import { createHub, startHub } from '../apps/hub/src/hub.js';
import { RecordCommitter } from '../apps/hub/src/ingest/record-committer.js';
import { HubLog } from '../apps/hub/src/log/hub-log.js';
import { Database } from '../apps/hub/src/persistence/database.js';
import { whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';

const KEY = 'a-key-for-the-bench-only';
/** Connections opened at the same time. */
const OPENED_AT_ONCE = 10;

const args = benchOptions({
  name: 'sse',
  measures: `
How long an event takes from its commit to every client of the event stream, with everything on this machine: PostgreSQL,
the hub and the clients, in one process. Clients share one key and hear all events of the city.`,
  options: {
    clients: whole('that listen', { unit: 'count', default: 1_000, max: 20_000 }),
    events: whole('that are told, one after another', { unit: 'count', default: 100 }),
  },
});
const { clients: clientCount, events: eventCount } = args;

const home = mkdtempSync(join(tmpdir(), 'kerbline-sse-'));
const nats = await startNatsServer({ directory: join(home, 'nats') });
const postgres = await startPostgres({ directory: join(home, 'postgres') });
const config = readHubConfig({ KERBLINE_HTTP_PORT: '0', KERBLINE_API_KEYS: KEY, KERBLINE_REQUESTS_PER_SECOND: '0' });
const settings = new HubSettings(config, postgres.url, nats.url);
const app = await createHub(settings, new HubLog('silent'));
const url = await startHub(app, settings);
await app.get(Database).whenOpen();

const committedMs = new Map<string, number>();
const latenciesMs: number[] = [];
let onHeard: () => void = () => undefined;
const clients: ClientRequest[] = [];
try {
  for (let opened = 0; opened < clientCount; opened += OPENED_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(OPENED_AT_ONCE, clientCount - opened) }, open));
  }
  const before = process.cpuUsage();
  for (let i = 0; i < eventCount; i++) await tellOne(Date.now() - i * 1_000);
  const { user, system } = process.cpuUsage(before);
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.ceil(share * latenciesMs.length) - 1]?.toFixed(1);
  process.stdout.write(
    `${clientCount} clients, ${eventCount} events, ${latenciesMs.length} of ${clientCount * eventCount} heard: ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms from commit to client; ` +
      `${((user + system) / eventCount / 1_000).toFixed(1)} ms of processor an event, hub and clients together\n`,
  );
} finally {
  for (const client of clients) client.destroy();
  await app.close();
  await Promise.all([nats.stop(), postgres.stop()]);
  rmSync(home, { recursive: true, force: true });
}

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = get(`${url}/api/v1/stream`, { headers: { authorization: `Bearer ${KEY}` }, agent: false });
    clients.push(client);
    client.on('error', reject);
    client.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('error', () => undefined);
      response.on('data', (text: string) => {
        if (text.startsWith(': connected')) return resolve();
        for (const [, id = ''] of text.matchAll(/"id":"([^"]+)"/g)) {
          latenciesMs.push(performance.now() - (committedMs.get(id) ?? NaN));
          onHeard();
        }
      });
    });
  });
}

/** Commits one event and waits until everybody has heard it; the commit itself is not counted. */
async function tellOne(atMs: number): Promise<void> {
  const visit = {
    id: visitId('bench', `parking/${atMs}`),
    zoneId: 'parking',
    type: 'dwell',
    vehicleType: 'car',
    confidence: 90,
    startCensored: false,
    place: { image: { x: 0.5, y: 0.5 }, ground: null },
    evidence: ['arrival_seen'],
  } as const;
  const id = recordId('bench', 'park_start', visit.id);
  const body = { type: 'park_start', visit } as const;
  const record = { id, cameraId: 'bench', atMs, recordedAtMs: atMs, body };
  const payload = encodeRecord(record);
  const target = latenciesMs.length + clientCount;
  const heard = new Promise<void>((resolve) => {
    onHeard = () => {
      if (latenciesMs.length >= target) resolve();
    };
  });
  const delivery = { record, deviceId: 'bench', bytes: payload.length, payload, receivedAtMs: atMs };
  await app.get(RecordCommitter).commit([delivery]);
  committedMs.set(id, performance.now());
  await heard;
}
