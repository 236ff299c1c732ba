import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { FONT_FILES, REGULAR, printable } from './pdf-font.js';

describe('the letters of a PDF', () => {
  const pdf = new PDFDocument();
  for (const [name, file] of Object.entries(FONT_FILES)) pdf.registerFont(name, file);
  pdf.font(REGULAR);

  it('are those of European names, as they are written', () => {
    for (const name of ['ulica Długa', 'Straße', 'Café', 'Ερμού', 'улица Мира', 'Ștefan', 'İstiklal', '9 – 10 “€”']) {
      expect(printable(pdf, name)).toBe(name);
    }
  });

  it('are put together where a name writes its accents apart', () => {
    expect(printable(pdf, 'Cafe\u0301')).toBe('Café');
  });

  it('stand as a question mark where the font has none, as of Chinese', () => {
    expect(printable(pdf, '街 1')).toBe('? 1');
  });
});
