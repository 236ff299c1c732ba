/*
 * How fast a hub takes records in, from the broker to the commit, with everything on this machine: nats-server,
 * PostgreSQL and the hub. A stream is filled with batches of seeded records as boxes send them (reports, lane flow,
 * visits), then a hub is started on it. Linux only: it reads processor time from /proc.
 *
 *   node dist/bench/ingest.js [--cameras 1000] [--hours 2.4] [--single 3000]
 *
 * `--hours 24` with 1,000 cameras is a whole day: 2 million records. `--single` is how many records the same table gets
 * beside it through TypeORM, one at a time; 0 leaves that out.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { DataSource } from 'typeorm';
import { BATCH_RECORDS_MAX, RECORD_STREAM, batchSubject, encodeBatch, encodeRecord } from '#events';
import { connectNats, ensureStreams } from '#events/nats';
import { startNatsServer, startPostgres } from '#local-services';
import { shownEventRow } from '../apps/hub/src/ingest/record-rows.js';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { EventRowSchema } from '../apps/hub/src/persistence/event.row.js';
import { processTimeMs } from './support/process-time.js';
import { DAY_MS, cameraDay } from './support/street-day.js';

const CAMERAS_A_BOX = 4;
const PUBLISHED_AT_ONCE_MAX = 128;
const POLL_MS = 50;

const { values: args } = parseArgs({
  options: {
    cameras: { type: 'string', default: '1000' },
    hours: { type: 'string', default: '2.4' },
    single: { type: 'string', default: '3000' },
  },
});
const cameras = Number(args.cameras);
const spanMs = Number(args.hours) * 3_600_000;
// Yesterday, from its midnight on: a back-filled day.
const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;

const home = mkdtempSync(join(tmpdir(), 'kerbline-ingest-'));
const nats = await startNatsServer({ directory: join(home, 'nats') });
const postgres = await startPostgres({ directory: join(home, 'postgres') });
let hub: ChildProcess | null = null;
try {
  const connection = await connectNats({ url: nats.url, name: 'bench' });
  await ensureStreams(connection);
  const records = await fill();
  hub = fork(resolve(import.meta.dirname, '..', 'apps', 'hub', 'src', 'main.js'), {
    env: { ...process.env, DATABASE_URL: postgres.url, NATS_URL: nats.url, KERBLINE_HTTP_PORT: '0', LOG_LEVEL: 'warn' },
  });
  const pids = { nats: nats.pid, hub: hub.pid ?? 0, postgres: postgres.pid };
  const timesMs = () => ({
    nats: processTimeMs(pids.nats),
    hub: processTimeMs(pids.hub),
    postgres: processTimeMs(pids.postgres, true),
  });
  const waiting = async () => {
    const { streams } = await jetstreamManager(connection);
    return (await streams.info(RECORD_STREAM)).state.messages;
  };
  const messages = await waiting();
  while ((await waiting()) === messages) await wait(POLL_MS);
  const [startedMs, before] = [performance.now(), timesMs()];
  while ((await waiting()) > 0) await wait(POLL_MS);
  const [wallMs, after] = [performance.now() - startedMs, timesMs()];
  const source = await new DataSource(dataSourceOptions(postgres.url, () => undefined)).initialize();
  const [stored]: { events: number; bytes: string }[] = await source.query(
    `select (select count(*)::int from events) as events, pg_size_pretty(pg_database_size(current_database())) as bytes`,
  );
  const usedUs = (of: keyof typeof before) => Math.round(((after[of] - before[of]) * 1_000) / records);
  console.log(
    `\n${records} records of ${cameras} cameras in ${messages} batches; ${stored?.events} rows, ${stored?.bytes}`,
  );
  console.table({
    'the hub, in batches': {
      seconds: Math.round(wallMs / 100) / 10,
      'records a second': Math.round((records * 1_000) / wallMs),
      'hub µs each': usedUs('hub'),
      'PostgreSQL µs each': usedUs('postgres'),
      'nats-server µs each': usedUs('nats'),
    },
    ...(await singles(source, Number(args.single))),
  });
  await source.destroy();
  await connection.close();
} finally {
  await stop(hub);
  await Promise.all([nats.stop(), postgres.stop()]);
  rmSync(home, { recursive: true, force: true });
}

/** Puts the records of all cameras onto the stream, box by box, as boxes that were alone for a while send them. */
async function fill(): Promise<number> {
  const connection = await connectNats({ url: nats.url, name: 'bench-boxes' });
  const client = jetstream(connection);
  const publishing = new Set<Promise<unknown>>();
  let records = 0;
  for (let box = 0; box * CAMERAS_A_BOX < cameras; box++) {
    const own = Array.from({ length: Math.min(CAMERAS_A_BOX, cameras - box * CAMERAS_A_BOX) }, (_, i) => i);
    const encoded = own
      .flatMap((i) => cameraDay(`camera-${box}-${i}`, startMs, spanMs, box * CAMERAS_A_BOX + i))
      .sort((a, b) => a.atMs - b.atMs)
      .map(encodeRecord);
    records += encoded.length;
    for (let from = 0; from < encoded.length; from += BATCH_RECORDS_MAX) {
      const batch = encodeBatch(encoded.slice(from, from + BATCH_RECORDS_MAX));
      const published = client.publish(batchSubject(`box-${box}`), batch).finally(() => publishing.delete(published));
      publishing.add(published);
      if (publishing.size >= PUBLISHED_AT_ONCE_MAX) await Promise.race(publishing);
    }
  }
  await Promise.all(publishing);
  await connection.close();
  return records;
}

/** The raw events alone, without visits and hours, one at a time: what a hub without groups would do at best. */
async function singles(source: DataSource, count: number) {
  if (count === 0) return {};
  const repository = source.getRepository(EventRowSchema);
  const rows = cameraDay('single', startMs, spanMs, 1).map((record) => {
    const payload = encodeRecord(record);
    const delivery = { record, deviceId: 'box', bytes: payload.length, payload, receivedAtMs: record.recordedAtMs };
    return { ...shownEventRow(delivery), city_id: 'demo', device_id: 'box', payload: Buffer.from(payload) };
  });
  const rate = async (write: (index: number) => Promise<unknown>) => {
    const some = Math.min(count, Math.floor(rows.length / 2));
    const fromMs = performance.now();
    for (let i = 0; i < some; i++) await write(i);
    const wallMs = performance.now() - fromMs;
    return { seconds: Math.round(wallMs / 100) / 10, 'records a second': Math.round((some * 1_000) / wallMs) };
  };
  const row = (index: number) => rows[index] ?? rows[0];
  return {
    'repo.save, one at a time': await rate((i) => repository.save({ ...row(i) })),
    'repo.insert, one at a time': await rate((i) => repository.insert({ ...row(i + Math.floor(rows.length / 2)) })),
  };
}

async function stop(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}
