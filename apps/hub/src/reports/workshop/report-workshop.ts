import { Inject, Injectable } from '@nestjs/common';
import type { ReportedCity, TurnoverReport } from '#curb';
import { renderedReport } from '../rendered-report.js';
import type { RenderedReport } from '../rendered-report.js';
import { ReportLedger } from '../report-ledger.js';
import type { Outcome } from '../report-ledger.js';
import type { ReportFormat } from '../report.view.js';
import type { Edition } from '../turnover-document.js';

/** A report cannot be made or drawn now, but may be soon. */
export class WorkshopError extends Error {
  override readonly name = 'WorkshopError';
}

/** Where reports are made and drawn: a large city's keeps a processor busy for a second. */
export abstract class ReportWorkshop {
  /** The report of a day: made where there is none, revised where the rows of the day have changed since. */
  abstract settle(city: ReportedCity, date: string): Promise<Outcome>;

  abstract render(report: TurnoverReport, edition: Edition, format: ReportFormat): Promise<RenderedReport>;
}

/** In this process, where nobody waits for anything else. */
@Injectable()
export class WorkshopHere implements ReportWorkshop {
  constructor(@Inject(ReportLedger) private readonly ledger: ReportLedger) {}

  settle(city: ReportedCity, date: string): Promise<Outcome> {
    return this.ledger.settle(city, date);
  }

  render(report: TurnoverReport, edition: Edition, format: ReportFormat): Promise<RenderedReport> {
    return renderedReport(report, edition, format);
  }
}
