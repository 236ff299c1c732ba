import { describe, expect, it } from 'vitest';
import { decodeNameCursor, decodeTimeCursor, encodeNameCursor, encodeTimeCursor } from './cursor.js';

const id = '5f0a2c1e-6f43-5e0b-9a57-3c8d1e7b9f42';

describe('a cursor', () => {
  it('comes back as it was given', () => {
    const cursor = { atMs: 1_715_684_800_123, id };
    expect(decodeTimeCursor(encodeTimeCursor(cursor))).toEqual(cursor);
    expect(decodeNameCursor(encodeNameCursor('main-street.parking_a'))).toBe('main-street.parking_a');
  });

  it('is refused when somebody made it up', () => {
    const forged = ['', 'abc', encodeNameCursor(`1/${id}/x`), encodeNameCursor(`-1/${id}`), encodeNameCursor('1/x')];
    for (const text of forged) expect(decodeTimeCursor(text)).toBeNull();
    expect(decodeTimeCursor(encodeNameCursor(`8640000000000001/${id}`))).toBeNull();
    expect(decodeNameCursor(encodeNameCursor("'; drop table visits"))).toBeNull();
  });
});
