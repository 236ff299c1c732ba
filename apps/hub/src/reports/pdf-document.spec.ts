import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Block } from './document.js';
import { pdfDocument } from './pdf-document.js';

const FOOTNOTE = 'A footnote that runs over the whole width of the page and on to a second line. '.repeat(2);
const NOTES: Block = { type: 'notes', words: 'How this was counted', items: Array.from({ length: 6 }, () => FOOTNOTE) };
/** Two lines each, the heading, the footer and the number of the page. */
const LINES_OF_NOTES = 6 * 2 + 3;

/** Lines of text on each page of a document with so many paragraphs of a line each before its notes. */
async function linesAfter(paragraphs: number): Promise<number[]> {
  const blocks: Block[] = Array.from({ length: paragraphs }, () => ({ type: 'paragraph', words: 'A line.' }));
  const report = { title: 'Title', subtitle: 'Subtitle', footer: 'Footer', contentEndMs: 0 };
  const body = await pdfDocument({ ...report, blocks: [...blocks, NOTES] });
  return pagesOf(body).map((page) => page.match(/^BT$/gm)?.length ?? 0);
}

/** What is drawn on each page, as PDF says it; fonts and tables of letters are left out. */
function pagesOf(pdf: Buffer): string[] {
  const pages: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    if (pdf.subarray(at - 3, at).toString('latin1') === 'end') continue;
    const drawn = inflateSync(pdf.subarray(at + 'stream\n'.length)).toString('latin1');
    if (/^BT$/m.test(drawn)) pages.push(drawn);
  }
  return pages;
}

describe('the notes at the end of a PDF', () => {
  it('stay whole: they shrink by a little to fit, or start a page', async () => {
    const pageCounts: number[] = [];
    for (let paragraphs = 24; paragraphs <= 36; paragraphs++) {
      const lines = await linesAfter(paragraphs);
      pageCounts.push(lines.length);
      if (lines.length === 2) expect(lines[1]).toBe(LINES_OF_NOTES);
    }
    expect([pageCounts.at(0), pageCounts.at(-1)]).toEqual([1, 2]);
  });
});
