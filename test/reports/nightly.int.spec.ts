import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReportedCity, ReportedDay } from '#curb';
import { DoubleParkingViolations } from '../../apps/hub/src/reports/violation-source.js';
import { DatabaseUnderTest } from '../hub/support/database-under-test.js';
import { ReportHub } from './support/report-hub.js';
import { simulatedDay } from './support/simulated-city.js';
import { storeDay, storeVisits } from './support/stored-day.js';

const PATIENCE = { timeout: 20_000, interval: 20 };
const DAY = '2026-11-21';
const CITY: ReportedCity = { id: 'demo', name: 'Demo', timeZone: 'UTC' };
const NEXT_NIGHT_MS = Date.parse('2026-11-22T02:00:00Z');
const LOCK_HOLDERS = `
  select pg_terminate_backend(pid) from pg_locks
  where locktype = 'advisory' and granted and pid <> pg_backend_pid()`;

/** A hub that has read its day and never comes to write it. */
class Stuck extends DoubleParkingViolations {
  reached = 0;
  override async among(): Promise<never> {
    this.reached += 1;
    return new Promise(() => undefined);
  }
}

describe('the nightly report', () => {
  let server: DatabaseUnderTest;
  let hub: ReportHub;
  let other: ReportHub;
  let day: ReportedDay;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    hub = await ReportHub.open(server.source);
    other = await ReportHub.open(server.another());
    day = simulatedDay({ zones: 8 });
  });
  afterAll(async () => {
    await other.source.destroy();
    await server.stop();
  });
  beforeEach(async () => {
    await server.source.query('truncate visits, zones, cameras, camera_hours, zone_hours, turnover_reports, cities');
    await storeDay(server.source, day);
    await server.source.query(`update cities set created_at = '${DAY}T00:00Z'`);
  });

  const reports = () =>
    server.source.query<
      { day: string; revision: number; content: { curb: { sessions: number } }; changes: object[] }[]
    >('select day::text, revision, content, changes from turnover_reports order by day, revision');
  const editions = async () => (await reports()).map((report) => `${report.day}/${report.revision}`);

  it('is made from the hour it is due on, and not before', async () => {
    await hub.night.makeDue(NEXT_NIGHT_MS - 1);
    expect(await editions()).toEqual([]);
    await hub.night.makeDue(NEXT_NIGHT_MS);
    expect(await editions()).toEqual([`${DAY}/1`]);
  });

  it("waits for two o'clock in the city's own time zone", async () => {
    await server.source.query(`update cities set time_zone = 'America/New_York'`);
    await hub.night.makeDue(Date.parse('2026-11-22T06:59:59Z'));
    expect(await editions()).not.toContain(`${DAY}/1`);
    await hub.night.makeDue(Date.parse('2026-11-22T07:00:00Z'));
    expect(await editions()).toContain(`${DAY}/1`);
  });

  it('is one, however many hubs make it at the same time', async () => {
    const hubs = [hub, other, hub, other, hub];
    const outcomes = await Promise.all(hubs.map(({ ledger }) => ledger.settle(CITY, DAY)));
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1);
    expect(await editions()).toEqual([`${DAY}/1`]);
  });

  it('is made by another hub when one dies midway, and by neither twice', async () => {
    const stuck = new Stuck();
    const dying = await ReportHub.open(server.another(), {}, stuck);
    const died = dying.ledger.settle(CITY, DAY).catch((error: unknown) => error);
    await vi.waitFor(() => expect(stuck.reached).toBe(1), PATIENCE);
    expect(await hub.ledger.settle(CITY, DAY)).toBe('lost');

    await server.source.query(LOCK_HOLDERS);
    await vi.waitFor(async () => expect(await hub.ledger.settle(CITY, DAY)).toBe('made'), PATIENCE);
    expect(await editions()).toEqual([`${DAY}/1`]);
    await dying.source.destroy();
    void died;
  });

  it('makes up for the nights that were missed, but for no more than 31', async () => {
    await server.source.query(`update cities set created_at = '2026-01-01T00:00Z'`);
    await hub.night.makeDue(NEXT_NIGHT_MS);
    const days = (await reports()).map((report) => report.day);
    expect(days).toHaveLength(31);
    expect([days.at(0), days.at(-1)]).toEqual(['2026-10-22', DAY]);
    // Thirty-one reports, on a machine that may have other work.
  }, 400_000);

  it('says of a night without data that there was none', async () => {
    await hub.night.makeDue(NEXT_NIGHT_MS + 24 * 3_600_000);
    const rows = await server.source.query<{ content: { seenShare: number } }[]>(
      `select content from turnover_reports where day = '2026-11-22'`,
    );
    expect(rows[0]?.content.seenShare).toBe(0);
  });

  it('is made for every city on its own', async () => {
    await server.source.query(
      `insert into cities (id, name, time_zone, created_at) values ('aarau', 'Aarau', 'UTC', '${DAY}T00:00Z')`,
    );
    await hub.night.makeDue(NEXT_NIGHT_MS);
    const rows = await server.source.query<{ city_id: string }[]>('select city_id from turnover_reports order by 1');
    expect(rows.map(({ city_id }) => city_id)).toEqual(['aarau', 'demo']);
  });

  it('is not made again while nothing of its day has changed', async () => {
    await hub.ledger.settle(CITY, DAY);
    // What happens after the day is none of its.
    await server.source.query(`update visits set end_at = '2026-11-22T09:00Z' where end_at is null`);
    expect(await hub.ledger.settle(CITY, DAY)).toBe('unchanged');
    expect(await editions()).toEqual([`${DAY}/1`]);
  });

  it('gets a revision, beside the first, with what changed when records come late', async () => {
    await hub.night.makeDue(NEXT_NIGHT_MS);
    const startMs = Date.parse(`${DAY}T10:00:00Z`);
    const late = {
      zoneId: 'camera-1.loading',
      type: 'dwell',
      startCensored: false,
      endCensored: false,
      at: null,
    } as const;
    await storeVisits(server.source, 'demo', [{ ...late, startMs, endMs: startMs + 600_000 }]);
    await hub.night.makeDue(NEXT_NIGHT_MS + 24 * 3_600_000);

    expect(await editions()).toEqual([`${DAY}/1`, `${DAY}/2`, '2026-11-22/1']);
    const [first, second] = await reports();
    expect(second?.content.curb.sessions).toBe((first?.content.curb.sessions ?? 0) + 1);
    expect(second?.changes[0]).toEqual({
      place: 'demo',
      scope: 'city',
      figure: 'sessions',
      before: first?.content.curb.sessions,
      after: second?.content.curb.sessions,
    });
  });

  it('is the same to the byte when it is made again from the same rows', async () => {
    const kept = async () =>
      (await server.source.query<{ content: string }[]>('select content::text from turnover_reports'))[0]?.content;
    await hub.ledger.settle(CITY, DAY);
    const first = await kept();
    await server.source.query('delete from turnover_reports');
    await other.ledger.settle(CITY, DAY);
    expect(await kept()).toBe(first);
  });

  describe('compared with earlier weeks', () => {
    const HOUR_MS = 3_600_000;
    const noonMs = Date.parse(`${DAY}T12:00:00Z`);
    const stop = (index: number) => {
      const startMs = noonMs + index * 60_000;
      const known = { zoneId: 'camera-1.parking_a', type: 'dwell', startCensored: false, endCensored: false, at: null };
      return { ...known, type: 'dwell' as const, startMs, endMs: startMs + 600_000 };
    };
    /** Ten sessions at noon, then and now; `observedMs` of each hour of today. */
    const sessionsBeside = async (observedMs: (hour: number) => number) => {
      const [street] = day.streets;
      if (!street) throw new Error('no street');
      await server.source.query('truncate visits, camera_hours, zone_hours');
      const seen = { ...street, observedMs: day.hours.map((_, hour) => observedMs(hour)) };
      const visits = Array.from({ length: 10 }, (_, index) => stop(index));
      await storeDay(server.source, { ...day, streets: [seen], zones: [], visits });
      for (const week of [1, 2]) {
        const then = new Date(Date.parse(`${DAY}T00:00:00Z`) - week * 7 * 24 * HOUR_MS);
        await server.source.query(
          `insert into camera_hours (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed,
             frames_skipped, video_bytes, events, event_bytes)
           select 'demo', 'camera-1', $1::timestamptz + make_interval(hours => hour), 3600000, 0, 0, 0, 0, 0, 0
           from generate_series(0, 23) as hour`,
          [then],
        );
        await server.source.query(
          `insert into zone_hours (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits,
             measured_dwell_ms, occupied_ms, double_parking, blocked_ms)
           values ('demo', 'camera-1', 'parking_a', $1::timestamptz + interval '12 hours', 10, 10, 10, 6000000, 6000000,
             0, 0)`,
          [then],
        );
      }
      const { comparison } = await hub.ledger.preview(CITY, DAY);
      return comparison.find(({ measure }) => measure === 'sessions');
    };

    it('is compared in the hours that it saw, so that a night unseen does not make its noon busy', async () => {
      const byDay = (hour: number) => (hour >= 8 && hour < 20 ? HOUR_MS : 0);
      expect(await sessionsBeside(byDay)).toMatchObject({ today: 10, usual: 10, verdict: 'as_usual' });
    });

    it('takes of an hour that it saw in part as much of the weeks before', async () => {
      const half = (hour: number) => (hour === 12 ? HOUR_MS / 2 : HOUR_MS);
      expect(await sessionsBeside(half)).toMatchObject({ today: 10, usual: 5, verdict: 'higher' });
    });
  });

  it('counts what the pure report counts', async () => {
    const { turnoverReport } = await import('#curb');
    const made = await hub.ledger.preview(CITY, DAY);
    const pure = turnoverReport({ ...day, earlier: [], faults: [] });
    expect(made.curb).toEqual(pure.curb);
    expect(made.lane).toEqual(pure.lane);
  });
});
