import { ByteWriter, parquetWriteRows } from 'hyparquet-writer';
import type { ExportColumn, Pages, Sink } from './export-column.js';

/** Rows of a row group: with the columns of a visit about a megabyte in the file, and some ten in memory. */
const ROW_GROUP_ROWS = 20_000;

/** A Parquet file, row group by row group: one of them and the footer so far is all that is held. */
export async function writeParquet<Row>(columns: readonly ExportColumn<Row>[], pages: Pages<Row>, sink: Sink) {
  const writer = new SinkWriter(sink);
  await parquetWriteRows({
    writer,
    rows: cellsOf(columns, pages),
    // Offset indices would be kept in memory until the end of the file.
    columns: columns.map(({ name, type }) => ({ name, type, offsetIndex: false })),
    rowGroupSize: ROW_GROUP_ROWS,
    createdBy: 'kerbline',
  });
  // The footer.
  await writer.flush();
}

async function* cellsOf<Row>(columns: readonly ExportColumn<Row>[], pages: Pages<Row>) {
  for await (const page of pages) {
    for (const row of page) {
      yield Object.fromEntries(
        columns.map(({ name, type, of }) => {
          const cell = of(row);
          return [name, type === 'INT64' && typeof cell === 'number' ? BigInt(cell) : cell];
        }),
      );
    }
  }
}

/** The library's buffer, emptied into a sink whenever it says that a row group is whole. */
class SinkWriter extends ByteWriter {
  constructor(private readonly sink: Sink) {
    super();
  }

  async flush(): Promise<void> {
    // A copy, because the sink may hold on to it while the buffer is filled again. `offset` goes on counting.
    const bytes = this.getBytes().slice();
    this.index = 0;
    await this.sink(bytes);
  }
}
