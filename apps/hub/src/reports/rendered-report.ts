import type { TurnoverReport } from '#curb';
import { csvReport } from './csv-report.js';
import { htmlDocument } from './html-document.js';
import { pdfDocument } from './pdf-document.js';
import type { ReportFormat } from './report.view.js';
import { turnoverDocument } from './turnover-document.js';
import type { Edition } from './turnover-document.js';

export interface RenderedReport {
  readonly mediaType: string;
  /** Of the file it is saved as. */
  readonly name: string;
  readonly body: Buffer;
}

/** The report in one of its forms. The same report makes the same bytes. */
export async function renderedReport(
  report: TurnoverReport,
  edition: Edition,
  format: ReportFormat,
): Promise<RenderedReport> {
  const revision = edition.revision > 1 ? `-revision-${edition.revision}` : '';
  const name = `curb-report-${report.city.id}-${report.date}${revision}.${format}`;
  switch (format) {
    case 'html':
      return {
        name,
        mediaType: 'text/html; charset=utf-8',
        body: Buffer.from(htmlDocument(turnoverDocument(report, edition))),
      };
    case 'pdf':
      return { name, mediaType: 'application/pdf', body: await pdfDocument(turnoverDocument(report, edition)) };
    case 'csv':
      return { name, mediaType: 'text/csv; charset=utf-8', body: Buffer.from(csvReport(report)) };
    case 'json': {
      const { revision, changes } = edition;
      const body = Buffer.from(`${JSON.stringify({ ...report, revision, changes })}\n`);
      return { name, mediaType: 'application/json; charset=utf-8', body };
    }
  }
}
