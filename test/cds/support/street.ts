import { expect, vi } from 'vitest';
import { importCurbs } from '../../../apps/hub/src/cds/import/import-curbs.js';
import { readCurbsFile } from '../../../apps/hub/src/cds/import/curbs-file.js';
import { metresPerDegree } from '../../../apps/hub/src/cds/geography/tangent-plane.js';
import { HubUnderTest } from '../../hub/support/hub-under-test.js';
import { CAMERA } from '../../hub/support/records.js';

/** Where the test camera hangs. */
export const ORIGIN = { lat: 40.5, lng: -74.25 };

/** A rectangle by metres east and north of the origin, as GeoJSON. */
export function rectangle(eastM: readonly [number, number], northM: readonly [number, number]) {
  const { alongMeridianM, alongParallelM } = metresPerDegree(ORIGIN.lat);
  const at = (east: number, north: number) => [
    Number((ORIGIN.lng + east / alongParallelM).toFixed(7)),
    Number((ORIGIN.lat + north / alongMeridianM).toFixed(7)),
  ];
  const [[west, east], [south, north]] = [eastM, northM];
  const corner = at(west, south);
  return { type: 'Polygon', coordinates: [[corner, at(east, south), at(east, north), at(west, north), corner]] };
}

export const START_DATE = '2026-01-01T00:00:00Z';

/** What the test city publishes: a parking zone, one where nobody may stop, and one no camera watches. */
export function curbsFile() {
  return {
    cameras: [{ id: CAMERA, anchor: { ...ORIGIN, heading_deg: 0 }, asset_name: 'POLE-7' }],
    policies: [
      {
        key: 'one-hour',
        priority: 10,
        name: 'One hour',
        rules: [{ activity: 'parking', max_stay: 1, max_stay_unit: 'hour', name: 'Parking for an hour' }],
      },
      { key: 'clearway', priority: 5, rules: [{ activity: 'no stopping' }] },
    ] as Record<string, unknown>[],
    zones: [
      {
        key: 'parking_a',
        camera: CAMERA,
        zone: 'parking_a',
        geometry: rectangle([-6, -3], [10, 30]),
        policies: ['one-hour'],
        start_date: START_DATE,
        street_name: 'Main Street',
        length: 2_000,
        num_spaces: 3,
        jurisdiction_type: 'public',
      },
      {
        key: 'clearway_a',
        camera: CAMERA,
        zone: 'clearway_a',
        geometry: rectangle([3, 6], [10, 30]),
        policies: ['clearway'],
        start_date: START_DATE,
      },
      { key: 'far_away', geometry: rectangle([-6, -3], [200, 230]), policies: [], start_date: START_DATE },
    ] as Record<string, unknown>[],
    areas: [{ key: 'block', geometry: rectangle([-10, 10], [0, 40]), zones: ['parking_a', 'clearway_a'] }],
    spaces: [] as Record<string, unknown>[],
    objects: [
      {
        key: 'camera',
        object_type: 'surveillance_camera',
        name: 'Pole 7',
        camera: CAMERA,
        zone: 'parking_a',
        geometry: { type: 'Point', coordinates: [ORIGIN.lng, ORIGIN.lat] },
      },
    ],
  };
}

/** A hub whose home city is there to publish things. */
export async function startCity(env: Record<string, string> = {}): Promise<HubUnderTest> {
  const hub = await HubUnderTest.start(env);
  const isThere = async () => expect((await hub.get('/cds/demo/curbs/zones')).status).toBe(200);
  await vi.waitFor(isThere, { timeout: 60_000, interval: 50 });
  return hub;
}

/** Publishes a file at a hub, as the command does. */
export function publish(hub: HubUnderTest, file: object, { nowMs = Date.now(), cityId = 'demo' } = {}) {
  const read = readCurbsFile(JSON.stringify(file));
  return hub.database.transaction((manager) => importCurbs(manager, { cityId, file: read, nowMs }));
}
