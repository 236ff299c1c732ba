import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UndecodableRecordError } from '#events';
import { UnusableRecordError, readMessage } from '#events/nats';
import type { RecordDelivery } from '#events/nats';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { Database } from '../../apps/hub/src/persistence/database.js';
import { spoiledMessages } from '../../bench/support/spoiled-messages.js';
import { cameraDay } from '../../bench/support/street-day.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';

const MESSAGES = 20_000;
const GROUP = 1_000;

describe('messages spoiled in any way', () => {
  let server: DatabaseUnderTest;
  let database: Database;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    database = await server.open();
  });
  afterAll(() => server.stop());

  it('end in the tables or with a reason, record by record', async () => {
    const nowMs = Date.now();
    const records = cameraDay('main-street', nowMs - 7_200_000, 7_200_000, 1);
    const usable: RecordDelivery[] = [];
    for (const { subject, data } of spoiledMessages(records, MESSAGES, 20_261_122)) {
      for (const record of readMessage({ subject, data, time: new Date(nowMs) }, nowMs).records) {
        if (record.delivery) usable.push(record.delivery);
        else {
          const { error } = record;
          expect(error instanceof UndecodableRecordError || error instanceof UnusableRecordError).toBe(true);
          expect((error as Error).message).not.toBe('');
        }
      }
    }
    expect(usable.length).toBeGreaterThan(MESSAGES / 10);
    const ledger = new RecordLedger(database, citiesIn(database));
    let fresh = 0;
    for (let from = 0; from < usable.length; from += GROUP) {
      fresh += (await ledger.commit(usable.slice(from, from + GROUP))).length;
    }
    expect(await database.query('select count(*)::int as count from events')).toEqual([{ count: fresh }]);
  }, 300_000);
});
