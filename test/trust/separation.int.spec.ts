import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { covers, SCOPES } from '../../apps/hub/src/access/needs.js';
import type { Scope } from '../../apps/hub/src/access/needs.js';
import { EventStreamReader } from '../hub/support/event-stream-reader.js';
import { CAMERA, DEVICE, Stop } from '../hub/support/records.js';
import { FurnishedHome } from './support/furnished-home.js';
import { routesOf } from './support/routes.js';
import type { Route } from './support/routes.js';
import { ELSEWHERE, HOME, TwoCities, pathAtHome } from './support/two-cities.js';

const REFUSED = [401, 403];

describe('every address of the hub', () => {
  let cities: TwoCities;
  let home: FurnishedHome;
  let routes: readonly Route[];
  let guarded: readonly (Route & { readonly access: Scope })[];
  const keys = new Map<string, string>();
  const keyOf = (city: string, scope: Scope) => keys.get(`${city} ${scope}`) ?? '';

  beforeAll(async () => {
    cities = await TwoCities.start();
    home = await FurnishedHome.furnish(cities, Date.now());
    for (const city of [HOME, ELSEWHERE]) {
      for (const scope of SCOPES) keys.set(`${city} ${scope}`, await cities.key(city, scope));
    }
    routes = routesOf(cities.hub.app);
    guarded = routes.flatMap((route) =>
      route.access === null || route.access === 'open' ? [] : [{ ...route, access: route.access }],
    );
  });
  afterAll(() => cities.stop());

  it('is known to this test', () => {
    const known = routes.map(({ method, path }) => `${method} ${path}`);
    expect(known).toEqual(expect.arrayContaining(['GET /api/v1/cameras', 'GET /api/v1/zones/:id/hours']));
    expect(known.length).toBeGreaterThan(12);
  });

  it('says who may use it', () => {
    const unmarked = routes.filter(({ access }) => access === null).map(({ method, path }) => `${method} ${path}`);
    expect(unmarked).toEqual([]);
  });

  it('is open to all only where that is written down here', () => {
    const open = routes.filter(({ access }) => access === 'open').map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual(OPEN_TO_ALL);
  });

  it('changes nothing for somebody who may only read', () => {
    const lax = guarded.filter(({ method, access }) => method !== 'GET' && access === 'read');
    expect(lax.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('refuses whoever has no key', async () => {
    for (const { method, path } of guarded) {
      expect((await cities.ask(method, pathAtHome(path), null)).status, `${method} ${path}`).toBe(401);
    }
  });

  it('lets in the scope it names and admin, and no other', async () => {
    for (const { method, path, access } of guarded) {
      for (const scope of SCOPES) {
        // Where the address names a city, a caller is let in at their own only.
        const { status } = await cities.ask(method, pathAtHome(path, ELSEWHERE), keyOf(ELSEWHERE, scope));
        const expected = covers([scope], access);
        expect(REFUSED.includes(status), `${method} ${path} with ${scope}: ${status}`).toBe(!expected);
      }
    }
  });

  it('has something to tell its own city wherever it is asked: what another is not told is there', async () => {
    for (const { method, path } of guarded.filter(({ method }) => method === 'GET')) {
      const { status, text } = await cities.ask(method, home.addressOf(path), keyOf(HOME, 'admin'));
      // No box answers here.
      expect(status, `${method} ${path}: ${text}`).toBe(path.endsWith('/snapshot') ? 503 : 200);
    }
  });

  /** Asks for everything of the home city as another city's administrator. */
  const expectNothingOfHome = async () => {
    home.askAnew();
    /** Of the home city's data, what an answer to another city would give away. */
    const traces = [CAMERA, DEVICE, ...home.traces];
    for (const { method, path } of guarded) {
      const asked = home.addressOf(path);
      const { status, text } = await cities.ask(method, asked, keyOf(ELSEWHERE, 'admin'));
      // What a caller named may stand in the answer, and in the log of what this city asked for.
      const named = path === '/api/v1/audit' ? guarded.map((each) => home.addressOf(each.path)).join() : asked;
      for (const trace of traces.filter((each) => !named.includes(each))) {
        expect(text, `${method} ${path}`).not.toContain(trace);
      }
      // Things of another city are things that are not there; bodies and queries may be wanting before that is known.
      if (path.startsWith('/cds/')) expect(status, `${method} ${path}: ${text}`).toBe(403);
      else if (path.replace('.:format', '').includes(':')) {
        expect(method === 'GET' ? [404] : [400, 404], `${method} ${path}: ${text}`).toContain(status);
      } else if (home.queryOf(path) !== null) {
        expect(status, `${method} ${path}: ${text}`).toBe(200);
        // Sums bear no name: they would be the same.
        const told = await cities.ask(method, asked, keyOf(HOME, 'admin'));
        expect(withoutCity(text), `${method} ${path}`).not.toBe(withoutCity(told.text));
      }
    }
    const inForce = `select (select count(*) from webhooks where id = $1)::int as webhooks,
      (select count(*) from api_keys where id = $2 and revoked_at is null)::int as keys`;
    expect(await cities.database.query(inForce, [home.webhookId, home.keyId])).toEqual([{ webhooks: 1, keys: 1 }]);
  };

  it('shows nothing of one city to the administrator of another', () => expectNothingOfHome());

  it('shows nothing of it where the database would let every row through, either: each question names its city', async () => {
    const policies = await cities.database.query<{ name: string }>(
      `select tablename as name from pg_policies where policyname = 'city_reads_its_own' order by 1`,
    );
    expect(policies.length).toBeGreaterThan(10);
    const alter = async (condition: (table: string) => string) => {
      for (const { name } of policies)
        await cities.database.query(`alter policy city_reads_its_own on ${name} using (${condition(name)})`);
    };
    await alter(() => 'true');
    try {
      await expectNothingOfHome();
    } finally {
      await alter(
        (table) => `${table === 'cities' ? 'id' : 'city_id'} = (select current_setting('kerbline.city', true))`,
      );
    }
  });

  it('shows the public of a city only what it has switched on, and never another city’s', async () => {
    const open = routes.filter(({ path }) => path.startsWith('/api/v1/public/'));
    expect(open.length).toBeGreaterThan(1);
    const askAll = async (city: string) => {
      const callers = [null, ...keys.values()];
      const asked = open.flatMap(({ method, path }) =>
        callers.map((key) => cities.ask(method, pathAtHome(path, city), key)),
      );
      return Promise.all(asked);
    };
    for (const city of [HOME, ELSEWHERE]) {
      for (const { status, text } of await askAll(city)) expect([status, text.includes(CAMERA)]).toEqual([404, false]);
    }
    await cities.database.query(`update cities set public_feed = true where id = $1`, [ELSEWHERE]);
    for (const { status, text } of await askAll(ELSEWHERE))
      expect([status, text.includes(CAMERA)]).toEqual([200, false]);
    for (const { status } of await askAll(HOME)) expect(status).toBe(404);
    await cities.database.query(`update cities set public_feed = false`);
  });

  it('shows a city its own', async () => {
    for (const list of ['cameras', 'zones', 'visits', 'events']) {
      const { status, text } = await cities.ask('GET', `/api/v1/${list}`, keyOf(HOME, 'read'));
      expect([status, text.includes(CAMERA)], list).toEqual([200, true]);
    }
  });

  it('streams a city’s events to nobody of another city', async () => {
    const open = (city: string) => EventStreamReader.open(`${cities.hub.url}/api/v1/stream`, keyOf(city, 'read'));
    const [here, elsewhere] = await Promise.all([open(HOME), open(ELSEWHERE)]);
    await cities.database.query(`insert into devices (id, city_id) values ('box-elsewhere', $1)`, [ELSEWHERE]);
    const [first, second] = [new Stop(Date.now() - 20_000), new Stop(Date.now() - 10_000)];
    await cities.hub.publisher.publish(DEVICE, first.started());
    const idOf = (message: { data: string }) => (JSON.parse(message.data) as { id: string }).id;
    expect(idOf(await here.next())).toBe(first.started().id);
    await cities.hub.publisher.publish('box-elsewhere', second.started());
    // The first that the other city hears is its own, although the home city's came before.
    expect(idOf(await elsewhere.next())).toBe(second.started().id);
    for (const reader of [here, elsewhere]) reader.close();
  });
});

/** A document without its heading, in which its city is named. */
function withoutCity(text: string): string {
  return text.replace(/"city":\{[^}]*\}/, '');
}

/** Whoever adds to this list says why nobody needs a key there. */
const OPEN_TO_ALL = [
  // To open and close a session is to show a key.
  'DELETE /api/v1/session',
  'GET /api/v1/session',
  // What a city publishes of its curbs is public, as the Curb Data Specification has it; no counts are in it.
  'GET /cds/:city/curbs/:list',
  'GET /cds/:city/curbs/:list/:id',
  'GET /cds/:city/curbs/policies',
  'GET /cds/:city/curbs/policies/:id',
  'GET /cds/:city/curbs/zones',
  'GET /cds/:city/curbs/zones/:id',
  // Answers that there is nothing, in the standard's form.
  'ALL /cds/{*path}',
  // Aggregates of a city that has switched them on, of groups that are large enough; of others, nothing.
  'GET /api/v1/public/:city/days',
  'GET /api/v1/public/:city/hours',
  // A box that is enrolled has no key yet: its one-time code is what lets it in.
  'POST /api/v1/enrolments',
  // For whoever watches the hub: no city's data is in them.
  'GET /healthz',
  'GET /metrics',
  'POST /api/v1/session',
  // A token is asked for with a key's id and the key.
  'POST /oauth/token',
].sort();
