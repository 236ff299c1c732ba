import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Access } from '../../apps/hub/src/access/access.js';
import { ApiKeys } from '../../apps/hub/src/access/api-keys.js';
import { signToken } from '../../apps/hub/src/access/tokens.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';
import { API_KEY } from '../hub/support/hub-under-test.js';

interface NewKey {
  readonly id: string;
  readonly key: string;
}

describe('the keys of the API', () => {
  let cities: TwoCities;
  beforeAll(async () => {
    cities = await TwoCities.start();
  });
  afterAll(() => cities.stop());

  const send = (method: string, path: string, key: string, body?: unknown) =>
    fetch(`${cities.hub.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const statusWith = async (key: string) => (await send('GET', '/api/v1/cameras', key)).status;
  const make = async (scopes: readonly string[]): Promise<NewKey> => {
    const response = await send('POST', '/api/v1/keys', API_KEY, { name: 'signs', scopes });
    expect(response.status).toBe(201);
    return (await response.json()) as NewKey;
  };
  const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${cities.hub.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form), headers });

  it('are made by an administrator, shown once and never kept', async () => {
    const { id, key } = await make(['read']);
    expect(await statusWith(key)).toBe(200);
    const listed = await (await send('GET', '/api/v1/keys', API_KEY)).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(key);
    // Bytes as the characters they stand for, or the key itself would not be seen in them.
    const rows = await cities.database.query(`select api_keys::text, encode(key_hash, 'escape') from api_keys`);
    expect(JSON.stringify(rows)).toContain(id);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  it('show when they were last used', async () => {
    const { id, key } = await make(['read']);
    const lastUsed = async () => {
      const { data } = (await (await send('GET', '/api/v1/keys', API_KEY)).json()) as {
        data: { id: string; lastUsed: string | null }[];
      };
      return data.find((each) => each.id === id)?.lastUsed;
    };
    expect(await lastUsed()).toBeNull();
    await statusWith(key);
    expect(Date.now() - Date.parse((await lastUsed()) ?? '')).toBeLessThan(60_000);
  });

  it('are noted as used once a minute at most, however busy they are', async () => {
    const { id } = await make(['read']);
    const keys = cities.hub.app.get(ApiKeys);
    const usedAt = async (nowMs: number) => {
      await keys.byId(id, nowMs);
      const [row] = await cities.database.query<{ last_used_at: Date }>(
        'select last_used_at from api_keys where id = $1',
        [id],
      );
      return row?.last_used_at.getTime();
    };
    const firstMs = Date.now();
    expect(await usedAt(firstMs)).toBe(firstMs);
    expect(await usedAt(firstMs + 59_999)).toBe(firstMs);
    expect(await usedAt(firstMs + 60_000)).toBe(firstMs + 60_000);
    expect(await usedAt(firstMs + 60_001)).toBe(firstMs + 60_000);
  });

  it('let nobody in once they are revoked or over', async () => {
    const revoked = await make(['read']);
    expect((await send('DELETE', `/api/v1/keys/${revoked.id}`, API_KEY)).status).toBe(204);
    expect(await statusWith(revoked.key)).toBe(401);
    expect((await send('DELETE', `/api/v1/keys/${revoked.id}`, API_KEY)).status).toBe(404);

    const over = await make(['read']);
    await cities.database.query('update api_keys set expires_at = $2 where id = $1', [
      over.id,
      new Date(Date.now() - 1),
    ]);
    expect(await statusWith(over.key)).toBe(401);
  });

  it('are out of reach of another city’s administrator', async () => {
    const { id, key } = await make(['read']);
    const stranger = await cities.key(ELSEWHERE, 'admin');
    expect((await send('DELETE', `/api/v1/keys/${id}`, stranger)).status).toBe(404);
    expect(await statusWith(key)).toBe(200);
    const made = await send('POST', '/api/v1/keys', stranger, { name: 'signs', scopes: ['admin'], city: HOME });
    expect(made.status).toBe(400);
  });

  it('are refused with every reason when the wish for them is not right', async () => {
    const response = await send('POST', '/api/v1/keys', API_KEY, { name: '', scopes: ['write'] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ field: 'name' }, { field: 'scopes.0', value: '"write"' }],
    });
  });

  describe('as client credentials of OAuth 2', () => {
    const grant_type = 'client_credentials';

    it('give a token that is worth what was asked for', async () => {
      const { id, key } = await make(['read', 'operate']);
      const basic = `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`;
      for (const response of [
        await token({ grant_type, client_id: id, client_secret: key, scope: 'read' }),
        await token({ grant_type, scope: 'read' }, { authorization: basic }),
      ]) {
        expect(response.headers.get('cache-control')).toBe('no-store');
        const { access_token, ...rest } = (await response.json()) as { access_token: string };
        expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3_600, scope: 'read' });
        expect(await statusWith(access_token)).toBe(200);
        expect((await send('POST', '/api/v1/cameras/none/reload-config', access_token)).status).toBe(403);
      }
    });

    it('end their tokens with themselves', async () => {
      const { id, key } = await make(['read']);
      const { access_token } = (await (await token({ grant_type, client_id: id, client_secret: key })).json()) as {
        access_token: string;
      };
      expect(await statusWith(access_token)).toBe(200);
      await send('DELETE', `/api/v1/keys/${id}`, API_KEY);
      expect(await statusWith(access_token)).toBe(401);
    });

    it('end their tokens when they are over', async () => {
      const { id, key } = await make(['read']);
      const { access_token } = (await (await token({ grant_type, client_id: id, client_secret: key })).json()) as {
        access_token: string;
      };
      expect(await statusWith(access_token)).toBe(200);
      const over = new Date(Date.now() - 1);
      await cities.database.query('update api_keys set expires_at = $2 where id = $1', [id, over]);
      expect(await statusWith(access_token)).toBe(401);
    });

    it('give no token more than they may themselves, whatever it says', async () => {
      const { id } = await make(['read']);
      const generous = await signToken(
        { keyId: id, scopes: ['read', 'admin'] },
        cities.hub.app.get(Access).tokenSecret,
      );
      expect(await statusWith(generous)).toBe(200);
      expect((await send('GET', '/api/v1/keys', generous)).status).toBe(403);
    });

    it('are refused in the words of the standard', async () => {
      const { id, key } = await make(['read']);
      const client = { client_id: id, client_secret: key };
      const refusals: [Record<string, string>, number, string][] = [
        [{}, 400, 'invalid_request'],
        [{ grant_type: 'password', ...client }, 400, 'unsupported_grant_type'],
        [{ grant_type, ...client, client_secret: 'wrong' }, 401, 'invalid_client'],
        [{ grant_type, ...client, client_id: 'somebody' }, 401, 'invalid_client'],
        [{ grant_type, ...client, scope: 'read admin' }, 400, 'invalid_scope'],
        [{ grant_type, ...client, scope: 'everything' }, 400, 'invalid_scope'],
      ];
      for (const [form, status, error] of refusals) {
        const response = await token(form);
        const answer: unknown = await response.json();
        expect([response.status, answer]).toMatchObject([status, { error }]);
      }
    });
  });

  it('leave a line in the audit log for every change that is asked for with them, and for no other city', async () => {
    const { id } = await make(['read']);
    await send('DELETE', `/api/v1/keys/${id}`, API_KEY);
    await send('DELETE', `/api/v1/keys/${id}`, API_KEY);
    await send('GET', '/api/v1/cameras', API_KEY);
    const linesOf = async (key: string) => {
      const { data } = (await (await send('GET', '/api/v1/audit?limit=3', key)).json()) as {
        data: { actor: string; action: string; subject: string; status: number }[];
      };
      return data.map(({ action, subject, status }) => [action, subject, status]);
    };
    expect(await linesOf(API_KEY)).toEqual([
      ['DELETE /api/v1/keys/:id', id, 404],
      ['DELETE /api/v1/keys/:id', id, 204],
      ['POST /api/v1/keys', '', 201],
    ]);
    expect(JSON.stringify(await linesOf(await cities.key(ELSEWHERE, 'admin')))).not.toContain(id);
  });
});

describe('asking too much', () => {
  let cities: TwoCities;
  beforeAll(async () => {
    // A burst of ten seconds' worth: ten.
    cities = await TwoCities.start({ KERBLINE_REQUESTS_PER_SECOND: '1' });
  });
  afterAll(() => cities.stop());

  it('is answered with when to ask again, for that key alone', async () => {
    const [greedy, modest] = [await cities.key(HOME, 'read'), await cities.key(HOME, 'read')];
    const ask = (key: string) =>
      fetch(`${cities.hub.url}/api/v1/events`, { headers: { authorization: `Bearer ${key}` } });
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(greedy)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused[0]?.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect((await ask(modest)).status).toBe(200);
    expect(await (await fetch(`${cities.hub.url}/metrics`)).text()).toMatch(
      /requests_limited_total\{limit="requests"\} [1-9]/,
    );
  });

  it('of wrong keys stops whoever guesses, and nobody who has a key', async () => {
    const guess = () => cities.ask('GET', '/api/v1/events', 'wrong-key-of-some-length');
    const statuses = new Set<number>();
    for (let tries = 0; tries < 60 && !statuses.has(429); tries++) statuses.add((await guess()).status);
    expect([...statuses]).toEqual([401, 429]);
    expect((await cities.ask('GET', '/api/v1/events', await cities.key(HOME, 'read'))).status).toBe(200);
  });
});
