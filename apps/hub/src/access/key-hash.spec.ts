import { describe, expect, it } from 'vitest';
import { hashKey, isAmong } from './key-hash.js';

describe('comparing keys', () => {
  it('finds a key by its hash, wherever it stands', () => {
    const known = ['first-key-of-the-city', 'second-key-of-the-city'].map(hashKey);
    expect(isAmong(hashKey('first-key-of-the-city'), known)).toBe(true);
    expect(isAmong(hashKey('second-key-of-the-city'), known)).toBe(true);
    expect(isAmong(hashKey('second-key-of-the-citY'), known)).toBe(false);
    expect(isAmong(hashKey(''), [])).toBe(false);
  });

  it('is done by what does not tell the key', () => {
    const key = 'first-key-of-the-city';
    expect(hashKey(key)).toHaveLength(32);
    expect(hashKey(key).includes(key.slice(0, 8))).toBe(false);
  });

  it('does not trip over hashes of another length', () => {
    expect(isAmong(Buffer.from('short'), [hashKey('first-key-of-the-city')])).toBe(false);
  });
});
