import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CdsClient } from './support/cds-client.js';
import type { Fields, Version } from './support/cds-client.js';
import { expectList, expectOne } from './support/schemas.js';
import { ORIGIN, curbsFile, publish, rectangle, startCity } from './support/street.js';

const DAY_MS = 86_400_000;

interface ZoneFields extends Fields {
  readonly curb_zone_id: string;
  readonly curb_policy_ids: readonly string[];
  readonly prev_policies?: readonly { readonly curb_policy_ids: readonly string[] }[];
}

describe("the standard's curbs", () => {
  let hub: HubUnderTest;
  let cds: CdsClient;
  const firstMs = Date.now() - 10 * DAY_MS;

  beforeAll(async () => {
    hub = await startCity({ KERBLINE_TIME_ZONE: 'America/New_York' });
    cds = new CdsClient(hub);
    await publish(hub, curbsFile(), { nowMs: firstMs });
  });
  afterAll(() => hub.stop());

  const zones = async (query = '', version: Version = '1.1') =>
    (await cds.get<{ zones: ZoneFields[] }>(`/curbs/zones${query}`, version)).data.zones;
  const zoneOf = async (street: string, query = '') => {
    const found = (await zones(query)).find((zone) => zone['street_name'] === street);
    if (!found) throw new Error(`there is no zone in ${street}`);
    return found;
  };

  it('are as the standard describes them, in both versions and without a key', async () => {
    for (const version of ['1.0', '1.1'] as const) {
      for (const list of [
        'zones',
        'areas',
        'policies',
        ...(version === '1.1' ? (['objects'] as const) : []),
      ] as const) {
        const response = await fetch(`${hub.url}/cds/demo/curbs/${list}`, {
          headers: { accept: `application/vnd.cds+json;version=${version}` },
        });
        expect(response.status).toBe(200);
        expectList(list, await response.json(), version);
      }
    }
  });

  it('are read as their city’s reader, though nobody shows a key: what it may not read is not told', async () => {
    const ask = async () => (await fetch(`${hub.url}/cds/demo/curbs/zones?limit=7`)).status;
    await hub.database.query('revoke select on curb_zones from kerbline_reader');
    expect(await ask()).toBe(500);
    await hub.database.query('grant select on curb_zones to kerbline_reader');
    expect(await ask()).toBe(200);
  });

  it('come one by one under their ids', async () => {
    const zone = await zoneOf('Main Street');
    expectOne('zones', await cds.get(`/curbs/zones/${zone.curb_zone_id}`), '1.1');
    expectOne('policies', await cds.get(`/curbs/policies/${zone.curb_policy_ids[0]}`), '1.1');
    const [areaId] = zone['curb_area_ids'] as string[];
    expectOne('areas', await cds.get(`/curbs/areas/${areaId}`), '1.1');
    const [objectId] = zone['curb_object_ids'] as string[];
    expectOne('objects', await cds.get(`/curbs/objects/${objectId}`), '1.1');
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const list of ['zones', 'policies', 'areas', 'objects']) {
      expect(await cds.failure(`/curbs/${list}/${unknown}`, 404)).toMatchObject({ error: 'not_found' });
      expect(await cds.failure(`/curbs/${list}/nonsense`, 404)).toMatchObject({ error: 'not_found' });
    }
  });

  it('that a city does not publish are answered with 501, objects in 1.0 too', async () => {
    expect(await cds.failure('/curbs/spaces', 501)).toMatchObject({ error: 'not_implemented' });
    await cds.failure('/curbs/spaces/00000000-0000-4000-8000-000000000000', 501);
    await cds.failure('/curbs/objects', 501, { accept: 'application/vnd.cds+json;version=1.0' });
  });

  it('are found by a box that they touch', async () => {
    const { minLng, minLat, maxLng, maxLat } = boxOf(rectangle([-8, 0], [0, 40]));
    const found = await zones(`?min_lat=${minLat}&min_lng=${minLng}&max_lat=${maxLat}&max_lng=${maxLng}`);
    expect(found.map((zone) => zone['street_name'])).toEqual(['Main Street']);
  });

  it('are found within a radius in centimetres, the nearest first', async () => {
    const near = (radius: number) => zones(`?lat=${ORIGIN.lat}&lng=${ORIGIN.lng}&radius=${radius}`);
    // The two zones at the camera begin 10.4 m away, the third one 200 m.
    expect(await near(1_000)).toEqual([]);
    expect(await near(1_100)).toHaveLength(2);
    const all = await near(30_000);
    expect(all).toHaveLength(3);
    expect(all.map((zone) => zone['street_name']).indexOf(undefined)).toBeGreaterThanOrEqual(0);
    expect(all.at(-1)?.curb_policy_ids).toEqual([]);
  });

  it('are given page by page, the last of which says so', async () => {
    for (const filter of ['', `&lat=${ORIGIN.lat}&lng=${ORIGIN.lng}&radius=30000`]) {
      const ids: string[] = [];
      let path: string | null = `/curbs/zones?limit=2${filter}`;
      while (path !== null) {
        const page: { data: { zones: ZoneFields[] }; links?: { next: string | null } } = await cds.get(path);
        ids.push(...page.data.zones.map(({ curb_zone_id }) => curb_zone_id));
        path = page.links?.next ?? null;
      }
      expect(new Set(ids).size).toBe(3);
      expect(ids).toHaveLength(3);
      // A page that holds just what is left is the last.
      expect((await cds.get(`/curbs/zones?limit=3${filter}`)).links).toEqual({ next: null });
    }
  });

  it('leave their geometry out when that is asked for', async () => {
    expect((await zones('?include_geometry=false')).every((zone) => !('geometry' in zone))).toBe(true);
    expect((await zones('?include_geometry=true')).every((zone) => 'geometry' in zone)).toBe(true);
  });

  it('refuse half a box, half a circle, both at once, and numbers beyond sense, each by its name', async () => {
    for (const [query, word] of [
      ['min_lat=1&min_lng=1', 'max_lat'],
      ['lat=40', 'radius'],
      [`min_lat=1&min_lng=1&max_lat=2&max_lng=2&lat=1&lng=1&radius=5`, 'exclude'],
      ['min_lat=2&min_lng=1&max_lat=1&max_lng=2', 'min_lat'],
      ['min_lat=1&min_lng=2&max_lat=2&max_lng=1', 'min_lng'],
      ['lat=91&lng=1&radius=5', 'lat'],
      ['lat=1&lng=1&radius=99999999', 'radius'],
      ['lat=1&lng=1&radius=-1', 'radius'],
      ['area=nonsense', 'area'],
      ['time=yesterday', 'time'],
      ['limit=0', 'limit'],
      ['limit=501', 'limit'],
      ['cursor=bm9uc2Vuc2U', 'cursor'],
      ['zone=x', 'zone'],
    ] as const) {
      const { error, error_details } = await cds.failure(`/curbs/zones?${query}`, 400);
      expect(['bad_param', 'missing_param']).toContain(error);
      expect(error_details.join(), query).toContain(word);
    }
    await cds.failure('/curbs/zones?area=00000000-0000-4000-8000-000000000000', 404);
    expect((await cds.failure('/curbs/zones?lat=40', 400)).error).toBe('missing_param');
  });

  it('are asked for in the standard’s spelling and no other, each list by what it knows, once', async () => {
    const zone = await zoneOf('Main Street');
    const [areaId] = zone['curb_area_ids'] as string[];
    const known: Readonly<Record<string, readonly string[]>> = {
      '/curbs/zones': [`area=${areaId}`, 'include_geometry=true', 'limit=5', `time=${Date.now()}`],
      '/curbs/areas': ['limit=5'],
      '/curbs/policies': [`ids=${zone.curb_policy_ids[0]}`],
      '/curbs/objects': [`zone=${zone.curb_zone_id}`, `time=${Date.now()}`],
      '/events/events': [`curb_zone_id=${zone.curb_zone_id}`, `curb_area_id=${areaId}`, 'event_time=2026-01-01T00'],
      '/events/status': [`curb_zone_id=${zone.curb_zone_id}`],
      '/metrics/sessions': [`curb_place_type=zone&curb_place_id=${zone.curb_zone_id}`],
      '/metrics/aggregates': ['metric_type=turnover'],
    };
    for (const [path, queries] of Object.entries(known)) {
      for (const query of queries) {
        expect([path, query, (await cds.request(`${path}?${query}`)).status]).toEqual([path, query, 200]);
        const [name = '', value = ''] = (query.split('&').at(-1) ?? '').split('=');
        for (const wrong of [
          `${query}&${name.toUpperCase()}=${value}`,
          `${query}&${name.replace('_', '-')}s=${value}`,
          `${query}&${name}=${value}`,
          `${query}&colour=blue`,
        ]) {
          expect([wrong, (await cds.failure(`${path}?${wrong}`, 400)).error]).toEqual([wrong, 'bad_param']);
        }
      }
    }
    // Curbs name a place by its kind, events and metrics by the field's name: not the other way round.
    for (const path of [
      `/curbs/zones?curb_area_id=${areaId}`,
      `/curbs/objects?curb_zone_id=${zone.curb_zone_id}`,
      `/events/events?zone=${zone.curb_zone_id}`,
      `/metrics/sessions?curb_zone_id=${zone.curb_zone_id}`,
    ]) {
      expect((await cds.failure(path, 400)).error_details.join(), path).toContain('is not known here');
    }
  });

  it('of a city that does not exist, or at another address, are not found', async () => {
    await new CdsClient(hub, 'nowhere').failure('/curbs/zones', 404);
    await cds.failure('/curbs/streets', 404);
    await cds.failure('/nothing', 404);
  });

  it('of the demo are published by its file, as the command reads it', async () => {
    await hub.database.query(`insert into cities (id, name, time_zone) values ('street', 'Street', 'UTC')`);
    const file = readFileSync('infra/demo/street.curbs.json', 'utf8');
    await publish(hub, JSON.parse(file) as object, { cityId: 'street' });
    const demo = new CdsClient(hub, 'street');
    for (const list of ['zones', 'policies', 'areas', 'objects'] as const) {
      expectList(list, await demo.get(`/curbs/${list}`), '1.1');
    }
    expect((await demo.get<{ zones: ZoneFields[] }>('/curbs/zones')).data.zones).toHaveLength(3);
  });

  describe('when the city publishes again', () => {
    it('stay as they were where nothing has changed', async () => {
      const before = await zones();
      await publish(hub, curbsFile());
      expect(await zones()).toEqual(before);
    });

    it('keep the id of a zone that has other policies, and its former ones on record', async () => {
      const before = await zoneOf('Main Street');
      const file = curbsFile();
      file.zones = file.zones.map((zone) => (zone['key'] === 'parking_a' ? { ...zone, policies: ['clearway'] } : zone));
      const nowMs = Date.now();
      await publish(hub, file, { nowMs });
      const after = await zoneOf('Main Street');
      expect(after.curb_zone_id).toBe(before.curb_zone_id);
      expect(after.curb_policy_ids).not.toEqual(before.curb_policy_ids);
      expect(after.prev_policies).toMatchObject([{ curb_policy_ids: before.curb_policy_ids, end_date: nowMs }]);
      expect(after).toMatchObject({ last_updated_date: nowMs, start_date: before['start_date'] });
      await publish(hub, curbsFile());
    });

    it('refuse a zone that has moved and does not say that the street has changed', async () => {
      const file = curbsFile();
      const moved = (change: object) => ({
        ...file,
        zones: file.zones.map((zone) =>
          zone['key'] === 'far_away' ? { ...zone, geometry: rectangle([-6, -3], [210, 240]), ...change } : zone,
        ),
      });
      await expect(publish(hub, moved({}))).rejects.toThrow(/"far_away" has moved by 10\.\d m.*"revision": 2/);
      const [before] = (await zones()).filter(({ curb_policy_ids }) => curb_policy_ids.length === 0);
      const changedMs = Date.now() - 1_000;
      await publish(hub, moved({ revision: 2, start_date: changedMs }));
      const [after] = (await zones()).filter(({ curb_policy_ids }) => curb_policy_ids.length === 0);
      expect(after?.curb_zone_id).not.toBe(before?.curb_zone_id);
      expect(after?.['prev_curb_zone_ids']).toEqual([before?.curb_zone_id]);

      const path = `/curbs/zones/${before?.curb_zone_id}`;
      await cds.failure(path, 404);
      expect((await cds.get<Fields>(`${path}?show_historic=true`)).data).toMatchObject({ end_date: changedMs });
      expect((await cds.get<Fields>(`${path}?time=${changedMs - 1}`)).data).toMatchObject({ end_date: changedMs });
      await cds.failure(`${path}?time=${changedMs}`, 404);
      const then = await zones(`?time=${changedMs - 1}`);
      expect(then.map(({ curb_zone_id }) => curb_zone_id)).toContain(before?.curb_zone_id);

      await expect(publish(hub, file)).rejects.toThrow(/revision 1, but 2 is published/);
    });

    it('refuse policies that contradict one another, with their names, and change nothing', async () => {
      const before = await zones();
      const file = curbsFile();
      file.policies.push({ key: 'other', priority: 10, rules: [{ activity: 'no parking' }] });
      file.zones = file.zones.map((zone) => ({ ...zone, policies: ['one-hour', 'other'] }));
      await expect(publish(hub, file)).rejects.toThrow(
        'zone "parking_a" has policies that contradict one another: "one-hour" and "other" share priority 10',
      );
      expect(await zones()).toEqual(before);
    });

    it('refuse bad files with all that is wrong with them', async () => {
      const file = curbsFile();
      const bad = {
        ...file,
        zones: [
          ...file.zones.slice(0, 2),
          {
            key: 'open',
            geometry: {
              type: 'Polygon',
              coordinates: [
                [
                  [0, 0],
                  [0, 1e-3],
                  [1e-3, 1e-3],
                  [1e-3, 0],
                ],
              ],
            },
          },
          {
            key: 'swapped',
            geometry: {
              type: 'Polygon',
              coordinates: [
                [
                  [0, 91],
                  [1, 1],
                  [1, 0],
                  [0, 91],
                ],
              ],
            },
          },
          {
            key: 'bow',
            geometry: {
              type: 'Polygon',
              coordinates: [
                [
                  [0, 0],
                  [1e-3, 1e-3],
                  [1e-3, 0],
                  [0, 1e-3],
                  [0, 0],
                ],
              ],
            },
          },
          { key: 'nowhere', colour: 'blue' },
        ],
      };
      const problem = await publishError(hub, bad);
      for (const sentence of [
        'zones[2] "open".geometry: is not closed',
        'zones[3] "swapped".geometry.coordinates.0.0.1',
        'zones[4] "bow".geometry: crosses itself',
        'zones[5] "nowhere": Unrecognized key: "colour"',
      ]) {
        expect(problem).toContain(sentence);
      }
      expect(
        await publishError(hub, { ...file, areas: [{ key: 'x', geometry: rectangle([0, 9], [0, 9]), zones: ['y'] }] }),
      ).toContain('area "x" names the zone "y", which the file does not have');
      const twice = { ...file, zones: [...file.zones, { key: 'on_top', geometry: rectangle([-6, -3], [12, 20]) }] };
      expect(await publishError(hub, twice)).toContain('overlaps zone');
    });
  });
});

async function publishError(hub: HubUnderTest, file: object): Promise<string> {
  try {
    await publish(hub, file);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the file was taken');
}

function boxOf({ coordinates }: { coordinates: number[][][] }) {
  const [ring = []] = coordinates;
  const [lngs, lats] = [ring.map(([lng = 0]) => lng), ring.map(([, lat = 0]) => lat)];
  return { minLng: Math.min(...lngs), maxLng: Math.max(...lngs), minLat: Math.min(...lats), maxLat: Math.max(...lats) };
}
