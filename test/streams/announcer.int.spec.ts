import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { StreamTail } from '../../apps/hub/src/stream/stream-tail.js';
import { DEVICE, Stop, delivery } from '../hub/support/records.js';
import { expectItem } from '../cds/support/schemas.js';
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
      expectItem('events', message.json(), '1.1');
    }
  });

  it('hears of what was committed while the hub was behind once it has caught up, before what comes after', async () => {
    const heard: string[] = [];
    const subscription = hub.connection.subscribe('kerbline.v1.city.demo.events.*', {
      callback: (_, message) => {
        heard.push(message.json<{ event_id: string }>().event_id);
      },
    });
    await hub.connection.flush();
    const records = [60_000, 50_000, 40_000].map((agoMs) => new Stop(Date.now() - agoMs).started());
    const [ledger, tail] = [hub.app.get(RecordLedger), hub.app.get(StreamTail)];
    for (const [index, record] of records.entries()) {
      expect(heard).toEqual([]);
      tail.committed(await ledger.commit([delivery(record)]), index < records.length - 1);
    }
    await vi.waitFor(() => expect(heard).toEqual(records.map(({ id }) => id)), { timeout: 20_000, interval: 25 });
    subscription.unsubscribe();
  });

  it('hears of each city under its own name', async () => {
    await hub.database.query(`insert into cities (id, name, time_zone) values ('shelbyville', 'Shelbyville', 'UTC')`);
    await hub.database.query(`insert into devices (id, city_id) values ('box-9', 'shelbyville')`);
    const heard: string[] = [];
    const subscription = hub.connection.subscribe('kerbline.v1.city.>', {
      callback: (_, { subject }) => void heard.push(subject),
    });
    await hub.connection.flush();
    const [here, elsewhere] = [30_000, 20_000].map((agoMs) => delivery(new Stop(Date.now() - agoMs).started()));
    if (!here || !elsewhere) throw new Error('two records');
    const fresh = await hub.app.get(RecordLedger).commit([here, { ...elsewhere, deviceId: 'box-9' }]);
    hub.app.get(StreamTail).committed(fresh, false);
    await vi.waitFor(
      () =>
        expect(heard.sort()).toEqual([
          'kerbline.v1.city.demo.events.park_start',
          'kerbline.v1.city.shelbyville.events.park_start',
        ]),
      { timeout: 20_000, interval: 25 },
    );
    subscription.unsubscribe();
  });
});
