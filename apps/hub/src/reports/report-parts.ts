import { DayReader } from './day-reader.js';
import { ReportLedger } from './report-ledger.js';
import { ReportMail } from './report-mail.js';
import { ReportNight } from './report-night.js';
import { PublishedRuleViolations, ViolationSource } from './violation-source.js';

/** What makes the reports of a night and sends them. */
export const REPORT_PROVIDERS = [
  { provide: ViolationSource, useClass: PublishedRuleViolations },
  DayReader,
  ReportLedger,
  ReportMail,
  ReportNight,
];
