import type { Cell, ExportColumn, Pages, Sink } from './export-column.js';

/** RFC 4180 with a line of names; each page goes to the sink before the next is read. */
export async function writeCsv<Row>(columns: readonly ExportColumn<Row>[], pages: Pages<Row>, sink: Sink) {
  let text = line(columns.map(({ name }) => name));
  for await (const page of pages) {
    text += page.map((row) => line(columns.map((column) => column.of(row)))).join('');
    await sink(Buffer.from(text));
    text = '';
  }
  if (text !== '') await sink(Buffer.from(text));
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = cell instanceof Date ? cell.toISOString() : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
