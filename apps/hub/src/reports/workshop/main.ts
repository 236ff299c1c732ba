/*
 * The process that makes and draws reports for a hub: one job after the other, on connections of its own. It ends with
 * the hub, or when the hub lets go of it.
 */
import { DataSource } from 'typeorm';
import { readHubConfig } from '../../config/hub-config.js';
import { HubLog, errorFields } from '../../log/hub-log.js';
import { dataSourceOptions } from '../../persistence/data-source-options.js';
import { Database } from '../../persistence/database.js';
import { renderedReport } from '../rendered-report.js';
import { ledgerOn } from '../report-ledger.js';
import type { ReportLedger } from '../report-ledger.js';
import type { Job, JobDone, JobMessage, JobResult } from './workshop-messages.js';

const config = readHubConfig(process.env);
// What fails of a job the hub tells; this tells of its connections.
const log = new HubLog('warn');
let opened: ReportLedger | null = null;
/** Resolves when what was asked before is done. */
let turn: Promise<void> = Promise.resolve();

process.on('message', ({ id, job }: JobMessage) => {
  turn = turn.then(async () => tell(await answer(id, job)));
});
process.on('disconnect', () => process.exit(0));
// The hub decides when this ends; a terminal's Ctrl+C reaches both.
process.on('SIGINT', () => undefined);

async function answer(id: number, job: Job): Promise<JobDone> {
  try {
    return { id, result: await done(job) };
  } catch (error) {
    const { error: problem, code } = errorFields(error);
    return { id, problem: String(problem), code: typeof code === 'string' ? code : undefined };
  }
}

async function done(job: Job): Promise<JobResult> {
  if (job.type === 'render') return renderedReport(job.report, job.edition, job.format);
  opened ??= await ledger();
  return opened.settle(job.city, job.date);
}

async function ledger(): Promise<ReportLedger> {
  const onPoolError = (error: unknown) => log.warn('idle database connection lost', errorFields(error));
  const database = new Database(new DataSource(dataSourceOptions(config.databaseUrl ?? '', onPoolError)), log);
  await database.whenOpen();
  return ledgerOn(database, config);
}

function tell(message: JobDone): void {
  // The hub may have gone meanwhile.
  if (process.connected) process.send?.(message);
}
