import { describe, expect, it } from 'vitest';
import { SCOPES, covers } from './needs.js';

describe('the scopes of a key', () => {
  it('cover what they name and nothing else', () => {
    expect(covers(['read'], 'read')).toBe(true);
    for (const other of ['operate', 'label', 'admin'] as const) expect(covers(['read'], other)).toBe(false);
    expect(covers(['operate', 'label'], 'read')).toBe(false);
    expect(covers([], 'read')).toBe(false);
  });

  it('cover everything when admin is among them', () => {
    for (const scope of SCOPES) expect(covers(['admin'], scope)).toBe(true);
  });
});
