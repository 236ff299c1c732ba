import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { startPostgres } from '#local-services';
import { VISIT_COLUMNS, visitPages } from '../apps/hub/src/exports/visit-export.js';
import { writeCsv } from '../apps/hub/src/exports/write-csv.js';
import { writeParquet } from '../apps/hub/src/exports/write-parquet.js';
import { HubLog } from '../apps/hub/src/log/hub-log.js';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { Database, migrate } from '../apps/hub/src/persistence/database.js';
import { inner, oneOf, text, unlessTold, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { fillVisits } from './support/city-rows.js';

const DAY_MS = 86_400_000;
const CAMERAS = 1_000;
/** Of one camera, as `fillVisits` makes them. */
const VISITS_A_CAMERA_AND_DAY = 48;
const WRITERS = { csv: writeCsv, parquet: writeParquet } as const;
const FORMATS = ['csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];
const MIB = 1_048_576;

const values = benchOptions({
  name: 'exports',
  measures: `
How much memory and time an export takes, by its length.

Visits of an invented city in a PostgreSQL of its own, read by the hub's pages and written to nowhere, each format by a
process of its own. At each tenth it says what that process holds: all of its memory now and at most so far, and of it
JavaScript's objects and buffers. CPU time leaves PostgreSQL's out.`,
  options: {
    rows: whole('how many visits are exported', { unit: 'visits', default: 200_000 }),
    home: text('keeps the database there, and uses it again', 'directory'),
    url: inner(text('the database of the process that writes', 'url')),
    format: inner(unlessTold(oneOf('what it writes', 'format', FORMATS), 'csv')),
    from: inner(whole('its first visit', { unit: 'ms', default: 0, min: 0, max: Number.MAX_SAFE_INTEGER })),
    to: inner(whole('the end', { unit: 'ms', default: 0, min: 0, max: Number.MAX_SAFE_INTEGER })),
  },
  examples: [['--rows 10000000', 'the long form: some fifteen minutes, five of them to fill the table']],
});
const { rows } = values;
if (values.url === undefined) await prepare();
else await write(values.url, values.format);

async function prepare(): Promise<void> {
  const directory = values.home ?? mkdtempSync(join(tmpdir(), 'kerbline-bench-'));
  const server = await startPostgres({ directory: join(directory, 'postgres') });
  const source = await new DataSource(dataSourceOptions(server.url, () => undefined)).initialize();
  try {
    await migrate(source);
    const [found] = await source.query<{ at: Date | null }[]>('select min(start_at) as at from visits');
    const fromMs = found?.at?.getTime() ?? Date.parse('2025-01-01T00:00:00Z');
    const days = Math.ceil(rows / CAMERAS / VISITS_A_CAMERA_AND_DAY);
    if (!found?.at) await fillVisits(source, { cameras: CAMERAS, days, endMs: fromMs + days * DAY_MS });
    const toMs = Math.round(fromMs + (rows / CAMERAS / VISITS_A_CAMERA_AND_DAY) * DAY_MS);
    for (const format of FORMATS) {
      const more = ['--rows', String(rows), '--from', String(fromMs), '--to', String(toMs)];
      const child = fork(fileURLToPath(import.meta.url), ['--url', server.url, '--format', format, ...more]);
      await once(child, 'exit');
    }
  } finally {
    await source.destroy();
    await server.stop();
    if (values.home === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

async function write(url: string, format: Format): Promise<void> {
  const source = await new DataSource(dataSourceOptions(url, () => undefined)).initialize();
  const database = new Database(source, new HubLog('silent'));
  await database.whenOpen();
  console.log(`\n${format}: before it ${memory()}`);
  const [fromMs, cpu] = [performance.now(), process.cpuUsage()];
  let [bytes, read, told] = [0, 0, 0];
  async function* counted() {
    for await (const page of visitPages(database, 'demo', { fromMs: values.from, toMs: values.to })) {
      yield page;
      read += page.length;
      if (read < ((told + 1) * rows) / 10) continue;
      told = Math.floor((read * 10) / rows);
      console.log(`${String(read).padStart(10)} rows: ${memory()}`);
    }
  }
  await WRITERS[format](VISIT_COLUMNS, counted(), (chunk) => {
    bytes += chunk.length;
    return Promise.resolve();
  });
  const { user, system } = process.cpuUsage(cpu);
  const [wallS, cpuS] = [(performance.now() - fromMs) / 1_000, (user + system) / 1e6];
  const each = `${((cpuS * 1e6) / Math.max(1, read)).toFixed(1)} µs a row`;
  console.log(
    `${format}: ${read} rows, ${(bytes / 1e6).toFixed(1)} MB, ${wallS.toFixed(1)} s, CPU ${cpuS.toFixed(1)} s (${each}), ${memory()}`,
  );
  await source.destroy();
}

function memory(): string {
  const { rss, heapUsed, external } = process.memoryUsage();
  const mib = (value: number) => (value / MIB).toFixed(0).padStart(4);
  const peak = process.resourceUsage().maxRSS * 1_024;
  return `${mib(rss)} MiB now, ${mib(peak)} at most; objects ${mib(heapUsed)}, buffers ${mib(external)}`;
}
