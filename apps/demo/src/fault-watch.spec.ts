import { describe, expect, it } from 'vitest';
import { news } from './fault-watch.js';

const well = { cameras: ['street', 'street-2'], reasons: [] };
const lost = { ...well, reasons: ['camera street: rtsp://pole-7 refuses connections; is the port right?'] };

describe('news', () => {
  it('says nothing of a box that is well, at first or later', () => {
    expect(news({ cameras: [], reasons: [] }, well)).toEqual([]);
    expect(news(well, well)).toEqual([]);
  });

  it("tells a loss once, in the box's words, and the return", () => {
    expect(news(well, lost)).toEqual(lost.reasons);
    expect(news(lost, lost)).toEqual([]);
    expect(news(lost, well)).toEqual(['camera street is back']);
  });

  it('tells when the reason changes, and does not call that a return', () => {
    const refused = { ...well, reasons: ['camera street: rtsp://pole-7 refuses the user name or password'] };
    expect(news(lost, refused)).toEqual(refused.reasons);
  });

  it('does not take one camera for another whose name begins alike', () => {
    const other = { ...well, reasons: ['camera street-2 has given no picture yet'] };
    expect(news(other, well)).toEqual(['camera street-2 is back']);
  });
});
