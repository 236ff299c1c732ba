import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { HubUnderTest } from '../hub/support/hub-under-test.js';
import { Stop, delivery } from '../hub/support/records.js';
import { CdsClient } from './support/cds-client.js';
import { ORIGIN, curbsFile, publish, startCity } from './support/street.js';

const HOUR_MS = 3_600_000;

describe('what the standard’s routes answer about a time that is over', () => {
  let hub: HubUnderTest;
  let cds: CdsClient;
  let zoneId: string;
  /** A whole hour, another for each test. */
  let hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS;
  const hourOf = (ms: number) => `start_time=${ms}&end_time=${ms + HOUR_MS}`;
  const park = (atMs: number) => hub.app.get(RecordLedger).commit([delivery(new Stop(atMs).started())]);
  const sessions = (query = '') =>
    cds.csv(`/metrics/sessions?curb_place_type=zone&curb_place_id=${zoneId}&${hourOf(hourMs)}${query}`);

  beforeAll(async () => {
    hub = await startCity();
    cds = new CdsClient(hub);
    await publish(hub, curbsFile(), { nowMs: Date.now() - 100 * HOUR_MS });
    const { data } = await cds.get<{ zones: { curb_zone_id: string; street_name: string }[] }>('/curbs/zones');
    zoneId = data.zones.find(({ street_name }) => street_name === 'Main Street')?.curb_zone_id ?? '';
  });
  beforeEach(async () => {
    hourMs -= HOUR_MS;
    await park(hourMs + 60_000);
  });
  afterAll(() => hub.stop());

  it('is kept: what comes late shows only once it is made anew, or asked for in other words', async () => {
    expect(await cds.events(hourOf(hourMs))).toHaveLength(1);
    expect(await sessions()).toHaveLength(1);
    await park(hourMs + 120_000);
    expect(await cds.events(hourOf(hourMs))).toHaveLength(1);
    expect(await sessions()).toHaveLength(1);
    expect(await cds.events(`${hourOf(hourMs)}&limit=90`)).toHaveLength(2);
  });

  it('is another answer in each version', async () => {
    const [older, newer] = [
      await cds.get(`/events/events?${hourOf(hourMs)}`, '1.0'),
      await cds.get(`/events/events?${hourOf(hourMs)}`),
    ];
    expect([older.version, newer.version].map((version) => version.slice(0, 3))).toEqual(['1.0', '1.1']);
  });

  it('is not kept while the time is not over', async () => {
    const now = Date.now();
    const recent = `start_time=${now - HOUR_MS}&end_time=${now + HOUR_MS}`;
    expect(await cds.events(recent)).toHaveLength(0);
    await park(now - 60_000);
    expect(await cds.events(recent)).toHaveLength(1);
  });

  it('is not kept for who publishes events of that time', async () => {
    const before = await cds.events(hourOf(hourMs));
    const event = {
      event_id: randomUUID(),
      event_type: 'park_start',
      event_time: hourMs + 5_000,
      event_publication_time: hourMs + 6_000,
      event_location: { type: 'Point', coordinates: [ORIGIN.lng, ORIGIN.lat] },
      data_source_type: 'meter',
      data_source_device_id: randomUUID(),
    };
    expect((await cds.post([event])).status).toBe(201);
    expect(await cds.events(hourOf(hourMs))).toHaveLength(before.length + 1);
  });

  it('is not kept where it fails: an unknown zone is unknown until it is there', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (let n = 0; n < 2; n++) await cds.failure(`/events/events?curb_zone_id=${unknown}&${hourOf(hourMs)}`, 404);
  });
});
