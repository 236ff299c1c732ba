import type { ReportedCity, TurnoverReport } from '#curb';
import type { RenderedReport } from '../rendered-report.js';
import type { Outcome } from '../report-ledger.js';
import type { ReportFormat } from '../report.view.js';
import type { Edition } from '../turnover-document.js';

/** What the hub asks of the process that makes reports. */
export type Job =
  | { readonly type: 'settle'; readonly city: ReportedCity; readonly date: string }
  | {
      readonly type: 'render';
      readonly report: TurnoverReport;
      readonly edition: Edition;
      readonly format: ReportFormat;
    };

export interface JobMessage {
  readonly id: number;
  readonly job: Job;
}

export type JobResult = Outcome | RenderedReport;

/** What that process answers. */
export type JobDone =
  | { readonly id: number; readonly result: JobResult }
  | { readonly id: number; readonly problem: string; readonly code: string | undefined };
