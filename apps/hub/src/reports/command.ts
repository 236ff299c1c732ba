import { writeFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import type { ImpactReport, ReportedCity } from '#curb';
import { readHubConfig } from '../config/hub-config.js';
import { claims } from '../impact/claims.js';
import { impactDocument } from '../impact/impact-document.js';
import { ImpactReader } from '../impact/impact-reader.js';
import type { ComparedDates, DateSpan } from '../impact/impact-reader.js';
import { HubLog } from '../log/hub-log.js';
import { dataSourceOptions } from '../persistence/data-source-options.js';
import { Database } from '../persistence/database.js';
import { htmlDocument } from './html-document.js';
import { isDate } from './local-day.js';
import { pdfDocument } from './pdf-document.js';
import { renderedReport } from './rendered-report.js';
import { ledgerOn } from './report-ledger.js';
import { REPORT_FORMATS } from './report.view.js';
import type { ReportFormat } from './report.view.js';

/** Told to whoever typed the command, without a stack. */
class CommandError extends Error {
  readonly isForPeople = true;
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

const WRONG_ARGUMENT = 2;

export interface ReportOptions {
  readonly databaseUrl: string;
  readonly city: string;
  readonly date: string;
  readonly format: string;
  /** Undefined: printed. */
  readonly out?: string;
}

/** Prints or writes the report of a day: the kept one, or where there is none as it would be made now. */
export async function printReport({
  databaseUrl,
  city: cityId,
  date,
  format: word,
  out,
}: ReportOptions): Promise<void> {
  const format: ReportFormat = oneOf('--format', word, REPORT_FORMATS);
  if (!isDate(date)) throw new CommandError(`--date is "${date}", expected a day such as 2026-11-21`, WRONG_ARGUMENT);
  await withDatabase(databaseUrl, cityId, async (database, city) => {
    const ledger = ledgerOn(database, readHubConfig({}));
    const kept = await ledger.latest(city.id, date);
    const content = kept?.content ?? (await ledger.preview(city, date));
    const edition = { revision: kept?.revision ?? 1, changes: kept?.changes ?? [] };
    const { body } = await renderedReport(content, edition, format);
    await put(body, out);
  });
}

export interface ImpactOptions {
  readonly databaseUrl: string;
  readonly city: string;
  /** `2026-03-02..2026-03-29` */
  readonly before: string;
  readonly after: string;
  readonly format: string;
  readonly out?: string;
}

/** Prints or writes what changed from one period to another. */
export async function printImpact(options: ImpactOptions): Promise<void> {
  const format = oneOf('--format', options.format, ['text', 'html', 'pdf', 'json'] as const);
  const dates: ComparedDates = { before: span('--before', options.before), after: span('--after', options.after) };
  if (dates.after.from <= dates.before.to) {
    throw new CommandError(`--after begins on ${dates.after.from}, expected a day after --before`, WRONG_ARGUMENT);
  }
  await withDatabase(options.databaseUrl, options.city, async (database, city) => {
    const report = await new ImpactReader(database).compare(city, dates);
    await put(await renderedImpact(city, report, format), options.out);
  });
}

async function renderedImpact(
  city: ReportedCity,
  report: ImpactReport,
  format: 'text' | 'html' | 'pdf' | 'json',
): Promise<Buffer> {
  switch (format) {
    case 'text':
      return Buffer.from(`${claims(report).join('\n')}\n`);
    case 'html':
      return Buffer.from(htmlDocument(impactDocument(city, report)));
    case 'pdf':
      return pdfDocument(impactDocument(city, report));
    case 'json':
      return Buffer.from(`${JSON.stringify({ city, ...report, claims: claims(report) }, null, 2)}\n`);
  }
}

async function withDatabase(
  url: string,
  cityId: string,
  work: (database: Database, city: ReportedCity) => Promise<void>,
): Promise<void> {
  const source = await new DataSource(dataSourceOptions(url, () => undefined)).initialize().catch((error: unknown) => {
    throw new CommandError(`the database cannot be reached: ${String(error)}`, 1);
  });
  try {
    const database = new Database(source, new HubLog('silent'));
    await database.whenOpen();
    const cities = await database.query<ReportedCity>(
      'select id, name, time_zone as "timeZone" from cities where id = $1',
      [cityId],
    );
    const city = cities[0];
    if (!city) throw new CommandError(`--city is "${cityId}", and there is no such city`, WRONG_ARGUMENT);
    await work(database, city);
  } finally {
    await source.destroy();
  }
}

async function put(body: Buffer, out: string | undefined): Promise<void> {
  if (out !== undefined) return writeFile(out, body);
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(body, (error) => (error ? reject(error) : resolve()));
  });
}

function oneOf<T extends string>(name: string, word: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === word);
  if (found === undefined) {
    throw new CommandError(`${name} is "${word}", expected one of ${known.join(', ')}`, WRONG_ARGUMENT);
  }
  return found;
}

function span(name: string, text: string): DateSpan {
  const [from = '', to = '', ...rest] = text.split('..');
  if (!isDate(from) || !isDate(to) || rest.length > 0 || to < from) {
    throw new CommandError(`${name} is "${text}", expected two days such as 2026-03-02..2026-03-29`, WRONG_ARGUMENT);
  }
  return { from, to };
}
