import { Inject, Injectable } from '@nestjs/common';
import { CURB_KINDS, LANE_KINDS, ZONE_KINDS } from '#curb';
import type { VisitType, ZoneKind } from '#curb';
import { CallersCity } from '../access/callers-city.js';
import type { TimeRange, ZoneName } from '../api/query-reader.js';
import { wholeHoursEnd } from '../aggregates/whole-hours.js';
import { Database } from '../persistence/database.js';
import { MINUTES_MAX } from './dwell-distribution.js';
import type { MinuteCount } from './dwell-distribution.js';
import type { HeatRow } from './heat-map.js';
import type { HeatMeasure } from './insight.view.js';
import { DWELL_MINUTES, HEAT_MAP, HOT_SPOTS, PERIOD } from './insight-statements.js';
import type { PeriodRow } from './period-rates.js';

/** Which part of the city, and when. */
export interface InsightQuestion extends TimeRange {
  readonly cameraId: string | null;
  readonly zone: ZoneName | null;
}

export interface HotSpotRow {
  camera_id: string;
  zone_id: string;
  kind: string;
  seen_hours: number;
  blind_hours: number;
  observed_ms: number;
  double_parking: number;
  blocked_ms: number;
  worst_hours: { hour: number; count: number; blockedMs: number; observedMs: number }[] | null;
}

/** Reads sums of hours. Hours that are not over yet do not count: half of one would look like a quiet one. */
@Injectable()
export class InsightReader {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  heatMap(question: InsightQuestion, measure: HeatMeasure, nowMs: number): Promise<HeatRow[]> {
    const usual = measure === 'double_parking' ? LANE_KINDS : CURB_KINDS;
    // Who names a zone means it, of whatever kind it is.
    return this.#ofHours<HeatRow>(HEAT_MAP, question, question.zone ? ZONE_KINDS : usual, nowMs);
  }

  hotSpots(question: InsightQuestion, limit: number, nowMs: number): Promise<HotSpotRow[]> {
    return this.#ofHours<HotSpotRow>(HOT_SPOTS, question, LANE_KINDS, nowMs, [limit]);
  }

  async period(question: InsightQuestion, nowMs: number): Promise<{ curb: PeriodRow; lanes: PeriodRow }> {
    const [curb] = await this.#ofHours<PeriodRow>(PERIOD, question, CURB_KINDS, nowMs);
    const [lanes] = await this.#ofHours<PeriodRow>(PERIOD, question, LANE_KINDS, nowMs);
    if (!curb || !lanes) throw new Error('a sum without a group has a row');
    return { curb, lanes };
  }

  dwellMinutes(question: InsightQuestion, type: VisitType): Promise<MinuteCount[]> {
    const { fromMs, toMs } = question;
    return this.database.query<MinuteCount>(DWELL_MINUTES, [...this.#place(question, fromMs, toMs), type, MINUTES_MAX]);
  }

  #ofHours<Row>(
    statement: string,
    question: InsightQuestion,
    kinds: readonly ZoneKind[],
    nowMs: number,
    more: readonly unknown[] = [],
  ): Promise<Row[]> {
    const wholeToMs = wholeHoursEnd(this.city.clock, nowMs);
    const toMs = Math.min(question.toMs, Math.max(question.fromMs, wholeToMs));
    return this.database.query<Row>(statement, [...this.#place(question, question.fromMs, toMs), kinds, ...more]);
  }

  #place({ cameraId, zone }: InsightQuestion, fromMs: number, toMs: number): unknown[] {
    const camera = zone?.cameraId ?? cameraId;
    return [this.city.id, new Date(fromMs), new Date(toMs), camera, zone?.zoneId ?? null];
  }
}
