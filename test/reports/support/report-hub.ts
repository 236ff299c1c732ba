import type { DataSource } from 'typeorm';
import { vi, expect } from 'vitest';
import { readHubConfig } from '../../../apps/hub/src/config/hub-config.js';
import { HubLog } from '../../../apps/hub/src/log/hub-log.js';
import { HubMetrics } from '../../../apps/hub/src/observability/hub-metrics.js';
import { Database } from '../../../apps/hub/src/persistence/database.js';
import { DayReader } from '../../../apps/hub/src/reports/day-reader.js';
import { ReportLedger } from '../../../apps/hub/src/reports/report-ledger.js';
import { ReportMail } from '../../../apps/hub/src/reports/report-mail.js';
import { ReportNight } from '../../../apps/hub/src/reports/report-night.js';
import { DoubleParkingViolations } from '../../../apps/hub/src/reports/violation-source.js';
import { WorkshopHere } from '../../../apps/hub/src/reports/workshop/report-workshop.js';
import type { ViolationSource } from '../../../apps/hub/src/reports/violation-source.js';

/** The part of a hub that makes reports, with connections of its own. */
export class ReportHub {
  readonly metrics = new HubMetrics();
  readonly ledger: ReportLedger;
  readonly night: ReportNight;
  readonly mail: ReportMail;

  private constructor(
    readonly source: DataSource,
    readonly database: Database,
    violations: ViolationSource,
    env: Record<string, string>,
  ) {
    const settings = { config: readHubConfig(env) };
    const log = new HubLog('silent');
    this.ledger = new ReportLedger(database, new DayReader(violations), settings);
    const workshop = new WorkshopHere(this.ledger);
    this.night = new ReportNight(database, workshop, settings, log, this.metrics);
    this.mail = new ReportMail(database, settings, log, this.metrics, workshop);
  }

  static async open(
    source: DataSource,
    env: Record<string, string> = {},
    violations: ViolationSource = new DoubleParkingViolations(),
  ): Promise<ReportHub> {
    const database = new Database(source, new HubLog('silent'));
    database.onApplicationBootstrap();
    await vi.waitFor(async () => expect(await database.answers()).toBe(true), { timeout: 30_000, interval: 50 });
    return new ReportHub(source, database, violations, env);
  }
}
