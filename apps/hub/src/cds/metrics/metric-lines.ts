import { Inject, Injectable } from '@nestjs/common';
import { clockOf } from '../../cities/city.js';
import type { CityClock } from '../../aggregates/city-clock.js';
import type { VisitRow } from '../../persistence/visit.row.js';
import { sourcesOf } from '../events/event-scope.js';
import { KnownCurbsReader } from '../events/known-curbs.js';
import type { Asked } from '../http/cds-desk.js';
import type { TimeRange } from '../http/cds-query.js';
import { HourlySums, UNSEEN, isBlind, localHours } from './aggregate.js';
import type { LocalHour, Metric } from './aggregate.js';
import { MetricPlaces } from './metric-places.js';
import type { AskedPlaces, MetricPlace } from './metric-places.js';
import { MetricRows } from './metric-rows.js';
import type { VisitSelection } from './metric-rows.js';
import { SESSION_COLUMNS, csvLine, sessionCells, sessionOf } from './session.js';

export interface SessionsAsked {
  readonly places: AskedPlaces;
  readonly range: TimeRange;
}

export interface AggregatesAsked extends SessionsAsked {
  readonly metrics: readonly Metric[];
  /** Occupancy by the standard's formula alone, without the capacity. */
  readonly isRaw: boolean;
  readonly nowMs: number;
}

/** Writes metrics, line by line. */
@Injectable()
export class MetricLines {
  constructor(
    @Inject(MetricRows) private readonly rows: MetricRows,
    @Inject(MetricPlaces) private readonly metricPlaces: MetricPlaces,
    @Inject(KnownCurbsReader) private readonly curbsReader: KnownCurbsReader,
  ) {}

  /** What can be refused is refused before the first line: throws 404 for an unknown place. */
  async sessions(asked: Asked, { places, range }: SessionsAsked): Promise<AsyncIterable<string>> {
    const isEverywhere = places.id === null && places.space === null;
    const found = isEverywhere ? [] : await this.metricPlaces.find(asked.city.id, places);
    const sources = isEverywhere ? null : sourcesOf([...new Set(found.flatMap(({ zones }) => zones))]);
    return this.#sessionLines(asked, { cityId: asked.city.id, sources, range });
  }

  async aggregates(asked: Asked, options: AggregatesAsked): Promise<AsyncIterable<string>> {
    const places = await this.metricPlaces.find(asked.city.id, options.places);
    return this.#aggregateLines(asked, places, options);
  }

  async *#sessionLines({ version }: Asked, selection: VisitSelection): AsyncGenerator<string> {
    yield csvLine(SESSION_COLUMNS);
    for (const batches of [this.rows.begun(selection), this.rows.onlyEnded(selection)]) {
      for await (const visits of batches) {
        const curbs = await this.curbsReader.of(selection.cityId, camerasOf(visits));
        for (const visit of visits) {
          const session = sessionOf(visit, curbs);
          if (session) yield csvLine(sessionCells(session, version));
        }
      }
    }
  }

  async *#aggregateLines(
    { city }: Asked,
    places: readonly MetricPlace[],
    options: AggregatesAsked,
  ): AsyncGenerator<string> {
    const clock = clockOf(city.timeZone);
    yield csvLine(['curb_place_type', 'curb_place_id', 'metric_type', 'date', 'hour', 'value']);
    for (const place of places) {
      const hours = hoursOf(place, options, clock);
      const [first, last] = [hours.at(0)?.startsMs.at(0), hours.at(-1)?.startsMs.at(-1)];
      if (first === undefined || last === undefined) continue;
      const range = { fromMs: first, toMs: clock.hourEnd(last) };
      const cameraIds = [...new Set(place.zones.flatMap(({ camera_id }) => camera_id ?? []))];
      const [sums, observed] = await Promise.all([
        this.#sums(city.id, place, { range, clock }),
        this.rows.observed(city.id, cameraIds, range),
      ]);
      for (const hour of hours) {
        const observedMs = hour.startsMs.reduce((sum, startMs) => sum + (observed.get(startMs) ?? 0), 0);
        const isUnseen = isBlind(hour, observedMs, { nowMs: options.nowMs, cameras: cameraIds.length });
        for (const metric of options.metrics) {
          const capacity = options.isRaw ? 1 : place.capacity;
          const value = isUnseen ? UNSEEN : sums.value(metric, hour, capacity);
          if (value !== null) yield csvLine([place.type, place.id, metric, hour.date, hour.hour, value]);
        }
      }
    }
  }

  async #sums(
    cityId: string,
    { zones }: MetricPlace,
    { range, clock }: { range: TimeRange; clock: CityClock },
  ): Promise<HourlySums> {
    const sums = new HourlySums(clock);
    const selection = { cityId, sources: sourcesOf(zones), range };
    const take = (visits: readonly VisitRow[]) => {
      for (const visit of visits) {
        const endMs = visit.end_censored ? null : (visit.end_at?.getTime() ?? null);
        sums.add({ startMs: visit.start_censored ? null : visit.start_at.getTime(), endMs });
      }
    };
    take(await this.rows.underWay(selection, range.fromMs));
    for await (const visits of this.rows.begun(selection)) take(visits);
    for await (const visits of this.rows.onlyEnded(selection)) take(visits);
    return sums;
  }
}

/** The hours that are asked for, in which the place was there, up to now. */
function hoursOf({ zones }: MetricPlace, { range, nowMs }: AggregatesAsked, clock: CityClock): LocalHour[] {
  const startMs = Math.min(...zones.map(({ start_date }) => start_date.getTime()));
  const endMs = Math.max(...zones.map(({ end_date }) => end_date?.getTime() ?? Infinity));
  const fromMs = Math.max(range.fromMs, startMs);
  const toMs = Math.min(range.toMs, endMs, nowMs);
  return fromMs < toMs ? localHours(fromMs, toMs, clock) : [];
}

function camerasOf(visits: readonly VisitRow[]): readonly string[] {
  return [...new Set(visits.map(({ camera_id }) => camera_id))];
}
