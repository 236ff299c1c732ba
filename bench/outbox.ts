import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRecord } from '#events';
import type { CurbRecord } from '#events';
import { startNatsServer } from '#local-services';
import { PinoEventLog } from '../apps/edge-node/src/logging/event-log.js';
import { HeadlessBox } from '../apps/edge-node/src/records/headless-box.js';
import { benchOptions } from './support/bench-options.js';
import { CountingProxy } from './support/counting-proxy.js';
import { FakeHub } from './support/fake-hub.js';
import { EVENTS_A_DAY, laneCounts, minuteReport, streetEvent } from './support/street-records.js';

const DEVICE = 'pole-7';
const SEVEN_DAYS = 7 * EVENTS_A_DAY;
const REPORTS_A_DAY = 1_440;
const FLOWS_A_DAY = 288;
/** The measured part of the day on the wire; the rest is the same again. */
const WIRE_SHARE = 1 / 20;
/** An idle link is watched this long for its pings, one every ten seconds. */
const IDLE_S = 60;
const BYTES_MAX = 100_000_000;

benchOptions({
  name: 'outbox',
  measures: `
What the outbox costs and how fast it empties: puts and their fsyncs, a week's size, the drain on reconnect, and the bytes
that a camera's day takes on the wire. Needs nats-server; the hub is a stand-in that settles what it gets without a
database.`,
});

const directory = mkdtempSync(join(tmpdir(), 'kerbline-bench-outbox-'));
const broker = await startNatsServer({ directory: join(directory, 'nats') });
const brokerPort = Number(new URL(broker.url).port);
const outboxFolder = join(directory, 'outbox');
try {
  await measurePuts();
  await measureDrain();
  await measureWire();
} finally {
  await broker.stop();
  rmSync(directory, { recursive: true, force: true });
}

function startBox(port: number): HeadlessBox {
  const log = new PinoEventLog({}, 'error');
  const natsUrl = `nats://127.0.0.1:${port}`;
  return new HeadlessBox({ deviceId: DEVICE, natsUrl, directory: outboxFolder, bytesMax: BYTES_MAX, log });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(2);
}

/** Seven days of events into an outbox whose broker is away: port 1 answers nobody. */
async function measurePuts(): Promise<void> {
  const box = startBox(1);
  const alone = 500;
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  for (let i = 0; i < alone; i++) await box.put(streetEvent(i));
  const aloneMs = performance.now() - startMs;
  const aloneCpu = process.cpuUsage(startCpu);
  const groupStartMs = performance.now();
  for (let i = alone; i < SEVEN_DAYS; i += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, k) => box.put(streetEvent(i + k))));
  }
  const groupMs = performance.now() - groupStartMs;
  const sizeBytes = readdirSync(outboxFolder).reduce((sum, name) => sum + statSync(join(outboxFolder, name)).size, 0);
  const cpuMs = (aloneCpu.user + aloneCpu.system) / 1_000 / alone;
  console.table([
    { what: 'a put alone, with its fsync: ms', figure: (aloneMs / alone).toFixed(2) },
    { what: 'a put alone: CPU ms', figure: cpuMs.toFixed(2) },
    { what: 'puts in groups of 100: records/s', figure: Math.round(((SEVEN_DAYS - alone) / groupMs) * 1_000) },
    { what: '7 days at 2,000 events on the disk, log and index: MB', figure: (sizeBytes / 1e6).toFixed(2) },
    { what: 'the same by the outbox_bytes metric: MB', figure: (box.outbox.bytes / 1e6).toFixed(2) },
  ]);
  await box.close();
}

async function measureDrain(): Promise<void> {
  const hub = await FakeHub.start(broker.url, DEVICE);
  const box = startBox(brokerPort);
  await until(() => box.link.isUp);
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await until(() => box.outbox.depth === 0);
  const seconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(startCpu);
  console.table([
    { what: 'drain on reconnect: records/s', figure: Math.round(SEVEN_DAYS / seconds) },
    { what: 'CPU s for them, box and stand-in hub together', figure: ((user + system) / 1e6).toFixed(2) },
    { what: 'records that arrived / more than once', figure: `${hub.arrivals.size} / ${twice(hub)}` },
  ]);
  await box.close();
  await hub.stop();
}

function twice(hub: FakeHub): number {
  return [...hub.arrivals.values()].filter((times) => times > 1).length;
}

/** One part of a camera's day, each record by itself and answered before the next; then an idle link. */
async function measureWire(): Promise<void> {
  const hub = await FakeHub.start(broker.url, DEVICE);
  const proxy = await CountingProxy.start(brokerPort);
  const box = startBox(proxy.port);
  await until(() => box.link.isUp);
  await sleep(500);
  const kinds = [
    { kind: 'events', aDay: EVENTS_A_DAY, make: (i: number) => streetEvent(SEVEN_DAYS + i) },
    { kind: 'minute reports', aDay: REPORTS_A_DAY, make: (i: number) => minuteReport(i) },
    { kind: 'lane counts', aDay: FLOWS_A_DAY, make: (i: number) => laneCounts(i) },
  ];
  const rows = [];
  for (const { kind, aDay, make } of kinds) {
    const records = Array.from({ length: Math.round(aDay * WIRE_SHARE) }, (_, i) => make(i));
    rows.push({ what: kind, ...(await wireOf(box, proxy, records)), aDay });
  }
  proxy.reset();
  await sleep(IDLE_S * 1_000);
  // Pings go both ways; the box's second connection, for the hub's requests, pings once a minute.
  const links = 1 + 10 / 60;
  const idle = { upBytes: (links * proxy.upBytes) / IDLE_S, downBytes: (links * proxy.downBytes) / IDLE_S };
  rows.push({ what: 'an idle second, both connections', median: 0, ...idle, aDay: 86_400 });
  const kilobytes = rows.map(({ upBytes, downBytes, aDay }) => ((upBytes + downBytes) * aDay) / 1_000);
  console.table(
    rows.map(({ what, median, upBytes, downBytes, aDay }, index) => ({
      ...{ what, 'record, median B': median, 'up, B': upBytes.toFixed(1), 'down, B': downBytes.toFixed(1) },
      ...{ 'a day': aDay, 'kB a day': kilobytes[index]?.toFixed(0) },
    })),
  );
  console.log(`a camera's day on the wire: ${(kilobytes.reduce((a, b) => a + b, 0) / 1_000).toFixed(3)} MB`);
  await box.close();
  proxy.stop();
  await hub.stop();
}

/** TCP payload of a record and its answer. */
async function wireOf(box: HeadlessBox, proxy: CountingProxy, records: readonly CurbRecord[]) {
  const sizes = records.map((record) => encodeRecord(record).length).sort((a, b) => a - b);
  proxy.reset();
  for (const record of records) {
    await box.put(record);
    await until(() => box.outbox.depth === 0);
  }
  const { upBytes, downBytes } = proxy;
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return { median, upBytes: upBytes / records.length, downBytes: downBytes / records.length };
}
