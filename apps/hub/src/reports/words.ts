import { NOT_SEEN } from '#curb';
import type { DwellQuantile } from '#curb';

const MINUTE_MS = 60_000;
/** A space at which no line is broken. */
const TIGHT = '\u00a0';
const UNKNOWN = `not${TIGHT}known`;
/** About an eighth of a page's width in the type of a table. */
const UNBROKEN_LETTERS_MAX = 13;

/** `Saturday, 21 November 2026`. */
export function dateInWords(date: string): string {
  const format = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(Date.parse(`${date}T12:00:00Z`));
}

export function weekdayOf(date: string): string {
  const at = Date.parse(`${date}T12:00:00Z`);
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(at);
}

/** `14:05` on the city's clock. */
export function timeOfDay(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(atMs);
}

/** `45 s`, `12 min`, `3 h 5 min`, never broken over two lines; -1 and null are not known. */
export function duration(ms: number | null): string {
  if (ms === null || ms === NOT_SEEN) return UNKNOWN;
  if (ms > 0 && ms < MINUTE_MS) return `${Math.round(ms / 1_000)}${TIGHT}s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes}${TIGHT}min`;
  const rest = minutes % 60;
  const hours = `${grouped(Math.floor(minutes / 60))}${TIGHT}h`;
  return rest === 0 ? hours : `${hours}${TIGHT}${rest}${TIGHT}min`;
}

export function quantile(value: DwellQuantile | null): string {
  if (value === null) return '–';
  return value.isAtLeast ? `over ${duration(value.ms)}` : duration(value.ms);
}

/** A count or rate for a table; -1 is not known. */
export function count(value: number | null, decimals = 0): string {
  if (value === null) return '–';
  if (value === NOT_SEEN) return UNKNOWN;
  if (value === 0) return '0';
  // Hardly any is not none.
  const finest = 10 ** -decimals;
  return value > 0 && value < finest / 2 ? `under${TIGHT}${grouped(finest, decimals)}` : grouped(value, decimals);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}

export function percent(share: number): string {
  // Nearly all is not all.
  if (share < 1 && share > 0.995) return `over 99${TIGHT}%`;
  // And hardly any is not none.
  if (share > 0 && share < 0.005) return `under 1${TIGHT}%`;
  return `${Math.round(share * 100)}${TIGHT}%`;
}

/** A zone's or camera's id, as a person would write it: `parking_a` becomes `parking a`. */
export function placeName(id: string): string {
  return id.slice(id.indexOf('.') + 1).replaceAll('_', ' ');
}

/** Kept on one line, as long as a narrow column has room for it. */
export function unbroken(words: string): string {
  return words.length <= UNBROKEN_LETTERS_MAX ? words.replaceAll(' ', TIGHT) : words;
}

function grouped(value: number, decimals = 0): string {
  const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat('en-GB', format).format(value);
}
