import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Counter } from 'prom-client';
import { ApiProblem } from '../api/problem.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import type { ExportColumn, Pages } from './export-column.js';
import { ClientGone, responseSink } from './response-sink.js';
import { writeCsv } from './write-csv.js';
import { writeParquet } from './write-parquet.js';

export const EXPORT_FORMATS = ['csv', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Each takes a connection of the database for most of its time; the hub has ten. */
const AT_ONCE_MAX = 3;
const RETRY_AFTER_MS = 10_000;
/** A client that takes nothing for so long has gone without a word; no query takes as long. */
const STALL_MS_MAX = 60_000;
/** Parquet's is the one registered with IANA. */
const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};
const WRITERS = { csv: writeCsv, parquet: writeParquet } as const;

export interface Export<Row> {
  /** Without its ending. */
  readonly fileName: string;
  readonly format: ExportFormat;
  readonly columns: readonly ExportColumn<Row>[];
  readonly pages: Pages<Row>;
}

/** Sends tables of any length in constant memory, a few at once. */
@Injectable()
export class Exporter {
  #underWay = 0;
  readonly #ended: Counter<'end'>;
  readonly #rows: Counter;

  constructor(@Inject(HubMetrics) { registry }: HubMetrics) {
    this.#ended = new Counter({
      name: 'kerbline_exports_total',
      help: 'Exports asked for, by their end: whole, hung_up (by the client), failed, refused (too many at once)',
      labelNames: ['end'],
      registers: [registry],
    });
    this.#rows = new Counter({
      name: 'kerbline_export_rows_total',
      help: 'Rows read from the database for exports',
      registers: [registry],
    });
  }

  /** Resolves when all is sent or the client has hung up. What fails before the first byte can still be answered. */
  async send<Row>(response: Response, { fileName, format, columns, pages }: Export<Row>): Promise<void> {
    if (this.#underWay >= AT_ONCE_MAX) {
      this.#ended.inc({ end: 'refused' });
      throw new ApiProblem(503, `${AT_ONCE_MAX} exports are under way; ask again soon`, [], RETRY_AFTER_MS);
    }
    this.#underWay += 1;
    try {
      response.setTimeout(STALL_MS_MAX, () => response.destroy());
      response
        .setHeader('Content-Type', MEDIA_TYPES[format])
        .setHeader('Content-Disposition', `attachment; filename="${fileName}.${format}"`)
        .setHeader('Cache-Control', 'private, no-store');
      if (response.req.method !== 'HEAD') {
        await WRITERS[format](columns, this.#counted(pages, response), responseSink(response));
      }
      response.end();
      this.#ended.inc({ end: 'whole' });
    } catch (error) {
      const hungUp = error instanceof ClientGone;
      this.#ended.inc({ end: hungUp ? 'hung_up' : 'failed' });
      if (hungUp) return;
      if (!response.headersSent) response.removeHeader('Content-Disposition');
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** A row group is several pages: between them the client may have hung up without anything being written. */
  async *#counted<Row>(pages: Pages<Row>, response: Response): Pages<Row> {
    for await (const page of pages) {
      this.#rows.inc(page.length);
      if (response.destroyed) throw new ClientGone('the client hung up');
      yield page;
    }
  }
}
