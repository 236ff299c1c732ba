import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort, isPortFree } from './free-port.js';

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';

describe('a free port', () => {
  it('is one that the system gives to no connection: it stays free until its server listens', async (context) => {
    if (!existsSync(RANGE)) return context.skip('skipped: not here: Linux');
    const [first = 0] = readFileSync(RANGE, 'utf8').split(/\s+/).map(Number);
    if (first < 32_768) return context.skip('skipped: not here: the usual range of ports for connections');
    for (let each = 0; each < 20; each++) expect(await freePort()).toBeLessThan(first);
  });

  it('is not given twice, also while nobody listens on it yet', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('is one on which nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expect(await isPortFree((server.address() as AddressInfo).port)).toBe(false);
    expect(await isPortFree(await freePort())).toBe(true);
  });
});
