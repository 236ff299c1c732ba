import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOME, TwoCities, pathAtHome } from './support/two-cities.js';
import { routesOf } from './support/routes.js';

interface Line {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly status: number | null;
}

/** What nobody but its owner may ever read. */
const SECRET = 'open-sesame-that-nobody-may-read';
/** In whatever field somebody may think of, and beside fields that are told. */
const BODY = JSON.stringify({
  ...Object.fromEntries(['name', 'secret', 'key', 'password', 'token', 'url', 'code'].map((name) => [name, SECRET])),
  nested: { secret: SECRET },
});

describe('the audit log', () => {
  let cities: TwoCities;
  let key: string;

  beforeAll(async () => {
    cities = await TwoCities.start();
    key = await cities.key(HOME, 'admin');
  });
  afterAll(() => cities.stop());

  const send = (method: string, path: string, body = BODY) =>
    fetch(`${cities.hub.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
  /** Oldest first. */
  const lines = () =>
    cities.database.query<Line>('select actor, action, subject, status from audit_log where city_id = $1 order by at', [
      HOME,
    ]);

  it('has one line for each change that is asked for by whichever route: who, what, and how it ended', async () => {
    const changing = routesOf(cities.hub.app).filter(
      ({ method, access }) => method !== 'GET' && access !== 'open' && access !== null,
    );
    expect(changing.length).toBeGreaterThan(8);
    for (const { method, path } of changing) {
      const before = await lines();
      const { status } = await send(method, pathAtHome(path));
      const added = (await lines()).slice(before.length);
      expect(added, `${method} ${path}`).toMatchObject([
        { actor: `${HOME} admin`, action: `${method} ${path}`, status },
      ]);
    }
  });

  it('has none of what only reads, nor of what nobody may', async () => {
    const before = await lines();
    await cities.ask('GET', '/api/v1/cameras', key);
    await cities.ask('POST', '/api/v1/keys', await cities.key(HOME, 'read'));
    await cities.ask('POST', '/api/v1/keys', null);
    expect(await lines()).toEqual(before);
  });

  it('tells of a body only the fields that are no secrets, and keeps no secret that was made or given', async () => {
    const ofKey = await send('POST', '/api/v1/keys', JSON.stringify({ name: 'signs', scopes: ['read'] }));
    const made = (await ofKey.json()) as { key: string };
    const url = `https://example.org/${SECRET}`;
    const ofWebhook = await send('POST', '/api/v1/webhooks', JSON.stringify({ url }));
    expect([ofKey.status, ofWebhook.status]).toEqual([201, 201]);
    const { id, secret } = (await ofWebhook.json()) as { id: string; secret: string };
    await send('PATCH', `/api/v1/webhooks/${id}`, JSON.stringify({ url: `${url}/again` }));
    await send('PATCH', '/api/v1/city', JSON.stringify({ visitDays: 300, secret: SECRET }));
    const rows = await cities.database.query('select audit_log::text as line from audit_log');
    const text = JSON.stringify(rows);
    expect(text).toContain('visitDays 300');
    for (const hidden of [SECRET, made.key, secret, key]) expect(text).not.toContain(hidden);
  });

  it('keeps the first 40 characters of a value', async () => {
    for (const length of [40, 41]) {
      // Two of them are quotation marks.
      await send('PATCH', '/api/v1/city', JSON.stringify({ visitDays: '7'.repeat(length - 2) }));
      const [last] = (await lines()).slice(-1);
      expect(last?.subject).toBe(`visitDays ${`"${'7'.repeat(length - 2)}"`.slice(0, 40)}`);
    }
  });

  it('is of changes of at most 16 KiB: longer ones are refused', async () => {
    const send = (bytes: number) => {
      const body = JSON.stringify({ name: '' });
      return fetch(`${cities.hub.url}/api/v1/keys`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: body + ' '.repeat(bytes - body.length),
      });
    };
    expect((await send(16_384)).status).toBe(400);
    const longer = await send(16_385);
    expect([longer.status, longer.headers.get('content-type')]).toEqual([
      413,
      expect.stringContaining('application/problem+json'),
    ]);
  });
});
