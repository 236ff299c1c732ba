import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCurbsImport } from '../../apps/hub/src/cds/import/main.js';
import type { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CdsClient } from './support/cds-client.js';
import { curbsFile, publish, startCity } from './support/street.js';

describe('what the command to import curbs refuses', () => {
  let hub: HubUnderTest;
  let directory: string;
  let before: unknown;

  beforeAll(async () => {
    hub = await startCity();
    directory = await mkdtemp(join(tmpdir(), 'kerbline-curbs-'));
    await publish(hub, curbsFile(), { nowMs: Date.now() - 86_400_000 });
    before = await published();
  });
  afterAll(async () => {
    await hub.stop();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(() => vi.stubEnv('DATABASE_URL', hub.postgres.url));
  afterEach(() => vi.unstubAllEnvs());

  const published = async () => {
    const cds = new CdsClient(hub);
    const lists = ['zones', 'policies', 'areas', 'objects'].map((list) => cds.get(`/curbs/${list}`));
    return Promise.all(lists);
  };
  const run = async (content: object | string, city = 'demo') => {
    const file = join(directory, 'city.curbs.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    await runCurbsImport({ city, file });
  };
  /** The city's file with something else on the street, and this as well. */
  const changed = (change: object) => {
    const file = curbsFile();
    file.zones = file.zones.map((zone) => ({ ...zone, street_name: 'Renamed Street' }));
    return { ...file, ...change };
  };
  const rival = (priority: number) => {
    const file = changed({});
    file.policies.push({ key: 'rival', priority, rules: [{ activity: 'no parking' }] });
    file.zones = file.zones.map((zone) =>
      zone['key'] === 'parking_a' ? { ...zone, policies: ['one-hour', 'rival'] } : zone,
    );
    return file;
  };

  it('for a policy that contradicts another changes nothing: what held before is in force', async () => {
    await expect(run(rival(10))).rejects.toThrow('"one-hour" and "rival" share priority 10');
    expect(await published()).toEqual(before);
  });

  it('for a place that is no valid GeoJSON changes nothing', async () => {
    const [first, ...rest] = curbsFile().zones;
    const ring = (...corners: number[][]) => ({ type: 'Polygon', coordinates: [corners] });
    for (const [geometry, problem] of [
      [ring([0, 0], [0, 1e-3], [1e-3, 1e-3], [1e-3, 0]), 'is not closed'],
      [ring([0, 0], [1e-3, 1e-3], [1e-3, 0], [0, 1e-3], [0, 0]), 'crosses itself'],
      [ring([0, 91], [1, 1], [1, 0], [0, 91]), 'geometry.coordinates'],
      [{ type: 'MultiPolygon', coordinates: [] }, 'geometry.type'],
      [{ type: 'Polygon', coordinates: [] }, 'geometry.coordinates'],
      ['nowhere', 'geometry'],
    ] as const) {
      await expect(run(changed({ zones: [...rest, { ...first, geometry }] }))).rejects.toThrow(problem);
    }
    expect(await published()).toEqual(before);
  });

  it('because it is no JSON, or of no city there is, changes nothing', async () => {
    await expect(run('{"zones": [')).rejects.toThrow('it is no JSON');
    await expect(run(curbsFile(), 'ogdenville')).rejects.toThrow('there is no city "ogdenville"');
    expect(await published()).toEqual(before);
  });

  it('is taken once the policies no longer share a priority', async () => {
    await run(rival(11));
    const after = await new CdsClient(hub).get<{ zones: { street_name?: string; curb_policy_ids: string[] }[] }>(
      '/curbs/zones',
    );
    expect(after.data.zones.map(({ street_name }) => street_name)).toEqual(Array(3).fill('Renamed Street'));
    expect(after.data.zones.some(({ curb_policy_ids }) => curb_policy_ids.length === 2)).toBe(true);
  });
});
