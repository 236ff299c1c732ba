import { Inject, Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { v5 as uuidV5 } from 'uuid';
import { reportChanges, turnoverReport } from '#curb';
import type { ReportChange, ReportedCity, TurnoverReport } from '#curb';
import { KnownCurbsReader } from '../cds/events/known-curbs.js';
import { HubSettings } from '../config/hub-settings.js';
import { Database } from '../persistence/database.js';
import type { TurnoverReportRow } from '../persistence/turnover-report.row.js';
import { DayReader } from './day-reader.js';
import { PublishedRuleViolations } from './violation-source.js';

/** Of reports within Kerbline: fixed for ever, so that the same report has the same id wherever it is made. */
const NAMESPACE = '0c8e6f0b-52a5-5f5e-8b0d-1f4b7c1f6a90';
/** A large city's day takes some seconds to read and to count; nothing waits for it. */
const REPORT_MS_MAX = 60_000;
/** PostgreSQL: the row is there already, or came while this transaction ran. */
const ALREADY_THERE = new Set(['23505', '40001']);

/** `lost`: another hub makes it, or has just made it. */
export type Outcome = 'made' | 'revised' | 'unchanged' | 'lost';

const LATEST = `
  select *, day::text as day from turnover_reports where city_id = $1 and day = $2 order by revision desc limit 1`;
const INSERT = `
  insert into turnover_reports (city_id, day, revision, id, made_at, fingerprint, content, changes)
  values ($1, $2, $3, $4, now(), $5, $6, $7)`;
const INSERT_MAIL = `insert into report_mails (report_id, due_at, attempts) values ($1, now(), 0)`;

/**
 * Makes the reports and keeps them: exactly one a city, day and revision, however many hubs try. Whoever holds the
 * lock of a city's day makes its report in one transaction; a hub that dies midway leaves nothing behind and lets go.
 */
@Injectable()
export class ReportLedger {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DayReader) private readonly days: DayReader,
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'config'>,
  ) {}

  /** The report of a day: made where there is none, revised where the rows of the day have changed since. */
  async settle(city: ReportedCity, date: string): Promise<Outcome> {
    try {
      return await this.database.transaction((manager) => this.#settleWithin(manager, city, date));
    } catch (error) {
      if (ALREADY_THERE.has(codeOf(error))) return 'lost';
      throw error;
    }
  }

  /** The report as it would be made now; nothing is kept. */
  preview(city: ReportedCity, date: string): Promise<TurnoverReport> {
    return this.database.transaction(async (manager) => {
      await beginSnapshot(manager);
      return turnoverReport(await this.days.read(manager, city, date));
    });
  }

  async latest(cityId: string, date: string): Promise<TurnoverReportRow | null> {
    const rows = await this.database.query<TurnoverReportRow>(LATEST, [cityId, date]);
    return rows[0] ?? null;
  }

  async #settleWithin(manager: EntityManager, city: ReportedCity, date: string): Promise<Outcome> {
    await beginSnapshot(manager);
    const locks: { held: boolean }[] = await manager.query(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as held',
      [`turnover report/${city.id}/${date}`],
    );
    if (locks[0]?.held !== true) return 'lost';
    const known: TurnoverReportRow[] = await manager.query(LATEST, [city.id, date]);
    const before = known[0] ?? null;
    const fingerprint = await this.days.fingerprint(manager, city, date);
    if (before?.fingerprint === fingerprint) return 'unchanged';
    const content = turnoverReport(await this.days.read(manager, city, date));
    const changes = before ? reportChanges(before.content, content) : [];
    // Rows may change and no figure with them.
    if (before && changes.length === 0) return 'unchanged';
    await this.#keep(manager, { city, date, revision: (before?.revision ?? 0) + 1, fingerprint, content, changes });
    return before ? 'revised' : 'made';
  }

  async #keep(
    manager: EntityManager,
    report: {
      city: ReportedCity;
      date: string;
      revision: number;
      fingerprint: string;
      content: TurnoverReport;
      changes: readonly ReportChange[];
    },
  ): Promise<void> {
    const { city, date, revision, fingerprint, content, changes } = report;
    const id = uuidV5(`${city.id}/${date}/${revision}`, NAMESPACE);
    const json = [JSON.stringify(content), JSON.stringify(changes)];
    await manager.query(INSERT, [city.id, date, revision, id, fingerprint, ...json]);
    if (this.settings.config.reportMail !== null) await manager.query(INSERT_MAIL, [id]);
  }
}

/** A ledger without the rest of a hub, as a program of its own keeps it. */
export function ledgerOn(database: Database, config: HubSettings['config']): ReportLedger {
  return new ReportLedger(database, new DayReader(new PublishedRuleViolations(new KnownCurbsReader(database))), {
    config,
  });
}

/** Everything is read as of one moment, and there is time for it: it takes no processor but one from who waits. */
async function beginSnapshot(manager: EntityManager): Promise<void> {
  await manager.query('set transaction isolation level repeatable read');
  await manager.query('set local max_parallel_workers_per_gather = 0');
  await manager.query(`set local statement_timeout = ${REPORT_MS_MAX}`);
  await manager.query(`set local idle_in_transaction_session_timeout = ${REPORT_MS_MAX}`);
}

/** PostgreSQL's own code of what failed, or nothing. */
function codeOf(error: unknown): string {
  if (!(error instanceof QueryFailedError)) return '';
  const cause: unknown = error.driverError;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
