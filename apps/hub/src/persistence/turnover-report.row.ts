import { EntitySchema } from 'typeorm';
import type { ReportChange, TurnoverReport } from '#curb';

/** One edition of the report of a city's day. It is never changed. Columns as in the table. */
export interface TurnoverReportRow {
  city_id: string;
  /** On the city's calendar, `2026-11-21`. */
  day: string;
  /** 1, and one more for every later report of the same day. */
  revision: number;
  id: string;
  made_at: Date;
  /** Of the rows it was made from. */
  fingerprint: string;
  content: TurnoverReport;
  /** Against the revision before. */
  changes: readonly ReportChange[];
}

export const TurnoverReportRowSchema = new EntitySchema<TurnoverReportRow>({
  name: 'turnover_report',
  tableName: 'turnover_reports',
  columns: {
    city_id: { type: 'text', primary: true },
    day: { type: 'date', primary: true },
    revision: { type: 'int', primary: true },
    id: { type: 'uuid' },
    made_at: { type: 'timestamptz' },
    fingerprint: { type: 'text' },
    content: { type: 'json' },
    changes: { type: 'json' },
  },
  indices: [{ name: 'turnover_reports_by_id', columns: ['id'], unique: true }],
});

/** A report on its way by mail. Columns as in the table. */
export interface ReportMailRow {
  report_id: string;
  /** It is not tried before. */
  due_at: Date;
  attempts: number;
  /** When it was sent, or given up. */
  settled_at: Date | null;
  /** Null once it was sent. */
  last_error: string | null;
}

export const ReportMailRowSchema = new EntitySchema<ReportMailRow>({
  name: 'report_mail',
  tableName: 'report_mails',
  columns: {
    report_id: { type: 'uuid', primary: true },
    due_at: { type: 'timestamptz' },
    attempts: { type: 'int' },
    settled_at: { type: 'timestamptz', nullable: true },
    last_error: { type: 'text', nullable: true },
  },
  indices: [{ name: 'report_mails_due', columns: ['due_at'], where: 'settled_at is null', synchronize: false }],
});
