import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DEVICE, Stop } from '../hub/support/records.js';
import { HubUnderTest } from '../hub/support/hub-under-test.js';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await HubUnderTest.start();
});
afterAll(() => hub.stop());

describe('a subscriber of the broker', () => {
  it('hears of an event in the words of the standard once it is committed', async () => {
    const heard = hub.connection.subscribe('kerbline.v1.city.demo.events.*', { max: 1 });
    await hub.connection.flush();
    const stop = new Stop(Date.now() - 30_000);
    await hub.publisher.publish(DEVICE, stop.started());
    for await (const message of heard) {
      expect(message.subject).toBe('kerbline.v1.city.demo.events.park_start');
      expect(message.json()).toMatchObject({ event_id: stop.started().id, event_type: 'park_start' });
    }
  });
});
