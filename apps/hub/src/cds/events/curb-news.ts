import { Inject, Injectable } from '@nestjs/common';
import type { EventView as RecordView } from '../../api/event.view.js';
import { clockOf } from '../../cities/city.js';
import type { CameraFaultRow } from '../../persistence/camera.row.js';
import { recordId } from '#events';
import { Database } from '../../persistence/database.js';
import { EVERYTHING } from './event-scope.js';
import { EventRows, VISITS } from './event-rows.js';
import type { EndedVisit } from './event-rows.js';
import type { CurbEvent, PlacedEvent } from './curb-event.js';
import { eventView } from './event-view.js';
import type { EventView } from './event-view.js';
import { faultEvent } from './fault-events.js';
import { KnownCurbsReader } from './known-curbs.js';
import { endEvent, startEvent, violationEvents } from './visit-events.js';
import type { EventSurroundings, SeenVisit } from './visit-events.js';

/** An event of a record that was just committed, as CDS 1.1 writes it. */
export interface CurbNews {
  readonly type: CurbEvent['type'];
  readonly view: EventView;
}

/**
 * Puts records into the words of the standard as they are committed, for those who are told. A visit's record tells of
 * its violations too: double parking with its start, what policies forbid once the visit has ended. Other records,
 * such as reports and lane flow, are no events of the standard.
 */
@Injectable()
export class CurbNewsDesk {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventRows) private readonly rows: EventRows,
    @Inject(KnownCurbsReader) private readonly curbsReader: KnownCurbsReader,
  ) {}

  /** In the records' order; ids are the same however often a record is told. */
  async of(cityId: string, records: readonly RecordView[]): Promise<CurbNews[]> {
    const told = records.filter(({ visit, fault }) => visit !== null || fault !== null);
    if (told.length === 0) return [];
    const [visits, faults] = await Promise.all([this.#visits(cityId, told), this.#faults(cityId, told)]);
    const cameraIds = [...new Set(told.map(({ camera }) => camera))];
    const surroundings: EventSurroundings = {
      cityId,
      curbs: await this.curbsReader.of(cityId, cameraIds),
      clock: clockOf(await this.#timeZone(cityId)),
      others: await this.#others(cityId, visits, told),
      publishedAtMs: await this.rows.publicationTimes(cityId, { visits, faults }),
    };
    const visitOf = new Map(visits.map((visit) => [`${visit.camera_id}/${visit.id}`, visit]));
    return told
      .flatMap((record): PlacedEvent[] => {
        const visit = visitOf.get(`${record.camera}/${record.visit ?? ''}`);
        if (visit) return ofVisit(visit, record, surroundings);
        const type = record.type === 'comms_lost' ? 'comms_lost' : 'comms_restored';
        const fault = faults.find(({ camera_id, id }) => recordId(camera_id, type, id) === record.id);
        return fault ? [faultEvent(fault, { type, atMs: Date.parse(record.time) }, surroundings)] : [];
      })
      .map(({ type, write }) => ({ type, view: eventView(write(), '1.1') }));
  }

  #visits(cityId: string, told: readonly RecordView[]): Promise<SeenVisit[]> {
    const ofVisits = told.filter(({ visit }) => visit !== null);
    return this.database.query<SeenVisit>(
      `${VISITS} where visit.city_id = $1
       and (visit.camera_id, visit.id) in (select * from unnest($2::text[], $3::uuid[]))`,
      [cityId, ofVisits.map(({ camera }) => camera), ofVisits.map(({ visit }) => visit)],
    );
  }

  #faults(cityId: string, told: readonly RecordView[]): Promise<CameraFaultRow[]> {
    const ofFaults = told.filter(({ fault }) => fault !== null);
    if (ofFaults.length === 0) return Promise.resolve([]);
    return this.database.query<CameraFaultRow>(
      `select fault.* from camera_faults as fault where city_id = $1 and exists (
         select from unnest($2::text[], $3::timestamptz[]) as told (camera_id, at)
         where told.camera_id = fault.camera_id and told.at in (fault.lost_at, fault.restored_at))`,
      [cityId, ofFaults.map(({ camera }) => camera), ofFaults.map(({ time }) => time)],
    );
  }

  async #timeZone(cityId: string): Promise<string> {
    const [city] = await this.database.query<{ time_zone: string }>('select time_zone from cities where id = $1', [
      cityId,
    ]);
    return city?.time_zone ?? 'UTC';
  }

  /** Who else stood in the zones of these visits at the times told. */
  async #others(cityId: string, visits: readonly SeenVisit[], told: readonly RecordView[]): Promise<SeenVisit[]> {
    const times = told.map(({ time }) => Date.parse(time));
    const places = new Map(visits.map(({ camera_id, zone_id }) => [`${camera_id}.${zone_id}`, [camera_id, zone_id]]));
    const sources = [...places.values()].map(([cameraId = '', zoneId = '']) => ({
      cameraId,
      zoneId,
      fromMs: 0,
      toMs: null,
    }));
    if (sources.length === 0) return [];
    const toMs = times.reduce((a, b) => Math.max(a, b));
    const range = { fromMs: times.reduce((a, b) => Math.min(a, b)), toMs };
    const scope = { ...EVERYTHING, sources };
    return this.rows.spanning({ cityId, version: '1.1', scope, range, after: null, limit: 0 }, range);
  }
}

function ofVisit(visit: SeenVisit, record: RecordView, surroundings: EventSurroundings): PlacedEvent[] {
  const violations = violationEvents(visit, surroundings);
  const isDoubleParking = visit.visit_type === 'double_parking';
  const isStart = ({ type }: PlacedEvent) => type === 'vehicle_violation_start';
  const starts = violations.filter((told) => isDoubleParking && isStart(told));
  if (record.type === 'park_start') return [startEvent(visit, surroundings), ...starts];
  // A park_end is complete by itself: where its park_start has not come, it tells of the start too.
  const isStartTold = surroundings.publishedAtMs.has(recordId(visit.camera_id, 'park_start', visit.id));
  const before = isStartTold ? [] : [startEvent(visit, surroundings), ...starts];
  const rest = violations.filter((told) => !(isDoubleParking && isStart(told)));
  const hasEnded = (ended: SeenVisit): ended is EndedVisit => ended.end_at !== null && !ended.end_censored;
  return [...before, ...rest, ...(hasEnded(visit) ? [endEvent(visit, surroundings)] : [])];
}
