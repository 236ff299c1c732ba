import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { ReportedCity } from '#curb';
import { waitOrAbort, workInRounds } from '#rounds';
import { clockOf } from '../cities/city.js';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { Database } from '../persistence/database.js';
import { dateAfter, dateAt, dueAtMs, hoursOf } from './local-day.js';
import type { Outcome } from './report-ledger.js';
import { ReportWorkshop } from './workshop/report-workshop.js';

/** How often a hub looks whether a report is due. */
const LOOK_MS = 60_000;
/** A hub that has just started first takes in what waited for it at the broker, or yesterday would lack it. */
const FIRST_LOOK_MS = 60_000;
/** Nights that were missed are made up for so far back; and so far back a late record still makes a revision. */
const CATCH_UP_DAYS_MAX = 31;

interface CityDays extends ReportedCity {
  /** Of its clock; null: the hub's own. */
  readonly reportHour: number | null;
  /** From when on its single stops are there. */
  readonly stopsFrom: Date;
  /** The city's first day with anything to tell. */
  readonly firstDay: string;
}

const CITIES = `
  select city.id, city.name, city.time_zone as "timeZone", city.report_hour as "reportHour",
    greatest($1::timestamptz - make_interval(days => city.visit_days), city.forgotten_before) as "stopsFrom",
    to_char(least(city.created_at, (
      select min(hour) from camera_hours where city_id = city.id
    )) at time zone city.time_zone, 'YYYY-MM-DD') as "firstDay"
  from cities as city where city.makes_reports order by city.id`;
const REPORTED_DAYS = `
  select distinct day::text as day from turnover_reports where city_id = $1 and day >= $2 and day <= $3`;

/** Makes each city's report in the night after its day, and those of nights that were missed. */
@Injectable()
export class ReportNight implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #settled: Counter<'outcome'>;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReportWorkshop) private readonly workshop: Pick<ReportWorkshop, 'settle'>,
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'config'>,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
  ) {
    this.#settled = new Counter({
      name: 'kerbline_turnover_reports_total',
      help: 'Reports of a day by what became of them: made, revised, unchanged, lost (to another hub), failed',
      labelNames: ['outcome'],
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    void this.#lookForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** Makes every report that is due and not there; a city whose newest was made is checked for late records. */
  async makeDue(nowMs: number): Promise<void> {
    for (const city of await this.database.query<CityDays>(CITIES, [new Date(nowMs)])) {
      const due = this.#dueDays(city, nowMs);
      const [first, last] = [due.at(0), due.at(-1)];
      if (first === undefined || last === undefined) continue;
      const rows = await this.database.query<{ day: string }>(REPORTED_DAYS, [city.id, first, last]);
      const reported = new Set(rows.map(({ day }) => day));
      if (reported.has(last) && reported.size === due.length) continue;
      // Late records are looked for once a night, when the newest report is made.
      const days = reported.has(last) ? due.filter((day) => !reported.has(day)) : due;
      for (const day of days) {
        if (this.#closing.signal.aborted) return;
        await this.#settle(city, day);
      }
    }
  }

  async #settle(city: ReportedCity, day: string): Promise<void> {
    const { id, name, timeZone } = city;
    let outcome: Outcome | 'failed' = 'failed';
    try {
      outcome = await this.workshop.settle({ id, name, timeZone }, day);
      if (outcome === 'made' || outcome === 'revised') this.log.info(`turnover report ${outcome}`, { city: id, day });
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      // The next look tries again; other days and cities do not wait for it.
      this.log.warn('turnover report not made yet', { city: id, day, ...errorFields(error) });
    }
    this.#settled.inc({ outcome });
  }

  #dueDays({ timeZone, firstDay, reportHour, stopsFrom }: CityDays, nowMs: number): string[] {
    const calendar = { timeZone, clock: clockOf(timeZone) };
    const today = dateAt(nowMs, timeZone);
    const days = Array.from({ length: CATCH_UP_DAYS_MAX }, (_, index) => dateAfter(today, index - CATCH_UP_DAYS_MAX));
    const hour = reportHour ?? this.settings.config.reportHour;
    // A day whose stops are deleted would be reported on as a quiet one.
    const isWhole = (day: string) => (hoursOf(day, calendar)[0]?.startMs ?? 0) >= stopsFrom.getTime();
    return days.filter((day) => day >= firstDay && isWhole(day) && dueAtMs(day, hour, calendar) <= nowMs);
  }

  async #lookForEver(): Promise<void> {
    await this.database.whenOpen();
    await waitOrAbort(FIRST_LOOK_MS, this.#closing.signal);
    const onFailure = (error: unknown) =>
      this.log.warn('turnover reports not looked after, trying again', errorFields(error));
    await workInRounds({ signal: this.#closing.signal, restMs: LOOK_MS, onFailure }, () => this.makeDue(Date.now()));
  }
}
