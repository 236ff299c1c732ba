import { Inject, Injectable } from '@nestjs/common';
import type { ReportedCity, ReportedViolation } from '#curb';
import { KnownCurbsReader } from '../cds/events/known-curbs.js';
import { ruleBreaks } from '../cds/events/rule-breaks.js';
import { clockOf } from '../cities/city.js';
import type { VisitRow } from '../persistence/visit.row.js';

export type DayVisit = Pick<
  VisitRow,
  'camera_id' | 'zone_id' | 'visit_type' | 'vehicle_type' | 'start_at' | 'end_at' | 'end_censored'
>;

/** Tells which rules of the curb were broken by the visits of a day that ends at `untilMs`. */
export abstract class ViolationSource {
  abstract among(
    city: ReportedCity,
    visits: readonly DayVisit[],
    untilMs: number,
  ): Promise<readonly ReportedViolation[]>;
}

/** What can be told without knowing a city's policies: a blocked lane. */
@Injectable()
export class DoubleParkingViolations implements ViolationSource {
  among(_city: ReportedCity, visits: readonly DayVisit[], _untilMs: number): Promise<readonly ReportedViolation[]> {
    return Promise.resolve(
      visits
        .filter(({ visit_type }) => visit_type === 'double_parking')
        .map((visit) => ({
          zoneId: zoneIdOf(visit),
          rule: 'double parking',
          startMs: visit.start_at.getTime(),
          endMs: visit.end_at?.getTime() ?? null,
        })),
    );
  }
}

/** Blocked lanes, and what the policies that the city has published forbid, as its events tell it. */
@Injectable()
export class PublishedRuleViolations implements ViolationSource {
  readonly #lanes = new DoubleParkingViolations();

  constructor(@Inject(KnownCurbsReader) private readonly curbs: KnownCurbsReader) {}

  async among(city: ReportedCity, visits: readonly DayVisit[], untilMs: number): Promise<readonly ReportedViolation[]> {
    const curbs = await this.curbs.of(city.id, [...new Set(visits.map(({ camera_id }) => camera_id))]);
    const surroundings = { curbs, clock: clockOf(city.timeZone) };
    const dwells = visits.filter(({ visit_type }) => visit_type === 'dwell');
    const broken = dwells.flatMap((visit): ReportedViolation[] => {
      // What happens after the day is none of its report's.
      const endMs = Math.min(visit.end_at?.getTime() ?? untilMs, untilMs);
      const goesOn = endMs === untilMs;
      return ruleBreaks(visit, endMs, surroundings).map(({ violation, startMs, endMs: toMs }) => ({
        zoneId: zoneIdOf(visit),
        rule: violation.violation_name,
        startMs,
        endMs: goesOn && toMs === endMs ? null : toMs,
      }));
    });
    return [...(await this.#lanes.among(city, visits, untilMs)), ...broken];
  }
}

function zoneIdOf({ camera_id, zone_id }: DayVisit): string {
  return `${camera_id}.${zone_id}`;
}
