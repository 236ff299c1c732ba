import { vi, expect } from 'vitest';
import { ApiKeys } from '../../../apps/hub/src/access/api-keys.js';
import type { Scope } from '../../../apps/hub/src/access/needs.js';
import { CameraRegistry } from '../../../apps/hub/src/cameras/camera-registry.js';
import { RecordLedger } from '../../../apps/hub/src/ingest/record-ledger.js';
import { Database } from '../../../apps/hub/src/persistence/database.js';
import { HubUnderTest } from '../../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, description, laneFlow, lost, report } from '../../hub/support/records.js';

/** The hub's home city, where all the data is, and another one. */
export const HOME = 'demo';
export const ELSEWHERE = 'shelbyville';

/** A hub with two cities: everything that was ever recorded belongs to the first. */
export class TwoCities {
  private constructor(readonly hub: HubUnderTest) {}

  static async start(env: Record<string, string> = {}): Promise<TwoCities> {
    const hub = await HubUnderTest.start({ KERBLINE_REQUESTS_PER_SECOND: '0', ...env });
    const cities = new TwoCities(hub);
    await vi.waitFor(async () => expect(await cities.database.answers()).toBe(true), { timeout: 30_000, interval: 25 });
    await cities.database.query(
      `insert into cities (id, name, time_zone) values ('${HOME}', '${HOME}', $2), ($1, 'Shelbyville', $2)
       on conflict do nothing`,
      [ELSEWHERE, env['KERBLINE_TIME_ZONE'] ?? 'UTC'],
    );
    return cities;
  }

  get database(): Database {
    return this.hub.app.get(Database);
  }

  /** A day of everything a box can tell, in the home city. */
  async recordADay(nowMs: number): Promise<void> {
    await this.hub.app.get(CameraRegistry).put({ ...description(), describedAtMs: nowMs });
    const standing = new Stop(nowMs - 90_000);
    const left = new Stop(nowMs - 600_000, { zoneId: 'lane_1', type: 'double_parking' });
    const records = [
      standing.started(),
      left.started(),
      left.ended(nowMs - 300_000),
      report(nowMs - 60_000),
      lost(nowMs - 30_000),
      laneFlow(nowMs - 60_000, { lane_1: 3 }),
    ];
    await this.hub.app.get(RecordLedger).commit(records.map(delivery));
  }

  /** A key with these scopes, of this city. */
  async key(cityId: string, ...scopes: readonly Scope[]): Promise<string> {
    const wish = { cityId, name: `${cityId} ${scopes.join(' ')}`, scopes, expiresAtMs: null, nowMs: Date.now() };
    return (await this.hub.app.get(ApiKeys).add(wish)).key;
  }

  /** Sends a request and reads as much of its answer as comes at once: a stream does not end by itself. */
  async ask(method: string, path: string, key: string | null): Promise<{ status: number; text: string }> {
    const cut = new AbortController();
    const response = await fetch(`${this.hub.url}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: '{}' }),
      signal: cut.signal,
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const text = isStream ? (cut.abort(), '') : await response.text();
    return { status: response.status, text };
  }

  stop(): Promise<void> {
    return this.hub.stop();
  }
}

/** The path with something of the home city in the place of every parameter; `city` where a city is named. */
export function pathAtHome(path: string, city = HOME): string {
  const named: Readonly<Record<string, string>> = { city };
  const inPlace = (path: string, name: string) =>
    named[name] ?? (path.includes('/zones/') ? `${CAMERA}.parking_a` : CAMERA);
  return path.replaceAll(/:(\w+)/g, (_match, name: string) => inPlace(path, name));
}
