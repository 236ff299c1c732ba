import { describe, expect, it } from 'vitest';
import { lacksPackages } from './npm-packages.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/pg': { version: '8.23.1' },
    'node_modules/tfjs-node': { version: '4.22.0', optional: true },
  },
};

describe('lacksPackages', () => {
  it('is true in a fresh clone', () => expect(lacksPackages(lock, null)).toBe(true));

  it('is false when everything but an optional package is there', () =>
    expect(lacksPackages(lock, { packages: { 'node_modules/pg': { version: '8.23.1' } } })).toBe(false));

  it('is true when a package is missing', () => expect(lacksPackages(lock, { packages: {} })).toBe(true));

  it('is true when the lock file asks for another version', () =>
    expect(lacksPackages(lock, { packages: { 'node_modules/pg': { version: '8.22.0' } } })).toBe(true));
});
