import { describe, expect, it } from 'vitest';
import { isLoopback } from './loopback.js';

const from = (remoteAddress: string, headers: Record<string, string>) =>
  isLoopback({ socket: { remoteAddress }, headers });

describe('a request from this machine', () => {
  it('comes from a loopback address and names a loopback host', () => {
    expect(from('127.0.0.1', { host: '127.0.0.1:8080' })).toBe(true);
    expect(from('::1', { host: 'localhost' })).toBe(true);
    expect(from('::ffff:127.0.0.1', { host: '[::1]:8080' })).toBe(true);
  });

  it('is not one from elsewhere, whatever it says', () => {
    expect(from('192.0.2.1', { host: 'localhost' })).toBe(false);
  });

  it('is not one that a stranger’s page sends to its own name', () => {
    expect(from('127.0.0.1', { host: 'evil.example:8080' })).toBe(false);
    expect(from('127.0.0.1', {})).toBe(false);
  });

  it('is not one that a proxy on this machine passes on', () => {
    expect(from('127.0.0.1', { host: 'localhost', 'x-forwarded-for': '192.0.2.1' })).toBe(false);
  });
});
