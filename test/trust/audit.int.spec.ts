import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeUserKey } from '#identity';
import { DeviceRegistry } from '../../apps/hub/src/devices/device-registry.js';
import { ELSEWHERE, HOME, TwoCities, pathAtHome } from './support/two-cities.js';
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

/** Open to all, and not only for reading: who signs in or out changes nothing of a city's, nor who asks for what is not there. */
const CHANGE_NOTHING = ['ALL /cds/{*path}', 'DELETE /api/v1/session', 'POST /api/v1/session', 'POST /oauth/token'];
const ENROLMENT = 'POST /api/v1/enrolments';

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
    const changing = routesOf(cities.hub.app).filter(({ method }) => method !== 'GET');
    const asCaller = changing.filter(({ access }) => access !== 'open' && access !== null);
    expect(asCaller.length).toBeGreaterThan(8);
    const open = changing.filter((route) => !asCaller.includes(route)).map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([...CHANGE_NOTHING, ENROLMENT].sort());
    for (const { method, path } of asCaller) {
      const before = await lines();
      const { status } = await send(method, pathAtHome(path));
      const added = (await lines()).slice(before.length);
      expect(added, `${method} ${path}`).toMatchObject([
        { actor: `${HOME} admin`, action: `${method} ${path}`, status },
      ]);
    }
  });

  it('has one line for each time a box shows a code that was made for it, and none for a code that was not', async () => {
    const registry = new DeviceRegistry(cities.database);
    await registry.add('pole-1', HOME);
    await registry.add('pole-2', ELSEWHERE);
    const [ours, theirs] = [await registry.issueCode('pole-1'), await registry.issueCode('pole-2')];
    const publicKey = makeUserKey().publicKey;
    const enrol = async (code: string, key = publicKey) => {
      const before = await lines();
      const { status } = await send('POST', '/api/v1/enrolments', JSON.stringify({ code, publicKey: key }));
      return { status, added: (await lines()).slice(before.length) };
    };
    const line = (status: number) => ({ actor: 'pole-1 (its code)', action: ENROLMENT, subject: 'pole-1', status });
    expect(await enrol(ours.code)).toEqual({ status: 201, added: [line(201)] });
    expect(await enrol(ours.code, makeUserKey().publicKey)).toEqual({ status: 409, added: [line(409)] });
    expect(await enrol('0000-0000-0000-0000')).toEqual({ status: 404, added: [] });
    expect(await enrol('nonsense')).toEqual({ status: 400, added: [] });
    expect(await enrol(theirs.code, makeUserKey().publicKey)).toEqual({ status: 201, added: [] });
    const rows = await cities.database.query('select audit_log::text as line from audit_log');
    for (const { code } of [ours, theirs]) expect(JSON.stringify(rows)).not.toContain(code);
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
