import { Inject, Injectable } from '@nestjs/common';
import { ZONE_KINDS } from '#curb';
import type { VisitType } from '#curb';
import { CallersCity } from '../access/callers-city.js';
import type { TimeRange, ZoneName } from '../api/query-reader.js';
import { wholeHoursEnd } from '../aggregates/whole-hours.js';
import { Database } from '../persistence/database.js';
import type { ZoneSort } from '../persistence/city-hour.row.js';
import { heldShare } from '../sums/held-share.js';
import { HELD } from '../sums/sum-statements.js';
import { KINDS_OF_SORT } from '../sums/zone-sorts.js';
import type { HeldRow } from '../sums/held-share.js';
import { MINUTES_MAX } from './dwell-distribution.js';
import type { MinuteCount } from './dwell-distribution.js';
import type { HeatRow } from './heat-map.js';
import type { HeatMeasure } from './insight.view.js';
import {
  CITY_HEAT_MAP,
  CITY_HOT_SPOTS,
  CITY_PERIOD,
  COVERAGE,
  DWELL_MINUTES,
  HEAT_MAP,
  HOT_SPOTS,
  PERIOD,
} from './insight-statements.js';
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

export interface CoverageRow {
  seen_hours: number;
  blind_hours: number;
  unreported_hours: number;
  reported_until: Date | null;
}

/** One question in two statements that always have the same answer. */
interface Statements {
  /** From what was counted at each zone. */
  readonly rows: string;
  /** From the sums of the whole city. */
  readonly sums: string;
  readonly sort: ZoneSort;
  /** How many rows are told at most, where the statements say so. */
  readonly limit?: number;
}

/** Where fewer of the hours are summed, reading the tables as a whole costs less than looking up the others one by one. */
const HELD_SHARE_MIN = 0.5;

/** Reads sums of hours. Hours that are not over yet do not count: half of one would look like a quiet one. */
@Injectable()
export class InsightReader {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  heatMap(question: InsightQuestion, measure: HeatMeasure, nowMs: number): Promise<HeatRow[]> {
    const sort = measure === 'double_parking' ? 'lane' : 'curb';
    return this.#ofHours<HeatRow>({ rows: HEAT_MAP, sums: CITY_HEAT_MAP[sort], sort }, question, nowMs);
  }

  hotSpots(question: InsightQuestion, limit: number, nowMs: number): Promise<HotSpotRow[]> {
    return this.#ofHours<HotSpotRow>({ rows: HOT_SPOTS, sums: CITY_HOT_SPOTS, sort: 'lane', limit }, question, nowMs);
  }

  async period(question: InsightQuestion, nowMs: number): Promise<{ curb: PeriodRow; lanes: PeriodRow }> {
    const of = (sort: ZoneSort) =>
      this.#ofHours<PeriodRow>({ rows: PERIOD, sums: CITY_PERIOD[sort], sort }, question, nowMs);
    const [curb] = await of('curb');
    const [lanes] = await of('lane');
    if (!curb || !lanes) throw new Error('a sum without a group has a row');
    return { curb, lanes };
  }

  dwellMinutes(question: InsightQuestion, type: VisitType): Promise<MinuteCount[]> {
    const { fromMs, toMs } = question;
    return this.database.query<MinuteCount>(DWELL_MINUTES, [...this.#place(question, fromMs, toMs), type, MINUTES_MAX]);
  }

  async coverage(question: InsightQuestion, nowMs: number): Promise<CoverageRow> {
    const { fromMs, toMs } = this.#wholeHours(question, nowMs);
    const [row] = await this.database.query<CoverageRow>(COVERAGE, [
      ...this.#place(question, fromMs, toMs),
      ZONE_KINDS,
    ]);
    if (!row) throw new Error('a sum without a group has a row');
    return row;
  }

  async #ofHours<Row>(
    { rows, sums, sort, limit }: Statements,
    question: InsightQuestion,
    nowMs: number,
  ): Promise<Row[]> {
    const range = this.#wholeHours(question, nowMs);
    // Who names a zone means it, of whatever kind it is.
    const kinds = question.zone ? ZONE_KINDS : KINDS_OF_SORT[sort];
    const statement = (await this.#isHeld(question, range)) ? sums : rows;
    const parameters = [...this.#place(question, range.fromMs, range.toMs), kinds];
    if (limit !== undefined) parameters.push(limit);
    return this.database.query<Row>(statement, parameters);
  }

  /** What of the range is over. */
  #wholeHours({ fromMs, toMs }: TimeRange, nowMs: number): TimeRange {
    return { fromMs, toMs: Math.min(toMs, Math.max(fromMs, wholeHoursEnd(this.city.clock, nowMs))) };
  }

  /** Whether the city's sums save anything. What changes before they are read changes how long that takes, not the answer. */
  async #isHeld({ cameraId, zone }: InsightQuestion, { fromMs, toMs }: TimeRange): Promise<boolean> {
    if (cameraId !== null || zone !== null) return false;
    const [held] = await this.database.query<HeldRow>(HELD, [this.city.id, new Date(fromMs), new Date(toMs)]);
    return heldShare(held, { fromMs, toMs }) > HELD_SHARE_MIN;
  }

  #place({ cameraId, zone }: InsightQuestion, fromMs: number, toMs: number): unknown[] {
    const camera = zone?.cameraId ?? cameraId;
    return [this.city.id, new Date(fromMs), new Date(toMs), camera, zone?.zoneId ?? null];
  }
}
