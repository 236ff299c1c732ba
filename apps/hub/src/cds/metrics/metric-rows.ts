import { Inject, Injectable } from '@nestjs/common';
import { Conditions } from '../../api/condition.js';
import { Database } from '../../persistence/database.js';
import type { VisitRow } from '../../persistence/visit.row.js';
import { atSources, ofCameras, underWay } from '../events/event-scope.js';
import type { VisitSource } from '../events/event-scope.js';
import type { TimeRange } from '../http/cds-query.js';

/**
 * Rows of one read. Between reads no connection is held, so a slow reader of a long list costs the hub nothing: a
 * cursor of the database would keep one of its ten connections for as long as that reader takes.
 */
const ROWS_AT_ONCE = 1_000;

export interface VisitSelection {
  readonly cityId: string;
  readonly sources: readonly VisitSource[] | null;
  readonly range: TimeRange;
}

/** Reads the visits that metrics are made of, a thousand at a time. */
@Injectable()
export class MetricRows {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Visits that were seen to begin in the range, oldest first. */
  begun(selection: VisitSelection): AsyncGenerator<readonly VisitRow[]> {
    return this.#batches(selection, { column: 'start_at', condition: 'not visit.start_censored' });
  }

  /** Visits that were there before and were seen to end in the range. */
  onlyEnded(selection: VisitSelection): AsyncGenerator<readonly VisitRow[]> {
    const condition = 'visit.end_at is not null and visit.start_censored and not visit.end_censored';
    return this.#batches(selection, { column: 'end_at', condition });
  }

  /** Visits that had begun before `atMs` and were still under way. */
  underWay({ cityId, sources }: VisitSelection, atMs: number): Promise<VisitRow[]> {
    const ofCity = new Conditions().when(cityId, (city) => `visit.city_id = ${city}`);
    const there = underWay(ofCity, { fromMs: atMs, toMs: atMs }).within('visit.start_at', null, atMs);
    const where = ofCameras(atSources(there.add('not visit.start_censored'), sources), sources);
    return this.database.query(`select visit.* from visits as visit where ${where.toString()}`, where.parameters);
  }

  /** How long these cameras were seen in each hour, together. */
  async observed(
    cityId: string,
    cameraIds: readonly string[],
    { fromMs, toMs }: TimeRange,
  ): Promise<ReadonlyMap<number, number>> {
    const rows = await this.database.query<{ hour: Date; observed_ms: number }>(
      `select hour, sum(observed_ms)::bigint as observed_ms from camera_hours
       where city_id = $1 and camera_id = any($2::text[]) and hour >= $3 and hour < $4 group by hour`,
      [cityId, cameraIds, new Date(fromMs), new Date(toMs)],
    );
    return new Map(rows.map(({ hour, observed_ms }) => [hour.getTime(), observed_ms]));
  }

  async *#batches(
    { cityId, sources, range }: VisitSelection,
    { column, condition }: { column: 'start_at' | 'end_at'; condition: string },
  ): AsyncGenerator<readonly VisitRow[]> {
    let last: VisitRow | null = null;
    for (;;) {
      const where = new Conditions()
        .when(cityId, (city) => `visit.city_id = ${city}`)
        .within(`visit.${column}`, range.fromMs, range.toMs)
        .add(condition);
      ofCameras(atSources(where, sources), sources);
      if (last !== null) {
        const at = where.parameter(last[column]);
        where.add(`(visit.${column}, visit.id) > (${at}::timestamptz, ${where.parameter(last.id)}::uuid)`);
      }
      const rows: VisitRow[] = await this.database.query<VisitRow>(
        `select visit.* from visits as visit where ${where.toString()}
         order by visit.${column}, visit.id limit ${where.parameter(ROWS_AT_ONCE)}`,
        where.parameters,
      );
      if (rows.length > 0) yield rows;
      last = rows.at(-1) ?? null;
      if (rows.length < ROWS_AT_ONCE || last === null) return;
    }
  }
}
