import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CurbRecord } from '#events';
import { freePort, startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';
import { HeadlessBox } from '../../apps/edge-node/src/records/headless-box.js';
import { FakeHub } from '../../bench/support/fake-hub.js';
import { streetEvent } from '../../bench/support/street-records.js';
import { SilentLog } from './support/silent-log.js';

const DEVICE = 'pole-7';
const WAIT = { timeout: 20_000, interval: 20 };
const MEGABYTE = 1_000_000;

let directory: string;
let port: number;
let broker: RunningService;
let hub: FakeHub | null = null;
let box: HeadlessBox;

const startBroker = () => startNatsServer({ directory: join(directory, 'nats'), port });
const startBox = () =>
  new HeadlessBox({
    deviceId: DEVICE,
    natsUrl: `nats://127.0.0.1:${port}`,
    directory: join(directory, 'outbox'),
    bytesMax: 8 * MEGABYTE,
    log: new SilentLog(),
  });
const putAll = (records: readonly CurbRecord[]) => Promise.all(records.map((record) => box.put(record)));
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => streetEvent(from + i));
const untilEmpty = () => vi.waitFor(() => expect(box.outbox.depth).toBe(0), WAIT);
const untilUp = () => vi.waitFor(() => expect(box.link.isUp).toBe(true), WAIT);
const arrived = () => [...(hub?.arrivals.keys() ?? [])].sort();
const ids = (records: readonly CurbRecord[]) => records.map(({ id }) => id).sort();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-outbox-'));
  port = await freePort();
  broker = await startBroker();
});

afterEach(async () => {
  await box.close();
  await hub?.stop();
  hub = null;
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('records between box and hub', () => {
  it('leave the box when the hub says that it has them, alone while there is no backlog', async () => {
    hub = await FakeHub.start(broker.url, DEVICE);
    box = startBox();
    await untilUp();
    for (const record of events(0, 5)) await box.put(record);
    await untilEmpty();
    expect(arrived()).toEqual(ids(events(0, 5)));
    expect(hub.messageSizes).toEqual([1, 1, 1, 1, 1]);
  });

  it('stay while the hub is silent though the broker has them, and a restarted box sends them again', async () => {
    hub = await FakeHub.start(broker.url, DEVICE);
    hub.isSilent = true;
    box = startBox();
    await untilUp();
    await putAll(events(0, 3));
    await vi.waitFor(() => expect(arrived()).toHaveLength(3), WAIT);
    expect(box.outbox.depth).toBe(3);
    await box.close();

    hub.isSilent = false;
    box = startBox();
    await untilEmpty();
    // At least: on a busy machine the first box may have sent them again itself, after five seconds of silence.
    expect([...hub.arrivals.values()].filter((times) => times < 2)).toEqual([]);
    expect(hub.arrivals.size).toBe(3);
  });

  it('wait on the disk while the broker is away, and leave in batches of 64 when it is back', async () => {
    hub = await FakeHub.start(broker.url, DEVICE);
    box = startBox();
    await untilUp();
    await broker.stop();
    await vi.waitFor(() => expect(box.link.isUp).toBe(false), WAIT);
    await putAll(events(0, 640));
    expect(box.outbox.depth).toBe(640);

    broker = await startBroker();
    await untilEmpty();
    expect(arrived()).toEqual(ids(events(0, 640)));
    expect(Math.max(...hub.messageSizes)).toBe(64);
  });

  it('that the broker has lost are sent again as soon as it is back', async () => {
    hub = await FakeHub.start(broker.url, DEVICE);
    hub.isSilent = true;
    box = startBox();
    await untilUp();
    await putAll(events(0, 10));
    await vi.waitFor(() => expect(arrived()).toHaveLength(10), WAIT);
    // The hub forgets as a database would that was lost: only the box has the records now.
    hub.arrivals.clear();
    hub.isSilent = false;
    await broker.stop();
    broker = await startBroker();
    await untilEmpty();
    expect(arrived()).toEqual(ids(events(0, 10)));
  });

  it('leave before the backlog when they are new', async () => {
    // The stream is there before the box comes back: what is sent to none is lost, and comes again seconds later.
    hub = await FakeHub.start(broker.url, DEVICE);
    // Nothing is settled: the backlog's slots are full.
    hub.isSilent = true;
    box = startBox();
    await untilUp();
    await broker.stop();
    await vi.waitFor(() => expect(box.link.isUp).toBe(false), WAIT);
    await putAll(events(0, 4_000));
    broker = await startBroker();
    await vi.waitFor(() => expect(hub?.arrivals.size).toBe(32 * 64), WAIT);
    const fresh = streetEvent(9_000);
    await box.put(fresh);
    await vi.waitFor(() => expect(hub?.arrivals.has(fresh.id)).toBe(true), WAIT);
    expect(hub.arrivals.size).toBe(32 * 64 + 1);
  });
});
