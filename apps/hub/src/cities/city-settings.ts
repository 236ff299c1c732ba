import { z } from 'zod';
import { fieldProblems } from '../api/field-problems.js';
import type { FieldProblem } from '../api/problem.js';
import type { CityRow } from '../persistence/city.row.js';

const DAYS_MAX = 3_660;
/** A group of one is a single vehicle. */
const GROUP_MIN = 2;
const GROUP_MAX = 1_000;

/** What a city decides for itself. */
export interface CitySettings {
  readonly makesReports: boolean;
  /** Null: the hub's own hour. */
  readonly reportHour: number | null;
  readonly rawEventDays: number;
  readonly visitDays: number;
  readonly auditDays: number;
  readonly publicFeed: boolean;
  readonly publicGroupMin: number;
}

export type CityChange = { readonly [Name in keyof CitySettings]?: CitySettings[Name] | undefined };

const COLUMNS: Readonly<Record<keyof CitySettings, keyof CityRow>> = {
  makesReports: 'makes_reports',
  reportHour: 'report_hour',
  rawEventDays: 'raw_event_days',
  visitDays: 'visit_days',
  auditDays: 'audit_days',
  publicFeed: 'public_feed',
  publicGroupMin: 'public_group_min',
};
export const SETTING_NAMES = Object.keys(COLUMNS) as (keyof CitySettings)[];

const truth = z.boolean('expected true or false').optional();
const days = wholeNumber(1, DAYS_MAX).optional();
const change = z.strictObject({
  makesReports: truth,
  reportHour: wholeNumber(0, 23).nullable().optional(),
  rawEventDays: days,
  visitDays: days,
  auditDays: days,
  publicFeed: truth,
  publicGroupMin: wholeNumber(GROUP_MIN, GROUP_MAX).optional(),
});

export function settingsOf(row: CityRow): CitySettings {
  return {
    makesReports: row.makes_reports,
    reportHour: row.report_hour,
    rawEventDays: row.raw_event_days,
    visitDays: row.visit_days,
    auditDays: row.audit_days,
    publicFeed: row.public_feed,
    publicGroupMin: row.public_group_min,
  };
}

/** What somebody wants to be otherwise, or everything that is wrong with it. */
export function readCityChange(
  given: unknown,
  known: CitySettings,
): CityChange | { readonly problems: readonly FieldProblem[] } {
  const parsed = change.safeParse(given);
  if (!parsed.success) return { problems: fieldProblems(parsed.error, given) };
  const { rawEventDays, visitDays } = { ...known, ...defined(parsed.data) };
  if (visitDays >= rawEventDays) return parsed.data;
  // A raw event tells of its stop as a visit does: to remove one and keep the other removes nothing.
  const problem = `expected at least rawEventDays, which is ${rawEventDays}: raw events hold the same stops`;
  return { problems: [{ field: 'visitDays', value: String(visitDays), problem }] };
}

/** The assignments of an update statement for a change, from the parameter `first` on; null where there is none. */
export function assignmentsOf(
  wanted: CityChange,
  first: number,
): { readonly sql: string; readonly values: unknown[] } | null {
  const given = Object.entries(defined(wanted)) as [keyof CitySettings, unknown][];
  if (given.length === 0) return null;
  const sql = given.map(([name], index) => `${COLUMNS[name]} = $${first + index}`).join(', ');
  return { sql, values: given.map(([, value]) => value) };
}

/** `publicFeed true, publicGroupMin 10`: for the audit log. */
export function changeInWords(wanted: CityChange): string {
  return Object.entries(defined(wanted))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

function defined(wanted: CityChange): Partial<CitySettings> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}
