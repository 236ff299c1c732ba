import { CdsError } from './cds-error.js';

export const PAGE_SIZE_DEFAULT = 100;
export const PAGE_SIZE_MAX = 500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UTC_HOUR = /^(\d{4}-\d{2}-\d{2})T(\d{2})$/;
/** A value that is repeated in an answer is cut at this length. */
const QUOTED_LENGTH_MAX = 100;
/** More ids than fit into an address. */
const IDS_MAX = 200;
const HOUR_MS = 3_600_000;
/** The year 9999: later times are slips of the hand. */
const TIMESTAMP_MS_MAX = 253_402_300_799_999;

export interface TimeRange {
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

/** Reads a request's query in the standard's units, notes everything that is wrong, and says it all in `finish`. */
export class CdsQuery {
  readonly #query: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  readonly #details: string[] = [];
  #isMissing = false;

  constructor(query: unknown) {
    this.#query = typeof query === 'object' && query !== null ? { ...query } : {};
  }

  uuid(field: string): string | null {
    return this.#value(field, 'expected a UUID', (text) => (UUID.test(text) ? text.toLowerCase() : null));
  }

  uuids(field: string): readonly string[] | null {
    return this.#value(field, `expected up to ${IDS_MAX} UUIDs with commas between them`, (text) => {
      const ids = text.split(',').map((id) => id.trim().toLowerCase());
      return ids.length <= IDS_MAX && ids.every((id) => UUID.test(id)) ? ids : null;
    });
  }

  flag(field: string): boolean | null {
    return this.#value(field, 'expected true or false', (text) => ({ true: true, false: false })[text] ?? null);
  }

  oneOf<T extends string>(field: string, words: readonly T[]): T | null {
    const read = (text: string) => words.find((word) => word === text) ?? null;
    return this.#value(field, `expected one of ${words.join(', ')}`, read);
  }

  number(field: string, min: number, max: number): number | null {
    return this.#value(field, `expected a number from ${min} to ${max}`, (text) => {
      const value = /^-?\d{1,12}(\.\d{1,15})?$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : null;
    });
  }

  /** Milliseconds since the Unix epoch. */
  timestamp(field: string): number | null {
    return this.#value(field, 'expected milliseconds since the Unix epoch', (text) => {
      const timeMs = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
      return timeMs <= TIMESTAMP_MS_MAX ? timeMs : null;
    });
  }

  /** One UTC hour, `YYYY-MM-DDTHH`. */
  utcHour(field: string): TimeRange | null {
    return this.#value(field, 'expected an hour in UTC such as 2026-05-14T09', (text) => {
      const [, day = '', hour = ''] = UTC_HOUR.exec(text) ?? [];
      const fromMs = Number(hour) < 24 ? Date.parse(`${day}T${hour}:00:00Z`) : NaN;
      const isDay = !Number.isNaN(fromMs) && new Date(fromMs).toISOString().startsWith(`${day}T${hour}`);
      return isDay ? { fromMs, toMs: fromMs + HOUR_MS } : null;
    });
  }

  /** `start_time` and `end_time`, half-open; `defaults` stand in for either that is not given. */
  range(defaults: TimeRange, rangeMsMax: number): TimeRange {
    const toMs = this.timestamp('end_time') ?? defaults.toMs;
    const fromMs = this.timestamp('start_time') ?? Math.min(defaults.fromMs, toMs);
    if (fromMs > toMs) this.note(`start_time is ${fromMs}, expected a time before end_time, which is ${toMs}`);
    else if (toMs - fromMs > rangeMsMax) {
      this.note(`start_time and end_time are ${toMs - fromMs} ms apart, expected at most ${rangeMsMax}`);
    }
    return { fromMs, toMs };
  }

  limit(): number {
    return this.number('limit', 1, PAGE_SIZE_MAX) ?? PAGE_SIZE_DEFAULT;
  }

  cursor<T>(decode: (text: string) => T | null): T | null {
    return this.#value('cursor', 'expected the one of an earlier answer', decode);
  }

  has(...fields: readonly string[]): boolean {
    return fields.some((field) => this.#query[field] !== undefined);
  }

  /** Notes where some of these fields are given and others are not. */
  allOrNone(...fields: readonly string[]): boolean {
    const missing = fields.filter((field) => this.#query[field] === undefined);
    if (missing.length > 0 && missing.length < fields.length) {
      this.#isMissing = true;
      this.note(`${missing.join(', ')} missing: ${fields.join(', ')} are given together or not at all`);
    }
    return missing.length === 0;
  }

  note(detail: string): void {
    this.#details.push(detail);
  }

  /** Throws a 400 with all that is wrong, unknown parameters included: a misspelt filter filters nothing. */
  finish(): void {
    for (const field of Object.keys(this.#query)) {
      if (!this.#read.has(field)) {
        this.note(
          `${field.slice(0, QUOTED_LENGTH_MAX)} is not known here, expected only ${[...this.#read].join(', ')}`,
        );
      }
    }
    if (this.#details.length === 0) return;
    const code = this.#isMissing ? 'missing_param' : 'bad_param';
    throw new CdsError(400, this.#details.join('; '), this.#details, code);
  }

  #value<T>(field: string, expected: string, read: (text: string) => T | null): T | null {
    this.#read.add(field);
    const given = this.#query[field];
    if (given === undefined) return null;
    const value = typeof given === 'string' ? read(given) : null;
    if (value === null) {
      const shown = (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, QUOTED_LENGTH_MAX);
      this.note(`${field} is "${shown}", ${expected}`);
    }
    return value;
  }
}
