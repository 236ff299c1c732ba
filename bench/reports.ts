import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { TurnoverReport } from '#curb';
import { startPostgres } from '#local-services';
import { readHubConfig } from '../apps/hub/src/config/hub-config.js';
import { HubLog } from '../apps/hub/src/log/hub-log.js';
import { dataSourceOptions } from '../apps/hub/src/persistence/data-source-options.js';
import { Database } from '../apps/hub/src/persistence/database.js';
import { DayReader } from '../apps/hub/src/reports/day-reader.js';
import { renderedReport } from '../apps/hub/src/reports/rendered-report.js';
import { ReportLedger } from '../apps/hub/src/reports/report-ledger.js';
import { REPORT_FORMATS } from '../apps/hub/src/reports/report.view.js';
import { DoubleParkingViolations } from '../apps/hub/src/reports/violation-source.js';
import { simulatedDay } from '../test/reports/support/simulated-city.js';
import { storeDay } from '../test/reports/support/stored-day.js';
import { benchOptions } from './support/bench-options.js';

benchOptions({
  name: 'reports',
  measures: `
How long the report of one day of 1,000 zones takes, from the tables to each of its forms, and whether it is the same to
the byte when it is made again from the same rows, read in another order. Exit code 1: it is not.

An invented city (seeded) in a PostgreSQL of its own. A busy machine stretches the wall clock; CPU time is this process's,
without PostgreSQL's.`,
});

const ZONES = 1_000;

const directory = mkdtempSync(join(tmpdir(), 'kerbline-bench-'));
const server = await startPostgres({ directory });
const source = await new DataSource(dataSourceOptions(server.url, () => undefined)).initialize();
try {
  const database = new Database(source, new HubLog('silent'));
  await database.whenOpen();
  const day = simulatedDay({ zones: ZONES });
  await storeDay(source, day);
  await source.query('analyze');
  console.log(`${ZONES} zones, ${day.streets.length} streets, ${day.visits.length} visits`);
  const ledger = new ReportLedger(database, new DayReader(new DoubleParkingViolations()), {
    config: readHubConfig({}),
  });
  await timed('made and kept', () => ledger.settle(day.city, day.date));
  await timed('found unchanged', () => ledger.settle(day.city, day.date));
  const first = await sumsOf(await ledger.preview(day.city, day.date));
  // PostgreSQL gives rows without an order as they lie: rewritten along another index they lie otherwise.
  await source.query('cluster visits using visits_pkey');
  const again = await sumsOf(await ledger.preview(day.city, day.date));
  for (const format of REPORT_FORMATS) {
    const isSame = first.get(format) === again.get(format);
    console.log(
      `${format.padEnd(5)} sha256 ${first.get(format)} ${isSame ? 'again the same' : `BUT ${again.get(format)}`}`,
    );
    if (!isSame) process.exitCode = 1;
  }
} finally {
  await source.destroy();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function sumsOf(content: TurnoverReport): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  for (const format of REPORT_FORMATS) {
    await timed(format, async () => {
      const { body } = await renderedReport(content, { revision: 1, changes: [] }, format);
      sums.set(format, createHash('sha256').update(body).digest('hex').slice(0, 16));
    });
  }
  return sums;
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const fromMs = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - fromMs;
  console.log(`${name.padEnd(16)} ${(wallMs / 1_000).toFixed(2)} s, CPU ${((user + system) / 1e6).toFixed(2)} s`);
}
