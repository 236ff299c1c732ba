import PDFDocument from 'pdfkit';
import svgToPdf from 'svg-to-pdfkit';
import type { Block, Column, ReportDocument, Tile } from './document.js';
import { COLORS } from './drawing/svg.js';
import { BOLD, FONT_FILES, REGULAR, printable } from './pdf-font.js';

// Points, of which 72 make an inch. A4 is 595 by 842.
const MARGIN = 50;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN - 20;
const BODY = 10;
const SMALL = 8.5;
const CELL_PADDING = 4;
/** The smallest can still be read on paper. */
const NOTE_SIZES = [SMALL, 8, 7.5];
const TEXT = { width: WIDTH, lineGap: 2 } as const;

/** The document on A4. The same document makes the same bytes. */
export function pdfDocument(report: ReportDocument): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    // The file's id is made from these: without a date of ours it would be that of the making.
    info: {
      Title: `${report.title} – ${report.subtitle}`,
      Creator: 'Kerbline',
      Producer: 'Kerbline',
      CreationDate: new Date(report.contentEndMs),
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  for (const [name, file] of Object.entries(FONT_FILES)) pdf.registerFont(name, file);
  drawTitle(pdf, report);
  for (const [index, block] of report.blocks.entries()) drawBlock(pdf, block, report.blocks[index + 1]);
  drawFooters(pdf, report.footer);
  pdf.end();
  return finished;
}

type Pdf = PDFKit.PDFDocument;

function drawTitle(pdf: Pdf, { title, subtitle }: ReportDocument): void {
  write(pdf, title, { font: BOLD, size: 22 });
  write(pdf, subtitle, { size: 13, color: COLORS.muted });
  pdf.moveDown(0.5);
  const y = pdf.y;
  pdf
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + WIDTH, y)
    .lineWidth(2)
    .strokeColor(COLORS.curb)
    .stroke();
  pdf.y = y + 12;
}

function drawBlock(pdf: Pdf, block: Block, next: Block | undefined): void {
  switch (block.type) {
    case 'heading':
      // A heading stays with what it is over.
      makeRoom(pdf, 34 + Math.min(leastHeight(next), 240));
      pdf.y += 12;
      write(pdf, block.words, { font: BOLD, size: 14 });
      pdf.y += 4;
      return;
    case 'paragraph':
      write(pdf, block.words, {});
      pdf.y += 4;
      return;
    case 'lead':
      for (const words of block.sentences) {
        write(pdf, words, { size: 11.5 });
        pdf.y += 3;
      }
      return;
    case 'notice':
      return drawNotice(pdf, block.words);
    case 'tiles':
      return drawTiles(pdf, block.tiles);
    case 'drawing':
      return drawDrawing(pdf, block.svg, block.caption);
    case 'table':
      return drawTable(pdf, block.columns, block.rows);
    case 'notes':
      return drawNotes(pdf, block.words, block.items);
  }
}

/** A page of a few last lines is paper for nothing: in smaller type they fit, or the notes go over a page whole. */
function drawNotes(pdf: Pdf, words: string, items: readonly string[]): void {
  const heading = 14 + pdf.font(BOLD).fontSize(BODY).heightOfString(words, TEXT);
  pdf.font(REGULAR);
  const heightIn = (size: number) => {
    pdf.fontSize(size);
    return items.reduce((sum, item) => sum + 3 + pdf.heightOfString(printable(pdf, item), TEXT), heading);
  };
  const size = NOTE_SIZES.find((candidate) => pdf.y + heightIn(candidate) <= BOTTOM) ?? SMALL;
  makeRoom(pdf, Math.min(heightIn(size), BOTTOM - MARGIN));
  pdf.y += 14;
  write(pdf, words, { font: BOLD, size: BODY });
  for (const item of items) {
    pdf.y += 3;
    write(pdf, item, { size, color: COLORS.muted });
  }
}

function write(pdf: Pdf, words: string, { font = REGULAR, size = BODY, color = COLORS.ink as string }): void {
  pdf.font(font).fontSize(size).fillColor(color).text(printable(pdf, words), MARGIN, pdf.y, TEXT);
}

function drawNotice(pdf: Pdf, words: string): void {
  pdf.font(REGULAR).fontSize(BODY);
  const height = pdf.heightOfString(printable(pdf, words), { width: WIDTH - 24, lineGap: 2 }) + 14;
  makeRoom(pdf, height + 8);
  const top = pdf.y + 4;
  pdf.rect(MARGIN, top, WIDTH, height).fill(COLORS.hazardPale);
  pdf.rect(MARGIN, top, 3, height).fill(COLORS.hazard);
  pdf.fillColor(COLORS.ink).text(printable(pdf, words), MARGIN + 14, top + 7, { width: WIDTH - 24, lineGap: 2 });
  pdf.y = top + height + 8;
}

function drawTiles(pdf: Pdf, tiles: readonly Tile[]): void {
  if (tiles.length === 0) return;
  const gap = 10;
  const width = (WIDTH - gap * (tiles.length - 1)) / tiles.length;
  const inner = { width: width - 18, lineGap: 1 };
  const heights = tiles.map(({ figure, words, beside }) => {
    const figureHeight = pdf.font(BOLD).fontSize(17).heightOfString(printable(pdf, figure), inner);
    const wordsHeight = pdf.font(REGULAR).fontSize(BODY).heightOfString(printable(pdf, words), inner);
    const besideHeight = beside === '' ? 0 : pdf.fontSize(SMALL).heightOfString(printable(pdf, beside), inner) + 3;
    return figureHeight + wordsHeight + besideHeight + 20;
  });
  const height = Math.max(...heights);
  makeRoom(pdf, height + 20);
  const top = pdf.y + 8;
  for (const [index, { figure, words, beside }] of tiles.entries()) {
    const left = MARGIN + index * (width + gap);
    pdf.roundedRect(left, top, width, height, 4).lineWidth(0.75).strokeColor(COLORS.rule).stroke();
    pdf
      .font(BOLD)
      .fontSize(17)
      .fillColor(COLORS.ink)
      .text(printable(pdf, figure), left + 9, top + 10, inner);
    pdf
      .font(REGULAR)
      .fontSize(BODY)
      .text(printable(pdf, words), left + 9, pdf.y, inner);
    if (beside !== '') {
      pdf
        .fontSize(SMALL)
        .fillColor(COLORS.muted)
        .text(printable(pdf, beside), left + 9, pdf.y + 3, inner);
    }
  }
  pdf.y = top + height + 12;
}

function drawDrawing(pdf: Pdf, svg: string, caption: string): void {
  const height = drawingHeight(svg);
  makeRoom(pdf, height + 26);
  write(pdf, caption, { size: SMALL + 0.5, color: COLORS.muted });
  const top = pdf.y + 4;
  svgToPdf(pdf, printable(pdf, svg), MARGIN, top, {
    width: WIDTH,
    height,
    preserveAspectRatio: 'xMinYMin meet',
    fontCallback: (_family, isBold) => (isBold ? BOLD : REGULAR),
  });
  pdf.y = top + height + 8;
}

function drawTable(pdf: Pdf, columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  const total = columns.reduce((sum, { weight }) => sum + weight, 0);
  const widths = columns.map(({ weight }) => (WIDTH * weight) / total);
  const heading = columns.map(({ words }) => words);
  const draw = (cells: readonly string[], isHead: boolean) => {
    pdf.font(isHead ? BOLD : REGULAR).fontSize(SMALL);
    const options = (index: number) =>
      ({ width: (widths[index] ?? 0) - 2 * CELL_PADDING, align: columns[index]?.align ?? 'left' }) as const;
    const height =
      Math.max(...cells.map((words, index) => pdf.heightOfString(printable(pdf, words), options(index)))) + 7;
    if (!isHead && pdf.y + height > BOTTOM) {
      pdf.addPage();
      draw(heading, true);
      pdf.font(REGULAR).fontSize(SMALL);
    }
    const top = pdf.y;
    let left = MARGIN;
    for (const [index, words] of cells.entries()) {
      pdf
        .fillColor(isHead ? COLORS.muted : COLORS.ink)
        .text(printable(pdf, words), left + CELL_PADDING, top + 3, options(index));
      left += widths[index] ?? 0;
    }
    const y = top + height;
    pdf
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + WIDTH, y)
      .lineWidth(isHead ? 1.2 : 0.5)
      .strokeColor(COLORS.rule)
      .stroke();
    pdf.y = y;
  };
  makeRoom(pdf, 50);
  draw(heading, true);
  for (const row of rows) draw(row, false);
  pdf.y += 8;
}

function drawFooters(pdf: Pdf, words: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    // Below the margin text would start a new page.
    pdf.page.margins.bottom = 0;
    pdf.font(REGULAR).fontSize(8).fillColor(COLORS.muted);
    pdf.text(printable(pdf, words), MARGIN, 841.89 - 38, { width: WIDTH - 80, lineBreak: false });
    pdf.text(`${page - start + 1} of ${count}`, MARGIN + WIDTH - 80, 841.89 - 38, { width: 80, align: 'right' });
  }
}

function makeRoom(pdf: Pdf, height: number): void {
  if (pdf.y + height > BOTTOM) pdf.addPage();
}

function leastHeight(block: Block | undefined): number {
  return block?.type === 'drawing' ? drawingHeight(block.svg) + 26 : 40;
}

function drawingHeight(svg: string): number {
  const [, width = '1', height = '0'] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg) ?? [];
  return (WIDTH * Number(height)) / Number(width);
}
