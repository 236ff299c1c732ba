import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CameraBucket } from '#events/nats';
import { wholeHoursEnd } from '../../apps/hub/src/aggregates/whole-hours.js';
import { CityClock } from '../../apps/hub/src/aggregates/city-clock.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, description } from '../hub/support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const HOUR_MS = 3_600_000;
const ZONE = `${CAMERA}.parking_a`;
const ROUTES = [`zones/${ZONE}/hours?`, `zones/${ZONE}/flow?`, `visits?zone=${ZONE}&`, `events?zone=${ZONE}&`];

/** Lists of what happened. */
describe('an answer about a time', () => {
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    await (await CameraBucket.open(hub.connection)).put(description());
    await vi.waitFor(async () => expect((await hub.get(`/api/v1/zones/${ZONE}`)).status).toBe(200), PATIENCE);
  });
  afterAll(() => hub.stop());

  const overSinceMs = () => wholeHoursEnd(new CityClock('UTC'), Date.now());
  const spanTo = (toMs: number) =>
    `from=${new Date(toMs - 24 * HOUR_MS).toISOString()}&to=${new Date(toMs).toISOString()}`;
  const ageOf = async (path: string) => (await hub.get(`/api/v1/${path}`)).headers.get('age');

  it.each(ROUTES)('of which the last hour is over and reported says how old it is: %s', async (route) => {
    expect(await ageOf(route + spanTo(overSinceMs()))).toBe('0');
  });

  it.each(ROUTES)('that reaches into the hour that goes on is as it is now: %s', async (route) => {
    expect(await ageOf(route + spanTo(overSinceMs() + 1))).toBeNull();
  });

  it.each(ROUTES)('without an end is as it is now: %s', async (route) => {
    expect(await ageOf(`${route}from=${new Date(overSinceMs() - 24 * HOUR_MS).toISOString()}`)).toBeNull();
  });

  it('that is over comes from memory for a minute, and of one that goes on a stop shows at once', async () => {
    const untilMs = overSinceMs();
    const visits = async (toMs: number) =>
      (await hub.read<{ data: object[] }>(`/api/v1/visits?zone=${ZONE}&${spanTo(toMs)}&limit=1000`)).data.length;
    const before = { past: await visits(untilMs), now: await visits(untilMs + HOUR_MS) };
    const startMs = untilMs - 2 * HOUR_MS;
    await hub.app.get(RecordLedger).commit([delivery(new Stop(startMs).ended(startMs + 600_000))]);
    expect({ past: await visits(untilMs), now: await visits(untilMs + HOUR_MS) }).toEqual({
      past: before.past,
      now: before.now + 1,
    });
  });

  it('that cannot be read is refused by its field, as ever', async () => {
    const response = await hub.get(`/api/v1/visits?from=yesterday&to=2020-01-01T00:00:00Z`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('from');
  });
});
