import type { Provider, Type } from '@nestjs/common';
import { DayReader } from './day-reader.js';
import { ReportLedger } from './report-ledger.js';
import { ReportMail } from './report-mail.js';
import { ReportNight } from './report-night.js';
import { PublishedRuleViolations, ViolationSource } from './violation-source.js';
import { ReportWorkshop } from './workshop/report-workshop.js';

/** What makes the reports of a night and sends them, where `workshop` makes and draws them. */
export function reportProviders(workshop: Type<ReportWorkshop>): Provider[] {
  return [
    { provide: ViolationSource, useClass: PublishedRuleViolations },
    { provide: ReportWorkshop, useClass: workshop },
    DayReader,
    ReportLedger,
    ReportMail,
    ReportNight,
  ];
}
