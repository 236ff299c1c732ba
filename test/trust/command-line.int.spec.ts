import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showAudit } from '../../apps/hub/src/administration/audit-commands.js';
import { forget } from '../../apps/hub/src/administration/forget.js';
import { addKey, listKeys, revokeKey } from '../../apps/hub/src/administration/key-commands.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

describe('the command line of a city', () => {
  let cities: TwoCities;
  let env: Record<string, string>;
  beforeAll(async () => {
    cities = await TwoCities.start();
    env = { DATABASE_URL: cities.hub.postgres.url };
  });
  afterAll(() => cities.stop());

  const said = async (command: (say: (line: string) => void) => Promise<void>) => {
    const lines: string[] = [];
    await command((line) => lines.push(line));
    return lines.join('\n');
  };

  it('makes, lists and revokes a key, and tells who did', async () => {
    const made = await said((say) =>
      addKey({ city: ELSEWHERE, name: 'signs', scopes: 'read, label', days: '30' }, env, say),
    );
    const [, id = ''] = /^id +(\S+)$/m.exec(made) ?? [];
    const [, key = ''] = /^key +(\S+)$/m.exec(made) ?? [];
    expect((await cities.ask('GET', '/api/v1/cameras', key)).status).toBe(200);
    expect(await said((say) => listKeys({ city: ELSEWHERE }, env, say))).toMatch(
      new RegExp(`^in force  ${id}  read,label  until .*  used .*  signs$`, 'm'),
    );
    expect(await said((say) => listKeys({}, env, say))).not.toContain(id);
    await expect(revokeKey(id, {}, env, () => undefined)).rejects.toThrow(
      `the city ${HOME} has no key "${id}" in force`,
    );
    expect(await said((say) => revokeKey(id, { city: ELSEWHERE }, env, say))).toBe('revoked');
    expect((await cities.ask('GET', '/api/v1/cameras', key)).status).toBe(401);
    const audit = await said((say) => showAudit({ city: ELSEWHERE }, env, say));
    expect(audit).toMatch(
      /status 0 {2}\S+ \(command line\) {2}key revoke .*\n.*\S+ \(command line\) {2}key add {2}signs: read, label$/,
    );
    expect(audit).not.toContain(key);
  });

  it('says what is wrong with an argument', async () => {
    const add = (options: { scopes: string; city?: string }) =>
      addKey({ name: 'signs', ...options }, env, () => undefined);
    await expect(add({ scopes: 'write' })).rejects.toThrow('scopes.0 is "write", expected some of read, operate');
    await expect(add({ scopes: 'read', city: 'ogdenville' })).rejects.toThrow(
      `there is no city "ogdenville"; there are: ${HOME}, ${ELSEWHERE}`,
    );
    await expect(listKeys({}, {}, () => undefined)).rejects.toThrow('DATABASE_URL is not set');
  });

  it('forgets a city’s stops from before a day, counts what is left, and touches nothing else', async () => {
    const nowMs = Date.now();
    const dayMs = 86_400_000;
    await cities.recordADay(nowMs - 10 * dayMs);
    await cities.recordADay(nowMs);
    await cities.database.query(
      `insert into visits select ($1::text) as city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at,
         start_censored, end_at, end_censored, blind_ms, image_x, image_y, ground_x_m, ground_y_m, evidence
       from visits where city_id = $2`.replace('insert into visits select', VISIT_COPY),
      [ELSEWHERE, HOME],
    );
    await cities.database.query(
      `insert into events select (jsonb_populate_record(null::events, to_jsonb(told) || jsonb_build_object('city_id', $1::text))).*
       from events as told where city_id = $2`,
      [ELSEWHERE, HOME],
    );
    const countOf = async (table: string, city: string) => {
      const rows = await cities.database.query(`select 1 from ${table} where city_id = $1`, [city]);
      return rows.length;
    };
    const [events, visits, hours] = [
      await countOf('events', HOME),
      await countOf('visits', HOME),
      await countOf('zone_hours', HOME),
    ];
    const before = new Date(nowMs - 5 * dayMs).toISOString().slice(0, 10);
    const proof = await said((say) => forget({ city: HOME, before }, env, say));
    expect(proof).toContain(`${HOME}, before ${before}T00:00:00.000Z`);
    expect(proof).toMatch(new RegExp(`events +${events / 2} before, 0 after; ${events / 2 + events} others kept`));
    expect(proof).toMatch(/visits +2 before, 0 after/);
    expect([await countOf('events', HOME), await countOf('visits', HOME)]).toEqual([events / 2, visits - 2]);
    expect([await countOf('events', ELSEWHERE), await countOf('visits', ELSEWHERE)]).toEqual([events, visits]);
    expect(await countOf('zone_hours', HOME)).toBe(hours);

    await said((say) => forget({ city: HOME, before, everything: true }, env, say));
    expect(await countOf('zone_hours', HOME)).toBeLessThan(hours);
    await expect(forget({ city: HOME, before: 'yesterday' }, env, () => undefined)).rejects.toThrow(
      '--before is "yesterday", expected a day such as 2026-05-14',
    );
  });
});

const VISIT_COPY = `insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at,
  start_censored, end_at, end_censored, blind_ms, image_x, image_y, ground_x_m, ground_y_m, evidence) select`;
