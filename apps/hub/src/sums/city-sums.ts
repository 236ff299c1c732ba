import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { waitOrAbort, workInRounds } from '#rounds';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { Database } from '../persistence/database.js';
import {
  COUNT_HOURS,
  KEEP_BLOCKED_HOURS,
  LAST_HOUR_BEFORE,
  MARK_HOURS,
  NEXT_WRITER,
  PUT_STATE,
  REMOVE_IDLE_MARKS,
  REMOVE_SUMS,
  REMOVE_VOID_MARKS,
  STATE,
  SUM_HOURS,
  TAKE_MARKS,
} from './sum-statements.js';
import { KINDS_OF_SORT, ZONE_SORTS } from './zone-sorts.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Later hours change all the time: whoever asks counts them. */
const SUMMED_AFTER_MS = 3 * HOUR_MS;
/** One transaction sums so much at most. */
const SUMMED_AT_ONCE_MS = DAY_MS;
const CHANGED_AT_ONCE_MAX = 24;
/** After each, so that nobody else waits for long. */
const STEP_REST_MS = 100;
const ROUND_MS = 15_000;
const RETRY_MS = 10_000;
/** All of a city is summed anew this often at most, however often its zones change. */
const ANEW_MS_MIN = 5 * 60_000;
const SERIALIZATION_FAILURE = '40001';
/** Hours are looked up by the millisecond. */
const MOMENT_MS = 1;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface StateRow {
  from_ms: number;
  before_ms: number;
  marked_before_ms: number;
  voided_at_ms: number | null;
  is_settled: boolean;
  is_void: boolean;
}

/** Why hours were summed. */
type Why = 'new' | 'changed';

/** What a step has done; null: nothing was to be done. */
type Step = { readonly why: Why | 'anew'; readonly hours: number } | null;

/**
 * Sums the hours of whole cities, so that a question about a quarter of a year reads a row an hour. Every sum is as of one
 * state of the tables; whoever changes an hour from before `marked_before` marks it in the same transaction, by triggers,
 * and a marked hour's sum does not count until it was made anew. So it is right at every moment: see decision 29.
 */
@Injectable()
export class CitySums implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #summed: Counter<'why'>;
  readonly #begunAnew: Counter;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
  ) {
    this.#summed = new Counter({
      name: 'kerbline_city_hours_summed_total',
      help: 'Hours of cities that were summed, by why: new, or changed since',
      labelNames: ['why'],
      registers: [metrics.registry],
    });
    this.#begunAnew = new Counter({
      name: 'kerbline_city_sums_begun_anew_total',
      help: 'Times that all hours of a city were to be summed anew, because other zones are in use',
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    void this.#sumForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** One step for each city, as of `nowMs`; says whether one was taken. Any number of hubs may do so at once. */
  async sum(nowMs: number): Promise<boolean> {
    const markedBefore = new Date(Math.floor((nowMs - SUMMED_AFTER_MS) / HOUR_MS) * HOUR_MS);
    await this.database.query(MARK_HOURS, [markedBefore]);
    // After the commit: whoever begins to write from here on marks.
    const [next] = await this.database.query<{ writer: string }>(NEXT_WRITER);
    if (!next) throw new Error('a transaction without a number');
    let isMore = false;
    for (const { id } of await this.database.query<{ id: string }>('select id from cities order by id')) {
      if (this.#closing.signal.aborted) return false;
      const step = await this.#tryStep(id, next.writer, nowMs);
      if (step === null) continue;
      isMore = true;
      if (step.why === 'anew') this.#begunAnew.inc();
      else this.#summed.inc({ why: step.why }, step.hours);
    }
    return isMore;
  }

  async #tryStep(cityId: string, nextWriter: string, nowMs: number): Promise<Step> {
    try {
      return await this.database.transaction(async (manager) => {
        await beginStep(manager);
        return takeStep(manager, cityId, nextWriter, nowMs);
      });
    } catch (error) {
      // Another hub took a step since this one looked: the next round sees.
      if (Reflect.get(Object(error), 'code') === SERIALIZATION_FAILURE) return null;
      // The other cities are not to wait for this one.
      this.log.warn('city hours not summed, trying again', { city: cityId, ...errorFields(error) });
      return null;
    }
  }

  async #sumForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) => this.log.warn('city hours not summed, trying again', errorFields(error));
    const rounds = { signal: this.#closing.signal, restMs: ROUND_MS, retryMs: RETRY_MS, onFailure };
    await workInRounds(rounds, async () => {
      if (!(await this.sum(Date.now()))) return;
      await waitOrAbort(STEP_REST_MS, this.#closing.signal);
      return 'more';
    });
  }
}

/** In a transaction that has not begun to read: all of the step is of one state of the tables. */
export async function beginStep(manager: EntityManager): Promise<void> {
  await manager.query('set transaction isolation level repeatable read');
  // Before anything is read: who deletes sums and proves it (`forget`) is waited for, and then seen.
  await manager.query('lock table city_hours in row exclusive mode');
}

/** One step of one city's sums. `nextWriter`: no writer from this number on has begun before its hours were to be marked. */
export async function takeStep(
  manager: EntityManager,
  cityId: string,
  nextWriter: string,
  nowMs: number,
): Promise<Step> {
  const [state]: StateRow[] = await manager.query(STATE, [cityId, nextWriter]);
  if (!state) return null;
  const taken = await nextStep(manager, cityId, state, nowMs);
  if (taken === null) return null;
  const { fromMs, beforeMs, voidedAtMs, ...step } = taken;
  await manager.query(PUT_STATE, [
    cityId,
    fromMs ?? state.from_ms,
    beforeMs ?? state.before_ms,
    voidedAtMs ?? state.voided_at_ms,
  ]);
  return step;
}

/** What a step changes of the state, besides. */
type Taken = NonNullable<Step> & { readonly fromMs?: number; readonly beforeMs?: number; readonly voidedAtMs?: number };

async function nextStep(manager: EntityManager, cityId: string, state: StateRow, nowMs: number): Promise<Taken | null> {
  const { from_ms: fromMs, before_ms: beforeMs, marked_before_ms: markedBeforeMs } = state;
  const isEmpty = fromMs >= beforeMs;
  if (state.is_void) {
    if (isEmpty) {
      await manager.query(REMOVE_VOID_MARKS, [cityId]);
      return { why: 'new', hours: 0 };
    }
    if (state.voided_at_ms !== null && nowMs - state.voided_at_ms < ANEW_MS_MIN) return null;
    await manager.query(REMOVE_VOID_MARKS, [cityId]);
    return { why: 'anew', hours: 0, fromMs: beforeMs, voidedAtMs: nowMs };
  }
  const idle = await removeIdleMarks(manager, cityId, state);
  const changed = await takeMarks(manager, cityId);
  if (idle + changed.length > 0) return { why: 'changed', hours: await sumSpans(manager, cityId, changed) };
  if (state.is_settled && beforeMs < markedBeforeMs) {
    if (isEmpty) return { why: 'new', hours: 0, fromMs: markedBeforeMs, beforeMs: markedBeforeMs };
    const toMs = Math.min(beforeMs + SUMMED_AT_ONCE_MS, markedBeforeMs);
    const hours = await sumSpans(manager, cityId, [{ fromMs: beforeMs, toMs }]);
    return { why: 'new', hours, beforeMs: toMs };
  }
  return fromMs === -Infinity ? null : sumBackwards(manager, cityId, fromMs);
}

/** The last day before what is summed of which there is anything; once there is none, all time before counts as summed. */
async function sumBackwards(manager: EntityManager, cityId: string, toMs: number): Promise<Taken> {
  const [last]: { last_ms: number | null }[] = await manager.query(LAST_HOUR_BEFORE, [cityId, new Date(toMs)]);
  const fromMs = last?.last_ms == null ? -Infinity : last.last_ms + MOMENT_MS - SUMMED_AT_ONCE_MS;
  return { why: 'new', hours: await sumSpans(manager, cityId, [{ fromMs, toMs }]), fromMs };
}

/** Of hours that are not summed: who sums them later sees what changed. */
async function removeIdleMarks(manager: EntityManager, cityId: string, state: StateRow): Promise<number> {
  const [, count]: [unknown[], number] = await manager.query(REMOVE_IDLE_MARKS, [
    cityId,
    state.from_ms,
    state.before_ms,
  ]);
  return count;
}

async function takeMarks(manager: EntityManager, cityId: string): Promise<Span[]> {
  const [marks]: [{ hour: Date }[], number] = await manager.query(TAKE_MARKS, [cityId, CHANGED_AT_ONCE_MAX]);
  const hours = new Set(marks.map(({ hour }) => hour.getTime()));
  return [...hours].map((hourMs) => ({ fromMs: hourMs, toMs: hourMs + MOMENT_MS }));
}

/** Sums what lies in these spans anew; the number of rows that came of it. */
async function sumSpans(manager: EntityManager, cityId: string, spans: readonly Span[]): Promise<number> {
  const within = [cityId, spans.map(({ fromMs }) => time(fromMs)), spans.map(({ toMs }) => time(toMs))];
  await manager.query(REMOVE_SUMS('city_hours'), within);
  await manager.query(REMOVE_SUMS('blocked_hours'), within);
  for (const sort of ZONE_SORTS) await manager.query(SUM_HOURS, [...within, KINDS_OF_SORT[sort], sort]);
  await manager.query(KEEP_BLOCKED_HOURS, [...within, KINDS_OF_SORT.lane]);
  const [counted]: { hours: number }[] = await manager.query(COUNT_HOURS, within);
  return counted?.hours ?? 0;
}

function time(ms: number): Date | string {
  return Number.isFinite(ms) ? new Date(ms) : '-infinity';
}
