import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../apps/hub/src/persistence/database.js';
import type { ProblemView } from '../../apps/hub/src/api/problem.js';
import { API_KEY, HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, description } from '../hub/support/records.js';
import { CameraRegistry } from '../../apps/hub/src/cameras/camera-registry.js';

/** A busy machine needs more than the second that vitest waits unless told. */
const PATIENCE = { timeout: 30_000, interval: 25 };
const REVERSED = 'from=2026-05-03T00:00:00Z&to=2026-05-01T00:00:00Z';
const ENORMOUS = 'from=2020-01-01T00:00:00Z&to=2026-05-01T00:00:00Z';
const NOWHERE = '00000000-0000-4000-8000-000000000000';
const PERIODS = {
  before_from: '2026-03-02',
  before_to: '2026-03-29',
  after_from: '2026-03-30',
  after_to: '2026-04-26',
};

describe('bad input', () => {
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    await hub.app.get(Database).whenOpen();
    await vi.waitFor(async () => expect((await hub.get('/healthz')).status).toBe(200), PATIENCE);
    await hub.app.get(CameraRegistry).put({ ...description(), describedAtMs: Date.now() });
  });
  afterAll(() => hub.stop());

  const problemAt = async (path: string) => {
    const response = await hub.get(path);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as ProblemView,
    };
  };
  const impact = (change: Partial<typeof PERIODS>) =>
    `impact?${new URLSearchParams({ ...PERIODS, ...change }).toString()}`;

  it.each([
    [`visits?${REVERSED}`, 'to'],
    [`events?${REVERSED}`, 'to'],
    [`zones/${CAMERA}.parking_a/hours?${REVERSED}`, 'to'],
    [`zones/${CAMERA}.lane_1/flow?${REVERSED}`, 'to'],
    ['reports?from=2026-05-03&to=2026-05-01', 'to'],
    [`insights/heat-map?${REVERSED}`, 'to'],
    [`exports/visits.csv?${REVERSED}`, 'to'],
    [impact({ after_to: '2026-03-29' }), 'after_to'],
    [impact({ before_to: '2026-03-01' }), 'before_to'],
    [`insights/heat-map?${ENORMOUS}`, 'to'],
    [`insights/hot-spots?${ENORMOUS}`, 'to'],
    [`exports/zone-hours.parquet?${ENORMOUS}`, 'to'],
    [impact({ before_from: '2020-01-01' }), 'before_to'],
    ['visits?limit=1001', 'limit'],
    [`visits?zone=${'x'.repeat(5_000)}`, 'zone'],
    ['visits?form=2026-05-01', 'form'],
    ['reports?to=2026-02-30', 'to'],
  ])('is refused with its field: %s', async (path, field) => {
    const { status, type, body } = await problemAt(`/api/v1/${path}`);
    expect([status, type, body.errors.map((each) => each.field)]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
      [field],
    ]);
    expect(body.detail).toContain(`${field} is "`);
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  });

  it('takes a range of one day as one', async () => {
    expect((await hub.get('/api/v1/reports?from=2026-05-01&to=2026-05-01')).status).toBe(200);
  });

  it.each([
    `zones/${CAMERA}.parking_z`,
    `zones/${CAMERA}.parking_z/hours`,
    `zones/${CAMERA}.parking_z/flow`,
    `visits?zone=${CAMERA}.parking_z`,
    'visits?camera=side-street',
    `insights/heat-map?from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z&zone=${CAMERA}.parking_z`,
    `reports/${NOWHERE}.pdf`,
    impact({}).replace('impact?', 'impact?city=ogdenville&'),
  ])('names what there is not: %s', async (path) => {
    const { status, body } = await problemAt(`/api/v1/${path}`);
    expect([path, status]).toEqual([path, 404]);
    expect(body.detail).toMatch(/^there is no /);
  });

  it('is told in the standard’s form under the standard’s addresses', async () => {
    for (const [path, status] of [
      ['curbs/zones?min_lat=1&max_lat=2', 400],
      ['curbs/zones?min_lat=2&max_lat=1&min_lng=1&max_lng=2', 400],
      ['curbs/zones?lat=1&lng=2', 400],
      ['metrics/sessions?start_time=2&end_time=1', 400],
      ['metrics/sessions?start_time=1&end_time=1790000000000', 400],
      [`events/events?curb_zone_id=${NOWHERE}`, 404],
    ] as const) {
      const response = await hub.get(`/cds/demo/${path}`);
      const body = (await response.json()) as { error: string; error_description: string; error_details: unknown };
      expect([path, response.status]).toEqual([path, status]);
      expect([typeof body.error, typeof body.error_description]).toEqual(['string', 'string']);
      expect(Array.isArray(body.error_details)).toBe(true);
    }
    const headers = { authorization: `Bearer ${API_KEY}`, accept: 'text/html' };
    expect((await hub.get('/cds/demo/curbs/zones', headers)).status).toBe(406);
  });

  it.each([
    ['a point without numbers', { type: 'Point', coordinates: ['a', 'b'] }],
    ['a point beyond the poles', { type: 'Point', coordinates: [5, 91] }],
    ['another shape', { type: 'Circle', coordinates: [5, 52] }],
    ['nothing at all', 'here'],
  ])('comes back where a place is %s, and what is good of the batch is kept', async (_what, event_location) => {
    const event = {
      ...{
        event_id: randomUUID(),
        event_type: 'park_start',
        event_time: Date.now(),
        event_publication_time: Date.now(),
      },
      ...{ data_source_type: 'meter', data_source_device_id: randomUUID() },
    };
    const batch = [
      { ...event, event_location },
      { ...event, event_id: randomUUID() },
    ];
    const response = await fetch(`${hub.url}/cds/demo/events/event`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });
    const body = (await response.json()) as { success: number; failures: { error: string; error_details: string[] }[] };
    expect([response.status, body.success, body.failures.length]).toEqual([201, 1, 1]);
    expect([body.failures[0]?.error, body.failures[0]?.error_details.join()]).toEqual([
      'bad_param',
      expect.stringContaining('event_location'),
    ]);
  });

  it('loses nothing of what is taken in meanwhile', async () => {
    const stop = new Stop(Date.now() - 60_000);
    await hub.publisher.publish('box-1', stop.started());
    await Promise.all([hub.get(`/api/v1/visits?${REVERSED}`), hub.get('/cds/demo/curbs/zones?lat=1')]);
    await vi.waitFor(async () => {
      const { data } = await hub.read<{ data: { id: string }[] }>('/api/v1/visits');
      expect(data.map(({ id }) => id)).toEqual([stop.visit.id]);
    }, PATIENCE);
  });
});
