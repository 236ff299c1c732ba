import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { StoredMsg } from '@nats-io/jetstream';
import type { Subscription } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BATCH_RECORDS_MAX,
  DEAD_LETTER_STREAM,
  DEAD_LETTER_SUBJECTS,
  RECORD_STREAM,
  batchSubject,
  decodeSettled,
  encodeBatch,
  encodeRecord,
  recordSubject,
  settledSubject,
} from '#events';
import type { CurbRecord } from '#events';
import { DEAD_LETTER_HEADERS } from '#events/nats';
import { runDeadLetters } from '../../apps/hub/src/dead-letters/run-dead-letters.js';
import { HubUnderTest } from './support/hub-under-test.js';
import { Stop } from './support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const DAY_MS = 86_400_000;

describe('records that come in batches', () => {
  let hub: HubUnderTest;
  let count = 0;
  let device: string;
  let told: { committed: string[]; givenUp: string[] };
  let subscription: Subscription;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
  });
  afterAll(() => hub.stop());
  beforeEach(async () => {
    device = `box-${(count += 1)}`;
    told = { committed: [], givenUp: [] };
    subscription = hub.connection.subscribe(settledSubject(device), {
      callback: (_error, message) => {
        const { committed, givenUp } = decodeSettled(message.data);
        told.committed.push(...committed);
        told.givenUp.push(...givenUp);
      },
    });
    await hub.connection.flush();
  });
  afterEach(() => subscription.unsubscribe());

  const stops = (howMany: number): CurbRecord[] =>
    Array.from({ length: howMany }, (_, i) =>
      new Stop(Date.now() - 3_600_000 + i, { cameraId: `camera-${count}` }).started(),
    );
  const publish = (records: readonly Uint8Array[]) =>
    jetstream(hub.connection).publish(batchSubject(device), encodeBatch(records));
  const committedIds = async () => {
    const rows = await hub.database.query<{ id: string }[]>('select id from events where device_id = $1', [device]);
    return rows.map(({ id }) => id).sort();
  };
  const idsOf = (records: readonly CurbRecord[]) => records.map(({ id }) => id).sort();
  const isDrained = () =>
    vi.waitFor(async () => {
      const { state } = await (await jetstreamManager(hub.connection)).streams.info(RECORD_STREAM);
      expect(state.messages).toBe(0);
    }, PATIENCE);
  const deadLetters = async (): Promise<StoredMsg[]> => {
    const { streams } = await jetstreamManager(hub.connection);
    const { state } = await streams.info(DEAD_LETTER_STREAM);
    const letters: StoredMsg[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const letter = await streams.getMessage(DEAD_LETTER_STREAM, { seq });
      if (letter?.subject.startsWith(DEAD_LETTER_SUBJECTS.replace('>', `${device}.`))) letters.push(letter);
    }
    return letters;
  };

  it('are all committed, and their box is told so', async () => {
    const records = stops(BATCH_RECORDS_MAX);
    await publish(records.map(encodeRecord));
    await vi.waitFor(() => expect(told.committed).toHaveLength(records.length), PATIENCE);
    expect(told.committed.sort()).toEqual(idsOf(records));
    expect(told.givenUp).toEqual([]);
    expect(await committedIds()).toEqual(idsOf(records));
  });

  it('are told of again when they come again, and counted once, alone or in a batch', async () => {
    const records = stops(2);
    const [first] = records;
    if (!first) throw new Error('there are two');
    await publish(records.map(encodeRecord));
    await vi.waitFor(() => expect(told.committed).toHaveLength(2), PATIENCE);
    await publish(records.map(encodeRecord));
    await jetstream(hub.connection).publish(recordSubject(device, first.cameraId, 'park_start'), encodeRecord(first));
    await vi.waitFor(() => expect(told.committed).toHaveLength(5), PATIENCE);
    expect(await committedIds()).toEqual(idsOf(records));
    const counted = await hub.database.query<unknown[]>(
      'select sum(arrivals)::int as arrivals from zone_hours where camera_id = $1',
      [first.cameraId],
    );
    expect(counted).toEqual([{ arrivals: 2 }]);
  });

  it('do not suffer for a bad one among them, which is set aside with its place and its reason', async () => {
    const [good, old, later] = stops(3);
    if (!good || !old || !later) throw new Error('there are three');
    const tooOld = { ...old, atMs: Date.now() - 101 * DAY_MS };
    const newer = Uint8Array.from(encodeRecord(old));
    newer[1] = 9;
    await publish([encodeRecord(good), encodeRecord(tooOld), newer, Uint8Array.of(255), encodeRecord(later)]);
    await vi.waitFor(() => expect(told.committed).toHaveLength(2), PATIENCE);
    expect(await committedIds()).toEqual(idsOf([good, later]));
    // The garbage has no id to tell of.
    expect(told.givenUp).toEqual([old.id, old.id]);
    const letters = await deadLetters();
    const header = (name: string) => letters.map((letter) => letter.header.get(name));
    expect(header(DEAD_LETTER_HEADERS.position)).toEqual(['1', '2', '3']);
    expect(header(DEAD_LETTER_HEADERS.subject)).toEqual(Array(3).fill(batchSubject(device)));
    expect(header(DEAD_LETTER_HEADERS.reason)).toEqual([
      `at_ms is ${tooOld.atMs}, 101 days ago (at most 100 days)`,
      'version is 9, expected 1',
      'record: 1 bytes are no protobuf message',
    ]);
    expect(letters.map(({ data }) => [...data])).toEqual([[...encodeRecord(tooOld)], [...newer], [255]]);
    await isDrained();
  });

  it('that are no batch at all are set aside whole', async () => {
    await jetstream(hub.connection).publish(batchSubject(device), Uint8Array.of(1, 2, 3));
    await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(1), PATIENCE);
    const [letter] = await deadLetters();
    expect(letter?.header.get(DEAD_LETTER_HEADERS.position)).toBe('');
    expect([...(letter?.data ?? [])]).toEqual([1, 2, 3]);
    await isDrained();
  });

  it('wait at the broker as a whole while the database has no room, and the hub says what is wrong', async () => {
    const health = async () => (await (await hub.get('/healthz', {})).json()) as { database: string };
    await hub.database.query(`
      create function is_full() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: no space left' using errcode = '53100'; end $$`);
    await hub.database.query('create trigger is_full before insert on events for each row execute function is_full()');
    const records = stops(3);
    const garbage = Uint8Array.of(255);
    await publish([...records.map(encodeRecord), garbage]);
    await vi.waitFor(async () => expect(await health()).toMatchObject({ database: 'full' }), PATIENCE);
    expect((await hub.get('/healthz', {})).status).toBe(503);
    expect(told).toEqual({ committed: [], givenUp: [] });
    expect(await deadLetters()).toEqual([]);

    await hub.database.query('drop trigger is_full on events');
    await vi.waitFor(() => expect(told.committed).toHaveLength(3), PATIENCE);
    expect(await health()).toMatchObject({ database: 'ok' });
    expect(await committedIds()).toEqual(idsOf(records));
    await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(1), PATIENCE);
  });

  it('can be read by an operator when they were set aside, and sent again once the reason is gone', async () => {
    const [first, second] = stops(2);
    if (!first || !second) throw new Error('there are two');
    const ids = `('${first.id}', '${second.id}')`;
    await hub.database.query(`alter table events add constraint for_now check (id not in ${ids}) not valid`);
    await publish([encodeRecord(first)]);
    await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(1), PATIENCE);
    await jetstream(hub.connection).publish(recordSubject(device, second.cameraId, 'park_start'), encodeRecord(second));
    await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(2), PATIENCE);
    await hub.database.query('alter table events drop constraint for_now');

    const run = async (what: 'list' | 'replay', filter: { device?: string; subject?: string } = { device }) => {
      const lines: string[] = [];
      const natsUrl = hub.nats.url;
      await runDeadLetters({ do: what, json: true, natsUrl, ...filter, say: (line) => lines.push(line) });
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const reason = 'the database refuses it: 23514';
    const bytes = encodeRecord(first).length;
    expect(await run('list')).toMatchObject([
      { device, camera: first.cameraId, reason, position: 0, bytes },
      { device, camera: first.cameraId, reason, position: null, bytes },
    ]);
    expect(await run('list', { device: 'box-of-nobody' })).toEqual([]);
    expect(await run('replay', { subject: batchSubject(device) })).toHaveLength(1);
    await vi.waitFor(async () => expect(await committedIds()).toEqual([first.id]), PATIENCE);
    expect(await run('replay')).toHaveLength(1);
    await vi.waitFor(async () => expect(await committedIds()).toEqual(idsOf([first, second])), PATIENCE);
    expect(await run('list')).toEqual([]);
  });

  it('that the database refuses are set aside one by one, and the others are committed', async () => {
    const records = stops(9);
    const refused = records[4]?.id ?? '';
    await hub.database.query(`alter table events add constraint refused check (id <> '${refused}') not valid`);
    await publish(records.map(encodeRecord));
    await vi.waitFor(() => expect(told).toMatchObject({ givenUp: [refused] }), PATIENCE);
    expect(told.committed).toHaveLength(8);
    const [letter] = await deadLetters();
    expect(letter?.header.get(DEAD_LETTER_HEADERS.reason)).toBe('the database refuses it: 23514');
    await hub.database.query('alter table events drop constraint refused');
  });
});
