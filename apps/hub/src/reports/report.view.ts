import { ApiProperty } from '@nestjs/swagger';
import type { TurnoverReportRow } from '../persistence/turnover-report.row.js';

export const REPORT_FORMATS = ['html', 'pdf', 'csv', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export class ReportView {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;
  @ApiProperty({ example: 'springfield' })
  readonly city!: string;
  @ApiProperty({ example: '2026-11-21', description: "The day on the city's calendar" })
  readonly day!: string;
  @ApiProperty({ example: 1, description: 'One more for every later report of the same day' })
  readonly revision!: number;
  @ApiProperty({ format: 'date-time' })
  readonly madeAt!: string;
  @ApiProperty({ description: 'Figures that differ from the revision before' })
  readonly changes!: number;
  @ApiProperty({
    description: 'Where the report is, by format',
    type: 'object',
    properties: Object.fromEntries(REPORT_FORMATS.map((format) => [format, { type: 'string' }])),
    required: [...REPORT_FORMATS],
    selfRequired: true,
    example: { html: '/api/v1/reports/5b0e….html' },
  })
  readonly links!: Record<ReportFormat, string>;
}

export class ReportList {
  @ApiProperty({ type: [ReportView] })
  readonly data!: ReportView[];
  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export type ListedReport = Pick<TurnoverReportRow, 'id' | 'city_id' | 'day' | 'revision' | 'made_at'> & {
  readonly changed: number;
};

export function reportView(row: ListedReport): ReportView {
  const link = (format: ReportFormat) => `/api/v1/reports/${row.id}.${format}`;
  return {
    id: row.id,
    city: row.city_id,
    day: row.day,
    revision: row.revision,
    madeAt: row.made_at.toISOString(),
    changes: row.changed,
    links: { html: link('html'), pdf: link('pdf'), csv: link('csv'), json: link('json') },
  };
}
