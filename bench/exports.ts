/*
 * How much memory and time an export takes, by its length:
 *
 *   node dist/bench/exports.js --rows 100000
 *   node dist/bench/exports.js --rows 10000000      the long form: some ten minutes, most of them to fill the table
 *
 * Invented visits in a PostgreSQL of its own, read by the hub's pages and written to nowhere. Peak RSS is this process's
 * since its start, so the second format can only show more than the first; CPU time leaves PostgreSQL's out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { startPostgres } from '#local-services';
import { VISIT_COLUMNS, visitPages } from '../apps/hub/src/exports/visit-export.js';
import { writeCsv } from '../apps/hub/src/exports/write-csv.js';
import { writeParquet } from '../apps/hub/src/exports/write-parquet.js';
import { HubLog } from '../apps/hub/src/log/hub-log.js';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { Database } from '../apps/hub/src/persistence/database.js';
import { storeVisits } from '../test/api/support/stored-visits.js';

const FROM_MS = Date.parse('2025-01-01T00:00:00Z');
const EVERY_MS = 1_000;

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } });
const rows = Number(values.rows);
if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`--rows is "${values.rows}", expected a whole number`);

const directory = mkdtempSync(join(tmpdir(), 'kerbline-bench-'));
const server = await startPostgres({ directory });
const source = await new DataSource(dataSourceOptions(server.url, () => undefined)).initialize();
try {
  const database = new Database(source, new HubLog('silent'));
  await database.whenOpen();
  await storeVisits(source, { count: rows, fromMs: FROM_MS, everyMs: EVERY_MS });
  console.log(`${rows} visits; before the first export ${memory()}`);
  const range = { fromMs: FROM_MS, toMs: FROM_MS + rows * EVERY_MS };
  for (const [name, write] of [
    ['csv', writeCsv],
    ['parquet', writeParquet],
  ] as const) {
    const [fromMs, cpu] = [performance.now(), process.cpuUsage()];
    let bytes = 0;
    await write(VISIT_COLUMNS, visitPages(database, 'demo', range), (chunk) => {
      bytes += chunk.length;
      return Promise.resolve();
    });
    const { user, system } = process.cpuUsage(cpu);
    const [wallS, cpuS] = [(performance.now() - fromMs) / 1_000, (user + system) / 1e6];
    const size = `${(bytes / 1e6).toFixed(1)} MB`;
    console.log(`${name.padEnd(8)} ${size}, ${wallS.toFixed(1)} s, CPU ${cpuS.toFixed(1)} s, ${memory()}`);
  }
} finally {
  await source.destroy();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

function memory(): string {
  return `peak RSS ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB`;
}
