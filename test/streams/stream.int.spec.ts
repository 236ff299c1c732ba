import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource, EntityManager } from 'typeorm';
import { EVENT_COLUMNS, INSERT_NEW_EVENTS } from '../../apps/hub/src/ingest/ledger-statements.js';
import type { LocatedRecord } from '../../apps/hub/src/ingest/located-record.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { eventRow } from '../../apps/hub/src/ingest/record-rows.js';
import { columnArrays } from '../../apps/hub/src/persistence/column-arrays.js';
import { REPLAYED_EVENTS_MAX, STREAM_KEPT_MS, StreamLog } from '../../apps/hub/src/stream/stream-log.js';
import { createHub, startHub } from '../../apps/hub/src/hub.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { HubSettings } from '../../apps/hub/src/config/hub-settings.js';
import { appendToStream } from '../../apps/hub/src/stream/stream-append.js';
import { clockOf } from '../../apps/hub/src/cities/city.js';
import { EventStreamReader } from '../hub/support/event-stream-reader.js';
import type { StreamMessage } from '../hub/support/event-stream-reader.js';
import { CAMERA, Stop, delivery, report } from '../hub/support/records.js';
import { ELSEWHERE, HOME, TwoCities } from '../trust/support/two-cities.js';

const PATIENCE = { timeout: 30_000, interval: 25 };

let cities: TwoCities;
let ledger: RecordLedger;
let key: string;
let keyElsewhere: string;

beforeAll(async () => {
  cities = await TwoCities.start();
  ledger = cities.hub.app.get(RecordLedger);
  key = await cities.key(HOME, 'read');
  keyElsewhere = await cities.key(ELSEWHERE, 'read');
});
afterAll(() => cities.stop());

let nextMs = Date.now() - 20_000_000;
/** Ends of as many stops as were asked for, each committed by itself. */
async function commitStops(count: number, cameraId = CAMERA): Promise<string[]> {
  const records = Array.from({ length: count }, () => new Stop((nextMs += 1_000), { cameraId }).started());
  for (const record of records) await ledger.commit([delivery(record)]);
  return records.map(({ id }) => id);
}

const open = (query = '', { by = key, after = '', at = cities.hub.url } = {}) =>
  EventStreamReader.open(`${at}/api/v1/stream${query}`, by, after === '' ? {} : { 'last-event-id': after });

async function take(reader: EventStreamReader, count: number): Promise<StreamMessage[]> {
  const messages: StreamMessage[] = [];
  while (messages.length < count) messages.push(await reader.next());
  return messages;
}

const recordOf = ({ data }: StreamMessage) => (JSON.parse(data) as { id: string }).id;

describe('the event stream', () => {
  it('tells a client that comes back all that it missed, once and in the order of the commits', async () => {
    const first = await open();
    const heard = await commitStops(2);
    const last = (await take(first, 2)).at(-1);
    first.close();
    const missed = await commitStops(120);
    const again = await open('', { after: last?.id ?? '' });
    const later = await commitStops(3);
    const messages = await take(again, 123);
    expect(messages.map(recordOf)).toEqual([...missed, ...later]);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(123);
    expect(messages.map(recordOf)).not.toContain(heard[0]);
    again.close();
  });

  it('goes on in the middle of what one transaction has committed', async () => {
    const reader = await open();
    const records = Array.from({ length: 5 }, () => new Stop((nextMs += 1_000)).started());
    await ledger.commit(records.map(delivery));
    const messages = await take(reader, 5);
    reader.close();
    const again = await open(`?last_event_id=${messages[1]?.id ?? ''}`);
    expect((await take(again, 3)).map(recordOf)).toEqual(records.slice(2).map(({ id }) => id));
    again.close();
  });

  it('leaves out what was removed since, and gives the rest the ids that it had', async () => {
    const reader = await open();
    const records = Array.from({ length: 4 }, () => new Stop((nextMs += 1_000)).started());
    await ledger.commit(records.map(delivery));
    const messages = await take(reader, 4);
    reader.close();
    await cities.database.query('delete from events where id = $1', [records[2]?.id]);
    const again = await open(`?last_event_id=${messages[0]?.id ?? ''}`);
    expect(await take(again, 2)).toEqual([messages[1], messages[3]]);
    again.close();
  });

  it('leaves nothing out while commits go on as clients come back', async () => {
    const start = await open();
    await commitStops(1);
    const [from] = await take(start, 1);
    start.close();
    const writing = commitStops(60);
    const readers = await Promise.all(Array.from({ length: 8 }, () => open('', { after: from?.id ?? '' })));
    const ids = await writing;
    for (const reader of readers) {
      expect((await take(reader, 60)).map(recordOf)).toEqual(ids);
      reader.close();
    }
  });

  it('believes the header of a browser that connects again rather than the address it had at first', async () => {
    const reader = await open();
    const ids = await commitStops(3);
    const places = await take(reader, 3);
    reader.close();
    const again = await open(`?last_event_id=${places[0]?.id ?? ''}`, { after: places[1]?.id ?? '' });
    expect((await take(again, 1)).map(recordOf)).toEqual(ids.slice(2));
    again.close();
  });

  it('sends only what the filters let through, of the past as of the present', async () => {
    const from = await open();
    await commitStops(1);
    const [place] = await take(from, 1);
    from.close();
    const wanted = await commitStops(2, 'side-street');
    await commitStops(2);
    const minute = report((nextMs += 60_000), { cameraId: 'side-street' });
    await ledger.commit([delivery(minute)]);
    const query = '?camera=side-street&zone=side-street.parking_a&type=park_start,park_end';
    const reader = await open(query, { after: place?.id ?? '' });
    const later = await commitStops(1, 'side-street');
    expect((await take(reader, 3)).map(recordOf)).toEqual([...wanted, ...later]);
    reader.close();
  });

  it('tells another city nothing of it, also when it comes back with an id of this city', async () => {
    const here = await open();
    await commitStops(2);
    const [place] = await take(here, 2);
    here.close();
    const elsewhere = await open('', { by: keyElsewhere, after: place?.id ?? '' });
    await cities.database.query(`insert into devices (id, city_id) values ('box-9', $1) on conflict do nothing`, [
      ELSEWHERE,
    ]);
    await commitStops(1);
    const own = new Stop((nextMs += 1_000)).started();
    await ledger.commit([{ ...delivery(own), deviceId: 'box-9' }]);
    expect(recordOf(await elsewhere.next())).toBe(own.id);
    elsewhere.close();
  });

  it.each(['00000000-0000-5000-8000-000000000001', '999999999999-0'])(
    'says `reset` to a client that comes back with the id %s, and goes on from now',
    async (after) => {
      const reader = await open('', { after });
      const reset = await reader.next();
      expect(reset).toMatchObject({ event: 'reset', data: '{"reason":"unknown"}' });
      const ids = await commitStops(1);
      expect(recordOf(await reader.next())).toBe(ids[0]);
      reader.close();
      const again = await open('', { after: reset.id });
      expect(recordOf(await again.next())).toBe(ids[0]);
      again.close();
    },
  );

  it.each([
    ['?last_event_id=yesterday', 'last_event_id'],
    ['?type=parked', 'type'],
    ['?zone=parking_a', 'zone'],
    ['?colour=red', 'colour'],
  ])('refuses %s and names the field', async (query, field) => {
    const response = await cities.hub.get(`/api/v1/stream${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
  });

  it('says `reset` to a client that missed more than it would be told', async () => {
    const reader = await open();
    await commitStops(2);
    const [first, second] = await take(reader, 2);
    reader.close();
    const missed = async (events: number) => {
      const position = Number(second?.id.split('-')[0]);
      await cities.database.query('update stream_log set event_count = $2 where position = $1', [position, events]);
      const again = await open('', { after: first?.id ?? '' });
      const message = await again.next();
      again.close();
      return message.event === 'reset' ? message.data : message.id;
    };
    expect(await missed(REPLAYED_EVENTS_MAX)).toBe(second?.id);
    expect(await missed(REPLAYED_EVENTS_MAX + 1)).toBe('{"reason":"too_many"}');
    await missed(1);
  });

  it('keeps 24 hours and says `reset` to whoever comes back later', async () => {
    const reader = await open();
    await commitStops(3);
    const [old, , newest] = await take(reader, 3);
    reader.close();
    const stream = cities.hub.app.get(StreamLog);
    const count = async () => (await cities.database.query('select 1 from stream_log')).length;
    const before = await count();
    await cities.database.query(`update stream_log set committed_at = to_timestamp(1000000)`);
    await stream.removeOld(1_000_000_000 + STREAM_KEPT_MS);
    expect(await count()).toBe(before);
    await stream.removeOld(1_000_000_001 + STREAM_KEPT_MS);
    expect(await count()).toBe(1);
    const late = await open('', { after: old?.id ?? '' });
    expect(await late.next()).toMatchObject({ event: 'reset', data: '{"reason":"too_old"}' });
    late.close();
    const inTime = await open('', { after: newest?.id ?? '' });
    const ids = await commitStops(1);
    expect(recordOf(await inTime.next())).toBe(ids[0]);
    inTime.close();
  });
});

describe('the event streams of several hubs', () => {
  it('tell their clients what another hub has committed', async () => {
    const { config, databaseUrl, natsUrl } = cities.hub.app.get(HubSettings);
    const settings = new HubSettings(config, databaseUrl, natsUrl);
    const second = await createHub(settings, new HubLog('silent'));
    const url = await startHub(second, settings);
    try {
      await expect.poll(async () => (await fetch(`${url}/healthz`)).status, PATIENCE).toBe(200);
      const readers = await Promise.all([open(), open('', { at: url })]);
      const [here] = await commitStops(1);
      const record = new Stop((nextMs += 1_000)).started();
      await second.get(RecordLedger).commit([delivery(record)]);
      for (const reader of readers) {
        expect((await take(reader, 2)).map(recordOf)).toEqual([here, record.id]);
        reader.close();
      }
    } finally {
      await second.close();
    }
  });

  it('skip nothing that a slower transaction commits after a quicker one', async () => {
    const source = cities.database as unknown as { transaction: DataSource['transaction'] };
    const city = { id: HOME, clock: clockOf('UTC'), rawEventDays: 30 };
    const stops = Array.from({ length: 2 }, () => new Stop((nextMs += 1_000)).started());
    const [slow, quick] = stops.map((record) => ({ delivery: delivery(record), city }));
    if (!slow || !quick) throw new Error('two records');
    const reader = await open();
    const write = async (manager: EntityManager, record: LocatedRecord) => {
      await manager.query(INSERT_NEW_EVENTS, columnArrays(EVENT_COLUMNS, [eventRow(record)]));
      await appendToStream(manager, [record]);
    };
    const committed: string[] = [];
    let quickDone: Promise<unknown> = Promise.resolve();
    await source.transaction(async (manager) => {
      await write(manager, slow);
      // It asks for its place while the slower one holds its own, and has to wait for that to end.
      quickDone = source
        .transaction((other) => write(other, quick))
        .then(() => committed.push(quick.delivery.record.id));
      await expect
        .poll(async () => (await cities.database.query(`select 1 from pg_locks where not granted`)).length, PATIENCE)
        .toBeGreaterThan(0);
      expect(committed).toEqual([]);
    });
    await quickDone;
    expect((await take(reader, 2)).map(recordOf)).toEqual(stops.map(({ id }) => id));
    reader.close();
  });
});
