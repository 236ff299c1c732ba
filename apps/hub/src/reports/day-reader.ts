import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type {
  DayHour,
  EarlierDay,
  GroundPoint,
  ReportedCity,
  ReportedDay,
  ReportedFault,
  ReportedStreet,
  ReportedVisit,
  ReportedZone,
  VisitType,
  ZoneKind,
} from '#curb';
import { clockOf } from '../cities/city.js';
import type { CameraFaultRow } from '../persistence/camera.row.js';
import { HASH_JOINS, USUAL_JOINS } from '../persistence/hash-joins.js';
import type { VisitRow } from '../persistence/visit.row.js';
import type { ZoneRow } from '../persistence/zone.row.js';
import { CAMERAS, EARLIER, FAULTS, FINGERPRINT, OBSERVED, VISITS, ZONES } from './day-statements.js';
import { dateAfter, hoursOf } from './local-day.js';
import { ViolationSource } from './violation-source.js';

/** The same weekday of so many weeks is what a day is compared with. */
const WEEKS_COMPARED = 4;

interface EarlierRow {
  readonly camera_id: string;
  readonly zone_id: string;
  readonly departures: number;
  readonly measured_visits: number;
  readonly measured_dwell_ms: number;
  readonly double_parking: number;
  readonly blocked_ms: number;
  readonly observed_ms: number;
}

/** Reads what the report of a day is made from. */
@Injectable()
export class DayReader {
  constructor(@Inject(ViolationSource) private readonly violations: ViolationSource) {}

  async read(manager: EntityManager, city: ReportedCity, date: string): Promise<ReportedDay> {
    const calendar = { timeZone: city.timeZone, clock: clockOf(city.timeZone) };
    const hours = hoursOf(date, calendar);
    const range = [city.id, ...spanOf(hours)];
    // One connection answers one question at a time.
    const streets = streetsOf(await manager.query(CAMERAS, range), await manager.query(OBSERVED, range), hours);
    const zones: ZoneRow[] = await manager.query(ZONES, range);
    const visitRows: VisitRow[] = await manager.query(VISITS, range);
    const visits = visitRows.map(reportedVisit);
    const faults: CameraFaultRow[] = await manager.query(FAULTS, range);
    await manager.query(HASH_JOINS);
    const earlier: EarlierDay[] = [];
    for (let week = 1; week <= WEEKS_COMPARED; week++) {
      const then = dateAfter(date, -7 * week);
      const thenHours = hoursOf(then, calendar);
      const asked = [city.id, ...spanOf(thenHours), ...spanOf(hours), city.timeZone];
      const rows: EarlierRow[] = await manager.query(EARLIER, asked);
      earlier.push({ date: then, zones: rows.map((row) => earlierZone(row, thenHours)) });
    }
    await manager.query(USUAL_JOINS);
    const streetIds = new Set(streets.map(({ id }) => id));
    return {
      city,
      date,
      hours,
      streets,
      zones: zones.filter(({ camera_id }) => streetIds.has(camera_id)).map(reportedZone),
      visits,
      violations: await this.violations.among(city, visitRows, hours.at(-1)?.endMs ?? 0),
      faults: faults.filter(({ camera_id }) => streetIds.has(camera_id)).map(reportedFault),
      earlier,
    };
  }

  /** Another when, and only when, a row of the day is. */
  async fingerprint(manager: EntityManager, city: ReportedCity, date: string): Promise<string> {
    const hours = hoursOf(date, { timeZone: city.timeZone, clock: clockOf(city.timeZone) });
    const rows: { fingerprint: string }[] = await manager.query(FINGERPRINT, [city.id, ...spanOf(hours)]);
    return rows[0]?.fingerprint ?? '';
  }
}

function spanOf(hours: readonly DayHour[]): [Date, Date] {
  return [new Date(hours.at(0)?.startMs ?? 0), new Date(hours.at(-1)?.endMs ?? 0)];
}

function streetsOf(
  cameras: readonly { readonly id: string; readonly name: string }[],
  observed: readonly { readonly camera_id: string; readonly hour: Date; readonly observed_ms: number }[],
  hours: readonly DayHour[],
): ReportedStreet[] {
  const seen = new Map(observed.map((row) => [`${row.camera_id}/${row.hour.getTime()}`, row.observed_ms]));
  return cameras.map(({ id, name }) => ({
    id,
    name,
    observedMs: hours.map(({ startMs, endMs }) => Math.min(seen.get(`${id}/${startMs}`) ?? 0, endMs - startMs)),
  }));
}

function reportedZone(row: ZoneRow): ReportedZone {
  return {
    id: `${row.camera_id}.${row.id}`,
    streetId: row.camera_id,
    kind: row.kind as ZoneKind,
    outline: row.ground_polygon?.map(decimetres) ?? null,
  };
}

/** As fine as a drawing of a street needs it. */
function decimetres({ xM, yM }: GroundPoint): GroundPoint {
  return { xM: Math.round(xM * 10) / 10, yM: Math.round(yM * 10) / 10 };
}

function reportedVisit(row: VisitRow): ReportedVisit {
  const { ground_x_m: xM, ground_y_m: yM } = row;
  return {
    zoneId: `${row.camera_id}.${row.zone_id}`,
    type: row.visit_type as VisitType,
    startMs: row.start_at.getTime(),
    startCensored: row.start_censored,
    endMs: row.end_at?.getTime() ?? null,
    endCensored: row.end_censored,
    at: xM === null || yM === null ? null : { xM, yM },
  };
}

function reportedFault(row: CameraFaultRow): ReportedFault {
  return {
    streetId: row.camera_id,
    code: row.code,
    fromMs: row.lost_at.getTime(),
    toMs: row.restored_at?.getTime() ?? null,
  };
}

function earlierZone(row: EarlierRow, hours: readonly DayHour[]): EarlierDay['zones'][number] {
  const [start, end] = spanOf(hours);
  return {
    zoneId: `${row.camera_id}.${row.zone_id}`,
    sessions: row.departures,
    measuredVisits: row.measured_visits,
    measuredDwellMs: row.measured_dwell_ms,
    doubleParking: row.double_parking,
    blockedMs: row.blocked_ms,
    observedMs: row.observed_ms,
    lengthMs: end.getTime() - start.getTime(),
  };
}
