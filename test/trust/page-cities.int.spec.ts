import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMERA } from '../hub/support/records.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

interface SessionAnswer {
  readonly access: string;
  readonly city: string;
  readonly cities: readonly { readonly id: string; readonly name: string }[];
}

describe('the page of a hub with several cities', () => {
  let cities: TwoCities;
  beforeAll(async () => {
    cities = await TwoCities.start({ KERBLINE_PAGE_ACCESS: 'loopback', KERBLINE_PAGE_CITIES: ELSEWHERE });
    await cities.recordADay(Date.now());
    await cities.database.query(`insert into cities (id, name, time_zone) values ('ogdenville', 'Ogdenville', 'UTC')`);
  });
  afterAll(() => cities.stop());

  const open = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${cities.hub.url}/api/v1/session${query}`, { headers });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? headers['cookie'] ?? '';
    return { status: response.status, cookie, session: (await response.json()) as SessionAnswer };
  };
  const camerasWith = async (cookie: string) =>
    (await fetch(`${cities.hub.url}/api/v1/cameras`, { headers: { cookie } })).text();

  it('lets a browser on this machine choose one of the cities it was told, and shows that city alone', async () => {
    const home = await open('');
    expect(home.session).toMatchObject({ access: 'loopback', city: HOME });
    expect(home.session.cities.map(({ id }) => id)).toEqual([HOME, ELSEWHERE]);
    expect(await camerasWith(home.cookie)).toContain(CAMERA);

    const elsewhere = await open(`?city=${ELSEWHERE}`, { cookie: home.cookie });
    expect(elsewhere.session.city).toBe(ELSEWHERE);
    expect(await camerasWith(elsewhere.cookie)).not.toContain(CAMERA);
    // And it stays there until it chooses again.
    expect((await open('', { cookie: elsewhere.cookie })).session.city).toBe(ELSEWHERE);
    expect((await open(`?city=${HOME}`, { cookie: elsewhere.cookie })).session.city).toBe(HOME);
  });

  it('shows no city that it was not told, also when it is asked for', async () => {
    expect((await open('?city=ogdenville')).session.city).toBe(HOME);
  });

  it('gives whoever has a key the city of that key and no choice', async () => {
    const headers = { authorization: `Bearer ${await cities.key(ELSEWHERE, 'read')}` };
    expect((await open(`?city=${HOME}`, headers)).session).toEqual({
      ...{ access: 'key', city: ELSEWHERE, cities: [{ id: ELSEWHERE, name: 'Shelbyville' }] },
    });
  });

  it('lets in nobody whom a proxy has passed on', async () => {
    expect((await open(`?city=${ELSEWHERE}`, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(401);
  });
});
