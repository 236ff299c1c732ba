import { RecordLedger } from '../../../apps/hub/src/ingest/record-ledger.js';
import { ReportLedger } from '../../../apps/hub/src/reports/report-ledger.js';
import { Stop, delivery, laneFlow, report } from '../../hub/support/records.js';
import { HOME, pathAtHome } from './two-cities.js';
import type { TwoCities } from './two-cities.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Who has changed something there, as its audit log tells. */
const CLERK = 'clerk-at-home';

/** Of the home city, one of everything that an address can name, and something to tell for everything that is asked for. */
export class FurnishedHome {
  #askedMs = 0;

  private constructor(
    readonly webhookId: string,
    readonly keyId: string,
    readonly reportId: string,
    /** A day of which there is something to tell, and the day before and after. */
    private readonly dayMs: number,
  ) {}

  static async furnish(cities: TwoCities, nowMs: number): Promise<FurnishedHome> {
    await cities.recordADay(nowMs);
    const dayMs = Math.floor(nowMs / DAY_MS) * DAY_MS - 2 * DAY_MS;
    const stop = (hour: number, place = {}) => new Stop(dayMs + hour * HOUR_MS, place);
    const lane = { zoneId: 'lane_1', type: 'double_parking' } as const;
    const records = [stop(9), stop(10, lane), stop(24 + 9), stop(24 + 10, lane)].flatMap((each) => [
      each.started(),
      each.ended(each.startMs + 600_000),
    ]);
    const seen = [9, 10, 24 + 9, 24 + 10].flatMap((hour) => [
      report(dayMs + (hour + 1) * HOUR_MS, { periodMs: HOUR_MS }),
      laneFlow(dayMs + (hour + 1) * HOUR_MS, { lane_1: 30 }),
    ]);
    await cities.hub.app.get(RecordLedger).commit([...records, ...seen].map(delivery));
    const home = { id: HOME, name: HOME, timeZone: 'UTC' };
    await cities.hub.app.get(ReportLedger).settle(home, dateOf(dayMs));
    // Switched off: it is to be found, not to be told.
    await cities.database.query(
      `insert into webhooks (id, city_id, url, secret, event_types, position, created_at, disabled_at)
       values (gen_random_uuid(), $1, 'https://example.org/', 's', null, 0, now(), now())`,
      [HOME],
    );
    await cities.database.query(
      `insert into audit_log (city_id, id, at, actor, action, subject) values ($1, gen_random_uuid(), now(), $2, 'b', 'c')`,
      [HOME, CLERK],
    );
    const id = async (sql: string) => (await cities.database.query<{ id: string }>(sql, [HOME]))[0]?.id ?? '';
    await cities.key(HOME, 'read');
    return new FurnishedHome(
      await id('select id from webhooks where city_id = $1'),
      await id('select id from api_keys where city_id = $1 order by created_at desc limit 1'),
      await id('select id from turnover_reports where city_id = $1'),
      dayMs,
    );
  }

  /** From here on each question is one that nobody has asked before: no answer to it is kept. */
  askAnew(): void {
    this.#askedMs += 1;
  }

  /** What an answer to somebody else would give away. */
  get traces(): readonly string[] {
    return [this.webhookId, this.keyId, this.reportId, CLERK];
  }

  /** The address that asks a route for something of the home city, in full: with what it cannot be asked without. */
  addressOf(path: string): string {
    const query = this.queryOf(path);
    const named = path
      .replace('webhooks/:id', `webhooks/${this.webhookId}`)
      .replace('keys/:id', `keys/${this.keyId}`)
      .replace('reports/:id.:format', `reports/${this.reportId}.json`)
      .replace('.:format', '.csv');
    return pathAtHome(named) + (query === null ? '' : `?${query}`);
  }

  /** What of a route has to be asked about a time; null: nothing. */
  queryOf(path: string): string | null {
    const [from, middle] = [this.dayMs - this.#askedMs, this.dayMs + DAY_MS];
    const to = middle + DAY_MS;
    const iso = (atMs: number) => new Date(atMs).toISOString();
    const range = `from=${iso(from)}&to=${iso(to)}`;
    const [before, after] = [dateOf(this.dayMs), dateOf(middle)];
    if (path.endsWith('/compare')) {
      return `before_from=${iso(from)}&before_to=${iso(middle)}&after_from=${iso(middle)}&after_to=${iso(to)}`;
    }
    if (path.endsWith('/impact')) {
      return `before_from=${before}&before_to=${before}&after_from=${after}&after_to=${after}`;
    }
    return /\/(insights|exports)\/|\/(hours|flow)$/.test(path) ? range : null;
  }
}

function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
