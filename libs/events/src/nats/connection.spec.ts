import { describe, expect, it } from 'vitest';
import { NatsUnreachableError, connectNats, natsOptions, plaintextProblem, serverNames } from './connection.js';

describe('a NATS address', () => {
  it('gives the user and password of its URL to the client and to nobody else', () => {
    const url = 'nats://hub:p%40ss@broker.example:4222';
    expect(natsOptions({ url, name: 'hub' })).toMatchObject({
      servers: ['broker.example:4222'],
      user: 'hub',
      pass: 'p@ss',
    });
    expect(serverNames(url)).toBe('broker.example:4222');
  });

  it('asks for TLS when the URL does', () => {
    expect(natsOptions({ url: 'tls://broker:4222', name: 'hub' })).toMatchObject({ tls: {} });
  });

  it('trusts the authorities it is told to', () => {
    expect(natsOptions({ url: 'tls://broker:4222', name: 'hub', caFile: '/ca.pem' })).toMatchObject({
      tls: { caFile: '/ca.pem' },
    });
  });

  it('is plain text on this machine only, unless it asks for TLS', () => {
    for (const url of ['nats://127.0.0.1:4222', 'localhost:4222', 'nats://[::1]:4222', 'tls://broker:4222']) {
      expect(plaintextProblem(url)).toBeNull();
    }
    for (const url of [
      'nats://u:secret@broker:4222',
      'tls://a:1,nats://broker:4222',
      'nats://127.0.0.1.evil.org:4222',
    ]) {
      expect(plaintextProblem(url)).toMatch(/^(?!.*secret)\S+:4222 would be spoken to in plain text: expected tls:/);
    }
  });

  it('names the server that cannot be reached, without its secrets', async () => {
    // Port 1 is reserved, so nothing listens there.
    const failure = connectNats({ url: 'nats://hub:secret@127.0.0.1:1', name: 'hub' });
    await expect(failure).rejects.toThrow(NatsUnreachableError);
    await expect(failure).rejects.toThrow(/^NATS at 127\.0\.0\.1:1 is not reachable: (?!.*secret)/);
  });

  it('does not repeat an address it cannot read', () => {
    expect(() => serverNames('http://user:secret@host')).toThrow(/^the NATS URL is not one: (?!.*secret)/);
  });
});
