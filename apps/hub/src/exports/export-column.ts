/** What a cell holds; `Date` only in columns of times, and null in any. */
export type Cell = string | number | boolean | Date | null;

/** One column of an export, in Parquet's words. CSV writes times as ISO 8601 and null as nothing. */
export interface ExportColumn<Row> {
  readonly name: string;
  readonly type: 'STRING' | 'INT64' | 'BOOLEAN' | 'TIMESTAMP';
  readonly of: (row: Row) => Cell;
}

/** Rows a few at a time. Whoever stops reading stops the queries. */
export type Pages<Row> = AsyncIterable<readonly Row[]>;

/** Takes bytes away; resolves when there is room for more, and rejects when nobody wants them any more. */
export type Sink = (bytes: Uint8Array) => Promise<void>;
