import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { VisitView } from '../../apps/hub/src/api/visit.view.js';
import { HubUnderTest } from './support/hub-under-test.js';
import { DEVICE, Stop } from './support/records.js';

/** Less than the ack wait: what comes back only by that is not taken for recovered. */
const PATIENCE = { timeout: 20_000, interval: 50 };

describe('a hub whose servers go away', () => {
  let hub: HubUnderTest;
  let count = 0;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
  });
  afterAll(() => hub.stop());

  const publishOne = async (): Promise<string> => {
    const stop = new Stop(Date.now() - 3_600_000 + (count += 1));
    await hub.publisher.publish(DEVICE, stop.started());
    return stop.visit.id;
  };
  const visitIds = async () => {
    const { data } = await hub.read<{ data: VisitView[] }>('/api/v1/visits?limit=1000');
    return data.map(({ id }) => id).sort();
  };
  const health = async (): Promise<unknown> => (await hub.get('/healthz', {})).json();

  it('loses no record to a database that restarts, and says meanwhile what is wrong', async () => {
    const ids = [await publishOne()];
    await vi.waitFor(async () => expect(await visitIds()).toEqual(ids), PATIENCE);

    await hub.postgres.stop();
    for (let i = 0; i < 20; i++) ids.push(await publishOne());
    await vi.waitFor(
      async () => expect(await health()).toMatchObject({ status: 'degraded', database: 'away' }),
      PATIENCE,
    );
    const refused = await hub.get('/api/v1/visits');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: 'the database does not answer; try again soon' });

    await hub.startPostgresAgain();
    await vi.waitFor(async () => expect(await visitIds()).toEqual([...ids].sort()), PATIENCE);
    expect(await health()).toMatchObject({ status: 'ok' });
  });

  it('goes on answering while the broker is away, and goes on counting when it is back', async () => {
    const before = await visitIds();
    await hub.nats.stop();
    await vi.waitFor(async () => expect(await health()).toMatchObject({ broker: 'away', database: 'ok' }), PATIENCE);
    expect(await visitIds()).toEqual(before);

    await hub.startNatsAgain();
    await vi.waitFor(async () => expect(await health()).toMatchObject({ status: 'ok' }), PATIENCE);
    const id = await vi.waitFor(publishOne, PATIENCE);
    await vi.waitFor(async () => expect(await visitIds()).toContain(id), PATIENCE);
  });
});
