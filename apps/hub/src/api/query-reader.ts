import { ID_PATTERN } from '#events';
import { ApiProblem } from './problem.js';
import type { FieldProblem } from './problem.js';

export const LIMIT_DEFAULT = 100;
export const LIMIT_MAX = 1_000;
/** A year and the month before it: as long as raw events are kept, so any number of the answer can be counted again. */
export const RANGE_DAYS_MAX = 400;
const DAY_MS = 86_400_000;
const EXPECTED_TIME = 'expected an ISO 8601 time such as 2026-05-14T10:00:00Z';
/** A value that is repeated in an answer is cut at this length. */
const QUOTED_LENGTH_MAX = 100;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

export interface ZoneName {
  readonly cameraId: string;
  readonly zoneId: string;
}

/** From `fromMs` on and before `toMs`. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads a request's query, notes everything that is wrong with it, and says it all at once in `finish`. */
export class QueryReader {
  readonly #query: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  readonly #problems: FieldProblem[] = [];

  constructor(query: unknown) {
    this.#query = typeof query === 'object' && query !== null ? { ...query } : {};
  }

  timeMs(field: string): number | null {
    return this.#value(field, EXPECTED_TIME, (text) => {
      const timeMs = ISO_TIME.test(text) ? Date.parse(text) : NaN;
      return Number.isNaN(timeMs) ? null : timeMs;
    });
  }

  limit(): number {
    const read = (text: string) => {
      const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
      return limit >= 1 && limit <= LIMIT_MAX ? limit : null;
    };
    return this.#value('limit', `expected a whole number from 1 to ${LIMIT_MAX}`, read) ?? LIMIT_DEFAULT;
  }

  id(field: string): string | null {
    return this.#value(field, 'expected an id such as main-street', (text) => (ID_PATTERN.test(text) ? text : null));
  }

  zone(field: string): ZoneName | null {
    return this.#value(field, 'expected a zone id such as main-street.parking_a', parseZoneName);
  }

  oneOf<T extends string>(field: string, words: readonly T[]): T | null {
    const expected = `expected one of ${words.join(', ')}`;
    return this.#value(field, expected, (text) => words.find((word) => word === text) ?? null);
  }

  /** Any text that is what was expected. */
  text(field: string, expected: string, isExpected: (text: string) => boolean): string | null {
    return this.#value(field, expected, (text) => (isExpected(text) ? text : null));
  }

  flag(field: string): boolean | null {
    const word = this.oneOf(field, ['true', 'false']);
    return word === null ? null : word === 'true';
  }

  cursor<T>(decode: (text: string) => T | null): T | null {
    return this.#value('cursor', "expected the value of an earlier answer's next", decode);
  }

  /** Notes that `to` does not come after `from`. */
  inOrder(fromMs: number | null, toMs: number | null): void {
    if (fromMs === null || toMs === null || fromMs < toMs) return;
    const from = new Date(fromMs).toISOString();
    this.#note('to', new Date(toMs).toISOString(), `expected a time after from, which is ${from}`);
  }

  /** A range whose both ends must be given, at most `RANGE_DAYS_MAX` long. Where they are not, `finish` throws. */
  range(fromField = 'from', toField = 'to'): TimeRange {
    for (const field of [fromField, toField]) {
      if (this.#query[field] === undefined) this.#note(field, '', EXPECTED_TIME);
    }
    const [fromMs, toMs] = [this.timeMs(fromField), this.timeMs(toField)];
    if (fromMs === null || toMs === null) return { fromMs: NaN, toMs: NaN };
    const [from, to] = [fromMs, toMs].map((atMs) => new Date(atMs).toISOString());
    if (toMs <= fromMs) this.#note(toField, to, `expected a time after ${fromField}, which is ${from}`);
    if (toMs - fromMs > RANGE_DAYS_MAX * DAY_MS) {
      this.#note(toField, to, `expected at most ${RANGE_DAYS_MAX} days after ${fromField}, which is ${from}`);
    }
    return { fromMs, toMs };
  }

  /** Throws a 400 problem when anything was wrong, unknown parameters included: a misspelt filter filters nothing. */
  finish(): void {
    for (const field of Object.keys(this.#query)) {
      if (!this.#read.has(field)) this.#note(field, this.#query[field], `expected only ${[...this.#read].join(', ')}`);
    }
    if (this.#problems.length > 0) throw ApiProblem.badRequest(this.#problems);
  }

  #value<T>(field: string, expected: string, read: (text: string) => T | null): T | null {
    this.#read.add(field);
    const given = this.#query[field];
    if (given === undefined) return null;
    const value = typeof given === 'string' ? read(given) : null;
    if (value === null) this.#note(field, given, expected);
    return value;
  }

  #note(field: string, given: unknown, problem: string): void {
    const value = (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, QUOTED_LENGTH_MAX);
    this.#problems.push({ field: field.slice(0, QUOTED_LENGTH_MAX), value, problem });
  }
}

/** `<camera>.<zone>`, or null. */
export function parseZoneName(text: string): ZoneName | null {
  const [cameraId = '', zoneId = '', ...rest] = text.split('.');
  if (!ID_PATTERN.test(cameraId) || !ID_PATTERN.test(zoneId) || rest.length > 0) return null;
  return { cameraId, zoneId };
}
