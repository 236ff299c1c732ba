import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { LASTING_MS_MIN, SETTLED_KEPT_MAX, WebhookQueue } from '../../apps/hub/src/webhooks/webhook-queue.js';
import { expectItem } from '../cds/support/schemas.js';
import { Stop, delivery, lost, report } from '../hub/support/records.js';
import { ELSEWHERE, HOME, TwoCities } from '../trust/support/two-cities.js';

const PATIENCE = { timeout: 20_000, interval: 25 };

interface Letter {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An address that notes what it gets and answers as it is told; null: not at all. */
class Receiver {
  readonly letters: Letter[] = [];
  status: number | null = 204;
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      this.letters.push({ headers: request.headers, body });
      if (this.status !== null) response.writeHead(this.status, { location: 'http://127.0.0.1:1/' }).end();
    });
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/curb`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

interface Webhook {
  readonly id: string;
  readonly secret: string;
}
interface Delivery {
  readonly eventType: string;
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
}

let cities: TwoCities;
let key: string;
let receiver: Receiver;

beforeAll(async () => {
  cities = await TwoCities.start({ KERBLINE_WEBHOOK_REACH: 'loopback' });
  key = await cities.key(HOME, 'admin');
});
afterAll(() => cities.stop());
beforeEach(async () => (receiver = await new Receiver().open()));
afterEach(async () => {
  receiver.close();
  await cities.database.query('delete from webhooks');
  await cities.database.query('delete from webhook_deliveries');
});

async function call<T>(method: string, path: string, body?: unknown, by = key): Promise<{ status: number; body: T }> {
  const response = await fetch(`${cities.hub.url}/api/v1/webhooks${path}`, {
    method,
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
}

const add = async (wish: object = {}) => (await call<Webhook>('POST', '', { url: receiver.url, ...wish })).body;
const log = async (id: string) => (await call<{ data: Delivery[] }>('GET', `/${id}/deliveries`)).body.data;

let nextMs = Date.now() - 20_000_000;
const commit = (...records: Parameters<typeof delivery>[0][]) =>
  cities.hub.app.get(RecordLedger).commit(records.map(delivery));
const stop = (change: ConstructorParameters<typeof Stop>[1] = {}) => new Stop((nextMs += 100_000), change);

describe('a webhook', () => {
  it('is told of each event in the words of the standard, signed', async () => {
    const { id, secret } = await add();
    const parked = stop();
    await commit(parked.started());
    await expect.poll(() => receiver.letters.length, PATIENCE).toBe(1);
    const { headers, body } = receiver.letters[0] ?? { headers: {}, body: '' };
    expect(JSON.parse(body)).toMatchObject({
      event_id: parked.started().id,
      event_type: 'park_start',
      event_time: parked.startMs,
      event_session_id: parked.visit.id,
      vehicle_type: 'car',
    });
    expect(headers['kerbline-event']).toBe('park_start');
    const signed = `${String(headers['kerbline-timestamp'])}.${body}`;
    const expected = createHmac('sha256', secret).update(signed).digest('hex');
    expect(headers['kerbline-signature']).toBe(`v1=${expected}`);
    await expect.poll(() => log(id), PATIENCE).toMatchObject([{ state: 'delivered', attempts: 1, error: null }]);
  });

  it('is told of double parking, of faults, and of nothing that the standard has no event for', async () => {
    await add();
    const blocking = stop({ type: 'double_parking', zoneId: 'lane_1' });
    await commit(blocking.started(), report((nextMs += 60_000)));
    await commit(blocking.ended(blocking.startMs + 60_000), lost((nextMs += 60_000)));
    await expect.poll(() => receiver.letters.length, PATIENCE).toBe(5);
    expect(receiver.letters.map(({ headers }) => headers['kerbline-event']).sort()).toEqual([
      'comms_lost',
      'park_end',
      'park_start',
      'vehicle_violation_end',
      'vehicle_violation_start',
    ]);
    for (const { body } of receiver.letters) expectItem('events', JSON.parse(body), '1.1');
  });

  it('is told only of the kinds it asked for', async () => {
    await add({ eventTypes: ['park_end'] });
    const parked = stop();
    await commit(parked.started());
    await commit(parked.ended(parked.startMs + 60_000));
    await expect.poll(() => receiver.letters.length, PATIENCE).toBe(1);
    expect(receiver.letters[0]?.headers['kerbline-event']).toBe('park_end');
  });

  it('is not told of another city', async () => {
    const elsewhere = await cities.key(ELSEWHERE, 'admin');
    const theirs = await call<Webhook>('POST', '', { url: receiver.url }, elsewhere);
    const { id } = await add({ url: `${receiver.url}?ours` });
    await cities.database.query(`insert into devices (id, city_id) values ('box-9', $1) on conflict do nothing`, [
      ELSEWHERE,
    ]);
    const [ours, own] = [stop().started(), stop().started()];
    await commit(ours);
    await cities.hub.app.get(RecordLedger).commit([{ ...delivery(own), deviceId: 'box-9' }]);
    const told = async (cityId: string) => {
      const rows = await cities.database.query<{ id: string }>(
        `select body::json ->> 'event_id' as id from webhook_deliveries where city_id = $1 and is_delivered`,
        [cityId],
      );
      return rows.map((row) => row.id);
    };
    // What comes later is told later: by then the earlier one of the other city would have been.
    await expect.poll(() => told(ELSEWHERE), PATIENCE).toEqual([own.id]);
    await expect.poll(() => told(HOME), PATIENCE).toEqual([ours.id]);
    expect(await log(id)).toHaveLength(1);
    expect((await call('GET', `/${theirs.body.id}/deliveries`)).status).toBe(404);
    expect((await call('DELETE', `/${theirs.body.id}`)).status).toBe(404);
  });

  it.each([500, 302, 404])('that answers %i is tried again later, with the same id', async (status) => {
    receiver.status = status;
    const { id } = await add();
    await commit(stop().started());
    await expect.poll(() => log(id), PATIENCE).toMatchObject([{ state: 'waiting', attempts: 1, status }]);
    receiver.status = 204;
    await cities.database.query('update webhook_deliveries set due_at = now()');
    await expect.poll(() => log(id), PATIENCE).toMatchObject([{ state: 'delivered', attempts: 2 }]);
    const ids = receiver.letters.map(({ headers }) => headers['kerbline-delivery']);
    expect(new Set(ids).size).toBe(1);
  });

  it('that hangs holds up no other, however much waits for it', async () => {
    const quick = await new Receiver().open();
    receiver.status = null;
    const hanging = await add();
    const { id } = await add({ url: quick.url });
    // More than one hub has under way at once.
    const count = 40;
    await commit(...Array.from({ length: count }, () => stop().started()));
    await expect.poll(() => quick.letters.length, PATIENCE).toBe(count);
    await expect
      .poll(async () => (await log(id)).filter(({ state }) => state === 'delivered').length, PATIENCE)
      .toBe(count);
    expect((await log(hanging.id)).every(({ state }) => state === 'waiting')).toBe(true);
    // Two at a time, for ten seconds each: not all that there is room for.
    expect(receiver.letters.length).toBeGreaterThanOrEqual(2);
    expect(receiver.letters.length).toBeLessThanOrEqual(6);
    quick.close();
  });

  it('is switched off once its last try fails and nothing got through for half a day, and can be switched on', async () => {
    receiver.status = 500;
    const { id } = await add();
    await commit(stop().started(), stop().started());
    const attempts = async () => (await log(id)).map((each) => each.attempts);
    await expect.poll(attempts, PATIENCE).toEqual([1, 1]);
    await cities.database.query(
      `update webhooks set failing_since = now() - make_interval(secs => ${LASTING_MS_MIN / 1_000})`,
    );
    await cities.database.query(
      `update webhook_deliveries set attempts = 9, due_at = now()
       where id = (select id from webhook_deliveries order by id limit 1)`,
    );
    await expect
      .poll(async () => (await call<{ data: { enabled: boolean }[] }>('GET', '')).body.data, PATIENCE)
      .toMatchObject([{ enabled: false, disabledReason: '10 tries failed, the last: answered 500' }]);
    expect((await log(id)).map(({ state }) => state)).toEqual(['given_up', 'given_up']);
    expect((await call('PATCH', `/${id}`, { enabled: true })).body).toMatchObject({
      enabled: true,
      disabledReason: null,
      failingSince: null,
    });
  });

  describe('whose receiver has failed before', () => {
    const queue = () => cities.hub.app.get(WebhookQueue);
    const nowMs = Date.UTC(2026, 4, 14, 12);
    const failed = { isDelivered: false, status: 500, error: 'answered 500' } as const;
    const delivered = { isDelivered: true, status: 204, error: null } as const;

    /** One delivery of a webhook that has failed for so long, about to be tried for the so-many-th time. */
    async function due({ failingMs, attempts }: { failingMs: number; attempts: number }) {
      const { id } = await add({ eventTypes: ['citation_issued'] });
      await cities.database.query('update webhooks set failing_since = $2 where id = $1', [
        id,
        new Date(nowMs - failingMs),
      ]);
      await cities.database.query(
        `insert into webhook_deliveries (id, city_id, webhook_id, event_type, body, created_at, due_at, attempts, is_delivered)
         values (gen_random_uuid(), $1, $2, 'park_start', '{}', now(), now() + interval '1 day', $3, false)`,
        [HOME, id, attempts - 1],
      );
      const taken = await queue().takeDue(Date.now() + 2 * 86_400_000, []);
      if (taken === null) throw new Error('nothing is due');
      return taken;
    }
    const row = async () =>
      (
        await cities.database.query<{ failing_since: Date | null; disabled_at: Date | null; due_at: Date }>(
          `select failing_since, disabled_at, due_at from webhooks
           join webhook_deliveries as delivery on delivery.webhook_id = webhooks.id`,
        )
      )[0];

    it('gives up its last try and stays on while something got through within half a day', async () => {
      const last = await due({ failingMs: LASTING_MS_MIN - 1, attempts: 10 });
      expect(await queue().settle(last, failed, nowMs)).toBe('given_up');
      expect((await row())?.disabled_at).toBeNull();
    });

    it('is switched off from half a day on', async () => {
      const last = await due({ failingMs: LASTING_MS_MIN, attempts: 10 });
      expect(await queue().settle(last, failed, nowMs)).toBe('off');
    });

    it('is not switched off before its last try, however long it has failed', async () => {
      const ninth = await due({ failingMs: 2 * LASTING_MS_MIN, attempts: 9 });
      expect(await queue().settle(ninth, failed, nowMs)).toBe('failed');
      expect((await row())?.disabled_at).toBeNull();
    });

    it('is tried again after a while, which grows', async () => {
      for (const [attempts, minMs, maxMs] of [
        [1, 8_000, 12_000],
        [3, 72_000, 108_000],
      ] as const) {
        await queue().settle(await due({ failingMs: 0, attempts }), failed, nowMs);
        const waitMs = ((await row())?.due_at.getTime() ?? 0) - nowMs;
        expect(waitMs).toBeGreaterThanOrEqual(minMs);
        expect(waitMs).toBeLessThanOrEqual(maxMs);
        await cities.database.query('delete from webhooks');
        await cities.database.query('delete from webhook_deliveries');
      }
    });

    it('is well again once one gets through', async () => {
      const next = await due({ failingMs: LASTING_MS_MIN, attempts: 2 });
      expect(await queue().settle(next, delivered, nowMs)).toBe('delivered');
      expect((await row())?.failing_since).toBeNull();
    });
  });

  it('that says 410 Gone is switched off at once', async () => {
    receiver.status = 410;
    await add();
    await commit(stop().started());
    await expect
      .poll(async () => (await call<{ data: { enabled: boolean }[] }>('GET', '')).body.data, PATIENCE)
      .toMatchObject([{ enabled: false }]);
  });

  it('that somebody switches off is sent nothing more of what waits', async () => {
    receiver.status = 500;
    const { id } = await add();
    await commit(stop().started());
    await expect.poll(() => log(id), PATIENCE).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    expect((await call('PATCH', `/${id}`, { enabled: false })).body).toMatchObject({ enabled: false });
    await cities.database.query('update webhook_deliveries set settled_at = null');
    expect(await cities.hub.app.get(WebhookQueue).takeDue(Date.now() + 86_400_000, [])).toBeNull();
  });

  it('has the newest thousand of what was settled in its log', async () => {
    const { id } = await add();
    await cities.database.query(
      `insert into webhook_deliveries (id, city_id, webhook_id, event_type, body, created_at, due_at, attempts, is_delivered,
         settled_at)
       select gen_random_uuid(), $1, $2, 'park_start', '{}', now() - make_interval(secs => place), now(), 1, true, now()
       from generate_series(1, $3::int) as place`,
      [HOME, id, SETTLED_KEPT_MAX],
    );
    const [oldest] = await cities.database.query<{ id: string }>(
      'select id from webhook_deliveries order by created_at limit 1',
    );
    await call('POST', `/${id}/test`);
    const kept = await cities.database.query<{ id: string }>('select id from webhook_deliveries');
    expect([kept.length, kept.some((each) => each.id === oldest?.id)]).toEqual([SETTLED_KEPT_MAX, false]);
    await commit(stop().started());
    await expect
      .poll(async () => (await log(id))[0], PATIENCE)
      .toMatchObject({ eventType: 'park_start', state: 'delivered' });
    expect(await cities.database.query('select 1 from webhook_deliveries')).toHaveLength(SETTLED_KEPT_MAX);
  });

  it('can be tried out', async () => {
    const { id } = await add();
    expect((await call('POST', `/${id}/test`)).body).toEqual({ delivered: true, status: 204, error: null });
    expect(JSON.parse(receiver.letters[0]?.body ?? '')).toMatchObject({ test: true, webhook_id: id });
    expect(await log(id)).toMatchObject([{ eventType: 'test', state: 'delivered' }]);
  });

  it('shows its secret once, and goes with its log', async () => {
    const { id, secret } = await add();
    await call('POST', `/${id}/test`);
    const list = await call('GET', '');
    expect(JSON.stringify(list.body)).not.toContain(secret);
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect(await cities.database.query('select 1 from webhook_deliveries')).toEqual([]);
    expect((await call('GET', `/${id}/deliveries`)).status).toBe(404);
  });

  it.each([
    [{ url: 'https://10.0.0.1/' }, 'url'],
    [{}, 'url'],
    [{ url: 'https://example.org/', eventTypes: ['parked'] }, 'eventTypes'],
    [{ url: 'https://example.org/', colour: 'red' }, 'colour'],
  ])('is refused with %o, naming the field', async (wish, field) => {
    const { status, body } = await call('POST', '', wish);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });
});

describe('a delivery', () => {
  it('is taken by one hub of several', async () => {
    const { id } = await add();
    await cities.database.query(
      `insert into webhook_deliveries (id, city_id, webhook_id, event_type, body, created_at, due_at, attempts, is_delivered)
       select gen_random_uuid(), $1, $2, 'park_start', '{}', now(), now() + interval '1 hour', 0, false
       from generate_series(1, 20)`,
      [HOME, id],
    );
    const queue = cities.hub.app.get(WebhookQueue);
    const inAnHourMs = Date.now() + 3_700_000;
    const taken = await Promise.all(Array.from({ length: 30 }, () => queue.takeDue(inAnHourMs, [])));
    const ids = taken.flatMap((due) => due?.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (let due = await queue.takeDue(inAnHourMs, []); due; due = await queue.takeDue(inAnHourMs, []))
      ids.push(due.id);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
  });
});
