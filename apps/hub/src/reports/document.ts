import { PAGE, PHONE } from './drawing/svg.js';
import type { Sheet } from './drawing/svg.js';

/** One figure worth a large type, what it is, and how it stands beside earlier ones. */
export interface Tile {
  readonly figure: string;
  readonly words: string;
  readonly beside: string;
}

export interface Column {
  readonly words: string;
  readonly align: 'left' | 'right';
  /** Share of the table's width, relative to the other columns. */
  readonly weight: number;
}

/** One drawing in two forms: for paper and a wide screen, and for a phone. */
export interface DrawingBlock {
  readonly type: 'drawing';
  readonly svg: string;
  readonly narrow: string;
  readonly caption: string;
}

export type Block =
  | { readonly type: 'heading'; readonly words: string }
  | { readonly type: 'paragraph'; readonly words: string }
  | { readonly type: 'lead'; readonly sentences: readonly string[] }
  /** Something to know before reading on. */
  | { readonly type: 'notice'; readonly words: string }
  | { readonly type: 'tiles'; readonly tiles: readonly Tile[] }
  | DrawingBlock
  | { readonly type: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'notes'; readonly words: string; readonly items: readonly string[] };

/** A report as it is read, whatever it is printed on. */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  /** Stands on every printed page. */
  readonly footer: string;
  /** The moment its content ends: what a file needs as its date, so that the same content makes the same file. */
  readonly contentEndMs: number;
  readonly blocks: readonly Block[];
}

export function drawingBlock(caption: string, draw: (sheet: Sheet) => string): DrawingBlock {
  return { type: 'drawing', caption, svg: draw(PAGE), narrow: draw(PHONE) };
}

export function column(words: string, align: Column['align'] = 'right', weight = 1): Column {
  return { words, align, weight };
}
