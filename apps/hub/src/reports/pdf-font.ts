import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');

/** What PDFs call the two faces. */
export const REGULAR = 'regular';
export const BOLD = 'bold';

/**
 * DejaVu Sans Condensed, as wide as Helvetica, which charts are laid out for. It has the letters of all Latin alphabets,
 * Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic; what is used of it is embedded, so every reader shows the same.
 */
export const FONT_FILES: Readonly<Record<string, string>> = {
  [REGULAR]: join(FOLDER, 'DejaVuSansCondensed.ttf'),
  [BOLD]: join(FOLDER, 'DejaVuSansCondensed-Bold.ttf'),
};

/** A font file that was read, as much of it as matters here. */
interface Glyphs {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/** The words with letters that the font has: others lose their accents, or stand as a question mark. */
export function printable(pdf: PDFKit.PDFDocument, words: string): string {
  // Most words are plain, and each is measured and drawn more than once.
  if (/^[\u0020-\u007e]*$/.test(words)) return words;
  const glyphs = glyphsOf(pdf);
  const has = (letter: string) => letter === '\n' || glyphs?.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0) === true;
  return [...words.normalize('NFC')].map((letter) => (has(letter) ? letter : plain(letter, has))).join('');
}

function plain(letter: string, has: (letter: string) => boolean): string {
  const base = letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return base !== '' && [...base].every(has) ? base : '?';
}

/** Of the font in use: PDFKit keeps it to itself. */
function glyphsOf(pdf: PDFKit.PDFDocument): Glyphs | null {
  const font: unknown = Reflect.get(pdf, '_font');
  const glyphs: unknown = typeof font === 'object' && font !== null ? Reflect.get(font, 'font') : null;
  return isGlyphs(glyphs) ? glyphs : null;
}

function isGlyphs(value: unknown): value is Glyphs {
  return typeof value === 'object' && value !== null && 'hasGlyphForCodePoint' in value;
}
