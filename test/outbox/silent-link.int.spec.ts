import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectNats, proveLink } from '#events/nats';
import { freePort, startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';
import { HeadlessBox } from '../../apps/edge-node/src/records/headless-box.js';
import { ToxicProxy } from '../../bench/support/chaos/toxic-proxy.js';
import { FakeHub } from '../../bench/support/fake-hub.js';
import { streetEvent } from '../../bench/support/street-records.js';
import { SilentLog } from './support/silent-log.js';

const DEVICE = 'pole-7';
/** The client's own pings would need at least 20 s. */
const WAIT = { timeout: 15_000, interval: 20 };
const HOUR_MS = 3_600_000;
const MEBIBYTE = 1024 * 1024;
/** More than the kernels on both sides of a local link hold. */
const JAM_MEBIBYTES = 24;

let directory: string;
let port: number;
let broker: RunningService;
let link: ToxicProxy;

const startBroker = () => startNatsServer({ directory: join(directory, 'nats'), port });
const linked = () => `nats://127.0.0.1:${link.port}`;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-silent-link-'));
  port = await freePort();
  broker = await startBroker();
  link = await ToxicProxy.start(port);
});

afterEach(async () => {
  vi.useRealTimers();
  await link.stop();
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('a box whose link has died without a word', () => {
  it('gives the link up as soon as a record waits, and has the record settled over another', async () => {
    const hub = await FakeHub.start(broker.url, DEVICE);
    const box = new HeadlessBox({
      ...{ deviceId: DEVICE, natsUrl: linked(), directory: join(directory, 'outbox'), bytesMax: MEBIBYTE },
      log: new SilentLog(),
    });
    try {
      await box.put(streetEvent(1));
      await vi.waitFor(() => expect(box.outbox.depth).toBe(0), WAIT);
      link.strand();
      await box.put(streetEvent(2));
      await vi.waitFor(() => expect(box.outbox.depth).toBe(0), WAIT);
      // On a busy machine a broker may have been slow to answer once more.
      expect(box.link.silences).toBeGreaterThanOrEqual(1);
      expect([...hub.arrivals.keys()]).toEqual([streetEvent(1).id, streetEvent(2).id]);
    } finally {
      await box.close();
      await hub.stop();
    }
  });

  it('is not taken for one while the hub alone is silent', async () => {
    const hub = await FakeHub.start(broker.url, DEVICE);
    hub.isSilent = true;
    const box = new HeadlessBox({
      ...{ deviceId: DEVICE, natsUrl: linked(), directory: join(directory, 'outbox'), bytesMax: MEBIBYTE },
      log: new SilentLog(),
    });
    try {
      await box.put(streetEvent(1));
      // Sent again after 5 s at the earliest: by then the broker has been asked, and has answered.
      await vi.waitFor(() => expect(hub.arrivals.get(streetEvent(1).id)).toBe(2), WAIT);
      expect(box.link).toMatchObject({ silences: 0, isUp: true });
    } finally {
      await box.close();
      await hub.stop();
    }
  });

  it('is let go of also when it takes no more bytes', async () => {
    const connection = await connectNats({ url: linked(), name: DEVICE });
    const statuses: string[] = [];
    void (async () => {
      for await (const { type } of connection.status()) statuses.push(type);
    })();
    link.strand();
    for (let i = 0; i < JAM_MEBIBYTES; i++) connection.publish('anything', new Uint8Array(MEBIBYTE - 1_024));
    expect(await proveLink(connection, 100)).toBe(false);
    await vi.waitFor(() => expect(statuses).toContain('reconnect'), WAIT);
    expect(await proveLink(connection, WAIT.timeout)).toBe(true);
    await connection.close();
  });
});

it('a connection whose clock was set back by an hour comes back when its broker does', async () => {
  const connection = await connectNats({ url: broker.url, name: DEVICE });
  const statuses: string[] = [];
  void (async () => {
    for await (const { type } of connection.status()) statuses.push(type);
  })();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - HOUR_MS });
  process.kill(broker.pid, 'SIGKILL');
  await broker.ended;
  // It has dialled in vain at least once: only then does the client reckon with the time of its last attempt.
  await vi.waitFor(() => expect(statuses.filter((type) => type === 'reconnecting').length).toBeGreaterThan(1), WAIT);
  broker = await startBroker();
  await vi.waitFor(() => expect(statuses).toContain('reconnect'), WAIT);
  await connection.close();
});
