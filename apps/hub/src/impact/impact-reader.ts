import { Inject, Injectable } from '@nestjs/common';
import { impactReport } from '#curb';
import type { Blockage, CityDay, ImpactPeriod, ImpactReport, ReportedCity } from '#curb';
import { clockOf } from '../cities/city.js';
import { Database } from '../persistence/database.js';
import { HASH_JOINS } from '../persistence/hash-joins.js';
import { dateAfter, hoursOf } from '../reports/local-day.js';
import { BLOCKAGES, DAYS, SEEN } from './period-statements.js';

/** Half a year of a thousand zones takes some seconds to add up. */
const STATEMENT_MS_MAX = 60_000;

/** Two periods, each from its first day to its last. */
export interface ComparedDates {
  readonly before: DateSpan;
  readonly after: DateSpan;
}

export interface DateSpan {
  readonly from: string;
  readonly to: string;
}

type CountedDay = Omit<CityDay, 'date' | 'weekday' | 'blockages'> & { readonly day: string };
type DatedBlockage = Blockage & { readonly day: string };

const NOTHING = {
  sessions: 0,
  sessionsExpected: 0,
  doubleParking: 0,
  doubleParkingExpected: 0,
  blockedMinutes: 0,
  blockedMinutesExpected: 0,
};

/** Reads two periods of a city and says what changed from one to the other. */
@Injectable()
export class ImpactReader {
  constructor(@Inject(Database) private readonly database: Database) {}

  async compare(city: ReportedCity, { before, after }: ComparedDates): Promise<ImpactReport> {
    const spans = [spanOf(before, city.timeZone), spanOf(after, city.timeZone)] as const;
    const parameters = [city.id, ...spans.flatMap(({ fromMs, toMs }) => [new Date(fromMs), new Date(toMs)])];
    const local = [...parameters, city.timeZone];
    return this.database.transaction(async (manager) => {
      await manager.query('set transaction isolation level repeatable read');
      await manager.query(`set local statement_timeout = ${STATEMENT_MS_MAX}`);
      await manager.query(HASH_JOINS);
      const seen: { isAfter: boolean; observedMs: number; cameras: number }[] = await manager.query(SEEN, local);
      const days: CountedDay[] = await manager.query(DAYS, local);
      const blockages: DatedBlockage[] = await manager.query(BLOCKAGES, local);
      const period = (dates: DateSpan, isAfter: boolean): ImpactPeriod => {
        const { fromMs, toMs } = spans[isAfter ? 1 : 0];
        const row = seen.find((candidate) => candidate.isAfter === isAfter);
        const seenShare = row ? Math.min(1, row.observedMs / (row.cameras * (toMs - fromMs))) : 0;
        return { days: daysOf(dates, days, blockages), seenShare };
      };
      return impactReport(period(before, false), period(after, true));
    });
  }
}

function daysOf(
  { from, to }: DateSpan,
  counted: readonly CountedDay[],
  blockages: readonly DatedBlockage[],
): CityDay[] {
  const byDay = new Map(counted.map(({ day, ...counts }) => [day, counts]));
  const days: CityDay[] = [];
  for (let date = from; date <= to; date = dateAfter(date, 1)) {
    days.push({
      date,
      weekday: new Date(`${date}T00:00:00Z`).getUTCDay(),
      ...(byDay.get(date) ?? NOTHING),
      blockages: blockages.filter(({ day }) => day === date),
    });
  }
  return days;
}

function spanOf({ from, to }: DateSpan, timeZone: string): { fromMs: number; toMs: number } {
  const calendar = { timeZone, clock: clockOf(timeZone) };
  return {
    fromMs: hoursOf(from, calendar).at(0)?.startMs ?? 0,
    toMs: hoursOf(to, calendar).at(-1)?.endMs ?? 0,
  };
}
