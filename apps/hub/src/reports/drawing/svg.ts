/** Ink on paper: each pair of text and ground has a contrast of at least 4.5 to 1. */
export const COLORS = {
  ink: '#1b2733',
  muted: '#566472',
  rule: '#d5dbe1',
  curb: '#1f6fb2',
  curbPale: '#cfe2f2',
  hazard: '#b8481b',
  hazardPale: '#f6ddd0',
  blind: '#e4e7eb',
  road: '#ece6da',
  paper: '#ffffff',
} as const;

/** Present on every system and, as Helvetica, in every PDF reader. */
export const FONT = 'Helvetica, Arial, sans-serif';

export type Attributes = Readonly<Record<string, string | number>>;

/** One SVG element as text. Only attributes are used, no style sheet: PDF knows none. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(number(value))}"`);
  return children.length === 0
    ? `<${name}${given.join('')}/>`
    : `<${name}${given.join('')}>${children.join('')}</${name}>`;
}

export function text(x: number, y: number, words: string, change: Attributes = {}): string {
  const attributes = { x, y, 'font-family': FONT, 'font-size': 11, fill: COLORS.muted, ...change };
  return element('text', attributes, escaped(words));
}

/** What a drawing is made for: the breadth of a page, or of a phone held upright, where letters stay as large. */
export interface Sheet {
  readonly widthPx: number;
  readonly isNarrow: boolean;
}
export const PAGE: Sheet = { widthPx: 720, isNarrow: false };
export const PHONE: Sheet = { widthPx: 340, isNarrow: true };

/** A picture with a name for those who do not see it. */
export function drawing(widthPx: number, heightPx: number, label: string, ...children: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${widthPx} ${heightPx}`,
    width: widthPx,
    height: heightPx,
    role: 'img',
    'aria-label': label,
  };
  return element('svg', attributes, ...children);
}

export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A tenth of a pixel is as fine as anybody sees. */
function number(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(value * 10) / 10);
}
