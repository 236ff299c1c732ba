import { Injectable } from '@nestjs/common';
import type { ReportedViolation, ReportedVisit } from '#curb';

/** Tells which rules of the curb were broken on a day. */
export abstract class ViolationSource {
  abstract among(cityId: string, visits: readonly ReportedVisit[]): Promise<readonly ReportedViolation[]>;
}

/** What can be told without knowing a city's policies: a blocked lane. */
@Injectable()
export class DoubleParkingViolations implements ViolationSource {
  among(_cityId: string, visits: readonly ReportedVisit[]): Promise<readonly ReportedViolation[]> {
    return Promise.resolve(
      visits
        .filter(({ type }) => type === 'double_parking')
        .map(({ zoneId, startMs, endMs }) => ({ zoneId, rule: 'double parking', startMs, endMs })),
    );
  }
}
