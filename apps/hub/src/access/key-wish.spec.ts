import { describe, expect, it } from 'vitest';
import { readKeyWish } from './key-wish.js';

const DAY_MS = 86_400_000;
const fieldsOf = (given: unknown) => {
  const read = readKeyWish(given, 0);
  return 'problems' in read ? read.problems.map(({ field }) => field) : [];
};

describe('the wish for a key', () => {
  it('has a name, scopes and perhaps an end', () => {
    expect(readKeyWish({ name: ' signs ', scopes: ['admin', 'read', 'read'], days: 30 }, 5)).toEqual({
      name: 'signs',
      scopes: ['read', 'admin'],
      expiresAtMs: 30 * DAY_MS + 5,
    });
    expect(readKeyWish({ name: 'signs', scopes: ['read'] }, 5)).toMatchObject({ expiresAtMs: null });
  });

  it('is told all that is wrong with it, by field', () => {
    expect(fieldsOf({ name: '', scopes: [], days: 0 })).toEqual(['name', 'scopes', 'days']);
    expect(fieldsOf({ name: 'signs', scopes: ['write'] })).toEqual(['scopes.0']);
    expect(fieldsOf({ name: 'x'.repeat(81), scopes: ['read'], days: 3_661 })).toEqual(['name', 'days']);
    expect(fieldsOf({ name: 'x'.repeat(80), scopes: ['read'], days: 3_660 })).toEqual([]);
    expect(fieldsOf({ name: 'signs', scopes: ['read'], city: 'elsewhere' })).toEqual(['body']);
    expect(fieldsOf(undefined)).toEqual(['body']);
  });
});
