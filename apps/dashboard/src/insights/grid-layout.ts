import type { Width } from '../street/use-width.js';

const GAP = 2;
const LABELS = 36;
const HEAD = 20;
const HOURS = 24;
const DAYS = 7;
/** Tall enough for a thumb, low enough for the whole week to be in sight. */
const ROW = { min: 24, max: 32 };

/** Where the hours of a week lie in so many pixels. */
export interface GridLayout {
  readonly width: number;
  readonly height: number;
  readonly head: number;
  readonly cell: { readonly width: number; readonly height: number; readonly rx: number };
  readonly x: (hour: number) => number;
  readonly y: (day: number) => number;
}

export function gridLayout({ px, zoom }: Width): GridLayout {
  const [labels, head] = [LABELS * zoom, HEAD * zoom];
  const column = Math.max(0, px - labels) / HOURS;
  const row = Math.min(ROW.max * zoom, Math.max(ROW.min * zoom, column));
  return {
    width: px,
    height: head + DAYS * row,
    head,
    cell: { width: Math.max(0, column - GAP), height: row - GAP, rx: 2 },
    x: (hour) => labels + hour * column,
    y: (day) => head + day * row,
  };
}
