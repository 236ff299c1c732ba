import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { DataSource } from 'typeorm';
import type { Repository } from 'typeorm';
import { BATCH_RECORDS_MAX, RECORD_STREAM, batchSubject, encodeBatch, encodeRecord } from '#events';
import { connectNats, ensureStreams } from '#events/nats';
import { startNatsServer, startPostgres } from '#local-services';
import { EVENT_COLUMNS, INSERT_NEW_EVENTS } from '../apps/hub/src/ingest/ledger-statements.js';
import { COMMIT_RECORDS_MAX } from '../apps/hub/src/ingest/record-committer.js';
import { shownEventRow } from '../apps/hub/src/ingest/record-rows.js';
import { columnArrays, namesOf } from '../apps/hub/src/persistence/column-arrays.js';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { EventRowSchema } from '../apps/hub/src/persistence/event.row.js';
import type { EventRow } from '../apps/hub/src/persistence/event.row.js';
import { amount, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { processTimeMs } from './support/process-use.js';
import { DAY_MS, cameraDay } from './support/street-day.js';

const CAMERAS_A_BOX = 4;
const PUBLISHED_AT_ONCE_MAX = 128;
const POLL_MS = 50;
/** A statement of TypeORM's has a parameter a value, and PostgreSQL takes 65,535. */
const REPOSITORY_GROUP = 1_000;
/** The ways beside that write groups write so many times what the others do: all take seconds. */
const GROUPED_FACTOR = 10;

const args = benchOptions({
  name: 'ingest',
  measures: `
How fast a hub takes records in, from the broker to the commit, with everything on this machine: nats-server, PostgreSQL
and the hub. A stream is filled with batches of seeded records as boxes send them (reports, lane flow, visits), then a
hub is started on it. Beside it, in the same run: raw events alone, without visits, hours and stream, written in other
ways by one client that waits for nothing else. Linux only: it reads processor time from /proc.`,
  options: {
    cameras: whole('of the city', { unit: 'count', default: 1_000 }),
    hours: amount('how much of a day they tell', { unit: 'hours', default: 2.4, min: 0.1, max: 24 }),
    hubs: whole('that take records in', { unit: 'count', default: 1, max: 64 }),
    beside: whole(
      'rows that each other way writes one at a time; those in groups write ten times as many; 0 leaves all out',
      {
        unit: 'rows',
        default: 3_000,
        min: 0,
      },
    ),
  },
  examples: [['--hours 24', 'a whole day: 2 million records']],
});
const { cameras } = args;
const spanMs = args.hours * 3_600_000;
// Yesterday, from its midnight on: a back-filled day.
const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;

const home = mkdtempSync(join(tmpdir(), 'kerbline-ingest-'));
const nats = await startNatsServer({ directory: join(home, 'nats') });
const postgres = await startPostgres({ directory: join(home, 'postgres') });
const hubs: ChildProcess[] = [];
try {
  const connection = await connectNats({ url: nats.url, name: 'bench' });
  await ensureStreams(connection);
  const records = await fill();
  const env = { DATABASE_URL: postgres.url, NATS_URL: nats.url, KERBLINE_HTTP_PORT: '0', LOG_LEVEL: 'warn' };
  const program = resolve(import.meta.dirname, '..', 'apps', 'hub', 'src', 'main.js');
  for (let i = 0; i < args.hubs; i++) hubs.push(fork(program, { env: { ...process.env, ...env } }));
  const timesMs = () => ({
    nats: processTimeMs(nats.pid),
    hubs: hubs.reduce((sum, { pid = 0 }) => sum + processTimeMs(pid), 0),
    postgres: processTimeMs(postgres.pid, true),
  });
  const waiting = async () => {
    const { streams } = await jetstreamManager(connection);
    return (await streams.info(RECORD_STREAM)).state.messages;
  };
  const messages = await waiting();
  let left = messages;
  while ((left = await waiting()) === messages) await wait(POLL_MS);
  // From the first commit on: the hub's start, and what that commit held, are left out.
  const measured = Math.round((records * left) / messages);
  const [startedMs, before] = [performance.now(), timesMs()];
  while ((await waiting()) > 0) await wait(POLL_MS);
  const [wallMs, after] = [performance.now() - startedMs, timesMs()];
  const source = await new DataSource(dataSourceOptions(postgres.url, () => undefined)).initialize();
  const [stored]: { events: number; bytes: string }[] = await source.query(
    `select (select count(*)::int from events) as events, pg_size_pretty(pg_database_size(current_database())) as bytes`,
  );
  console.log(
    `\n${records} records of ${cameras} cameras, ${args.hours} h, in ${messages} batches; ${stored?.events} rows, ${stored?.bytes}`,
  );
  const usedMs = (of: keyof typeof before) => after[of] - before[of];
  console.table({
    [`${args.hubs} hub: everything, in batches`]: measurement(measured, wallMs, {
      client: usedMs('hubs'),
      postgres: usedMs('postgres'),
      nats: usedMs('nats'),
    }),
    ...(await otherWays(source, args.beside)),
  });
  await source.destroy();
  await connection.close();
} finally {
  await Promise.all(hubs.map(stop));
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

interface UsedMs {
  readonly client: number;
  readonly postgres: number;
  readonly nats?: number;
}

function measurement(records: number, wallMs: number, used: UsedMs) {
  const each = (ms: number | undefined) => (ms === undefined ? '' : Math.round((ms * 1_000) / records));
  return {
    records,
    seconds: Math.round(wallMs / 100) / 10,
    'records a second': Math.round((records * 1_000) / wallMs),
    'client µs each': each(used.client),
    'PostgreSQL µs each': each(used.postgres),
    'nats-server µs each': each(used.nats),
  };
}

/** The raw events alone, written as a hub could that does not gather, or gathers but leaves the writing to TypeORM. */
async function otherWays(source: DataSource, count: number): Promise<Record<string, ReturnType<typeof measurement>>> {
  if (count === 0) return {};
  const repository: Repository<EventRow> = source.getRepository(EventRowSchema);
  const names = namesOf(EVENT_COLUMNS).split(', ') as (keyof EventRow)[];
  const insertOne = `insert into events (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`;
  const ways: Record<string, { group: number; write: (rows: EventRow[]) => Promise<unknown> }> = {
    'insert, one at a time': {
      group: 1,
      write: ([row]) => source.query(insertOne, row && names.map((name) => row[name])),
    },
    'repo.save, one at a time': { group: 1, write: (rows) => repository.save(rows) },
    'repo.insert, one at a time': { group: 1, write: (rows) => repository.insert(rows) },
    [`repo.save, ${REPOSITORY_GROUP} at a time`]: { group: REPOSITORY_GROUP, write: (rows) => repository.save(rows) },
    [`repo.insert, ${REPOSITORY_GROUP} at a time`]: {
      group: REPOSITORY_GROUP,
      write: (rows) => repository.insert(rows),
    },
    [`unnest, ${COMMIT_RECORDS_MAX} at a time`]: {
      group: COMMIT_RECORDS_MAX,
      write: (rows) => source.query(INSERT_NEW_EVENTS, columnArrays(EVENT_COLUMNS, rows)),
    },
  };
  const table: Record<string, ReturnType<typeof measurement>> = {};
  for (const [index, [name, { group, write }]] of Object.entries(ways).entries()) {
    const rows = plainRows(`beside-${index}`, group === 1 ? count : count * GROUPED_FACTOR);
    const before = { client: process.cpuUsage(), postgres: processTimeMs(postgres.pid, true) };
    const fromMs = performance.now();
    for (let from = 0; from < rows.length; from += group) await write(rows.slice(from, from + group));
    const { user, system } = process.cpuUsage(before.client);
    table[name] = measurement(rows.length, performance.now() - fromMs, {
      client: (user + system) / 1_000,
      postgres: processTimeMs(postgres.pid, true) - before.postgres,
    });
  }
  return table;
}

/** Rows of as many cameras as it takes, each a day. */
function plainRows(cameraId: string, count: number): EventRow[] {
  const rows: EventRow[] = [];
  for (let camera = 0; rows.length < count; camera++) {
    for (const record of cameraDay(`${cameraId}-${camera}`, startMs, DAY_MS, camera)) {
      const payload = Buffer.from(encodeRecord(record));
      const delivery = { record, deviceId: 'box', bytes: payload.length, payload, receivedAtMs: record.recordedAtMs };
      rows.push({ ...shownEventRow(delivery), city_id: 'demo', device_id: 'box', payload });
    }
  }
  return rows.slice(0, count);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}
