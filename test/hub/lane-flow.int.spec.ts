import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { jetstream } from '@nats-io/jetstream';
import { encodeRecord, recordSubject } from '#events';
import type { CurbRecord } from '#events';
import { CameraBucket } from '#events/nats';
import type { EventView } from '../../apps/hub/src/api/event.view.js';
import type { LaneFlowList } from '../../apps/hub/src/api/lane-flow.view.js';
import { HubUnderTest } from './support/hub-under-test.js';
import { CAMERA, DEVICE, description, laneFlow } from './support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const PERIOD_MS = 300_000;
const ZONE = `${CAMERA}.lane_1`;
const iso = (atMs: number) => new Date(atMs).toISOString();

describe('lane flow that comes through JetStream', () => {
  const startMs = Math.floor(Date.now() / PERIOD_MS) * PERIOD_MS - 12 * PERIOD_MS;
  const lanes = ['lane_1', 'lane_2'];
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    const { zones } = description();
    const [, lane] = zones;
    if (!lane) throw new Error('the camera has a lane');
    const described = lanes.map((id) => ({ ...lane, id }));
    await (await CameraBucket.open(hub.connection)).put(description({ zones: described }));
    await vi.waitFor(async () => expect((await hub.get(`/api/v1/zones/${ZONE}`)).status).toBe(200), PATIENCE);
  });
  afterAll(() => hub.stop());

  /** Without a message id, as after the broker's duplicate window. */
  const publish = (record: CurbRecord) =>
    jetstream(hub.connection).publish(recordSubject(DEVICE, CAMERA, record.body.type), encodeRecord(record));
  const flowOf = (zone: string, query = '') => hub.read<LaneFlowList>(`/api/v1/zones/${CAMERA}.${zone}/flow${query}`);

  it('is served lane by lane, oldest first, however often and in whatever order its records come', async () => {
    const [first, second] = [
      laneFlow(startMs, { lane_1: 41, lane_2: 0 }),
      laneFlow(startMs + PERIOD_MS, { lane_1: 12, lane_2: 7 }),
    ];
    for (const record of [second, first, second, first]) await publish(record);
    const period = (index: number, vehicles: number) => ({
      start: iso(startMs + index * PERIOD_MS),
      periodMs: PERIOD_MS,
      vehicles,
      observedMs: PERIOD_MS,
    });
    await vi.waitFor(async () => expect((await flowOf('lane_1')).data).toHaveLength(2), PATIENCE);
    expect(await flowOf('lane_1')).toEqual({ data: [period(0, 41), period(1, 12)], next: null });
    expect(await flowOf('lane_2')).toEqual({ data: [period(0, 0), period(1, 7)], next: null });
  });

  it('tells a period that was mostly unseen from one in which nothing passed', async () => {
    const fromMs = startMs + 2 * PERIOD_MS;
    await publish(laneFlow(fromMs, { lane_1: 0 }, { observedMs: PERIOD_MS / 2 }));
    await publish(laneFlow(fromMs + PERIOD_MS, { lane_1: 3 }, { observedMs: PERIOD_MS / 2 - 1 }));
    const data = await vi.waitFor(async () => {
      const page = await flowOf('lane_1', `?from=${iso(fromMs)}`);
      expect(page.data).toHaveLength(2);
      return page.data;
    }, PATIENCE);
    expect(data.map(({ vehicles }) => vehicles)).toEqual([0, -1]);
  });

  it('keeps the account that saw more of a period, whichever comes first', async () => {
    const fromMs = startMs + 4 * PERIOD_MS;
    const half = { observedMs: 200_000 };
    const accounts = [
      laneFlow(fromMs, { lane_1: 9 }, half),
      laneFlow(fromMs, { lane_1: 14 }),
      laneFlow(fromMs + PERIOD_MS, { lane_1: 14 }),
      laneFlow(fromMs + PERIOD_MS, { lane_1: 9 }, half),
    ];
    for (const record of accounts) await publish(record);
    await vi.waitFor(async () => {
      const { data } = await hub.read<{ data: EventView[] }>(`/api/v1/events?type=lane_flow&from=${iso(fromMs + 1)}`);
      expect(data).toHaveLength(4);
    }, PATIENCE);
    const { data } = await flowOf('lane_1', `?from=${iso(fromMs)}`);
    expect(data.map(({ vehicles }) => vehicles)).toEqual([14, 14]);
  });

  it('is given page by page, from the first time asked for to the last', async () => {
    const range = `from=${iso(startMs)}&to=${iso(startMs + 3 * PERIOD_MS)}`;
    const first = await flowOf('lane_1', `?${range}&limit=2`);
    const second = await flowOf('lane_1', `?${range}&limit=2&cursor=${first.next}`);
    expect([...first.data, ...second.data].map(({ start }) => start)).toEqual(
      [0, 1, 2].map((index) => iso(startMs + index * PERIOD_MS)),
    );
    expect(second.next).toBeNull();
  });

  it('stays out of the list of events unless it is asked for', async () => {
    const { data } = await hub.read<{ data: EventView[] }>('/api/v1/events');
    expect(data).toEqual([]);
  });

  it('is refused for a zone that does not exist', async () => {
    expect((await hub.get(`/api/v1/zones/${CAMERA}.nowhere/flow`)).status).toBe(404);
  });

  it('is described', async () => {
    const document = (await (await hub.get('/docs-json', {})).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toContain('/api/v1/zones/{id}/flow');
  });
});
