import { z } from 'zod';
import { ACTIVITIES, DAYS_OF_WEEK } from '#curb';
import type { Policy, Rule, TimeSpan } from '#curb';

/** Milliseconds since the epoch; people may write ISO 8601. */
export const timestamp = z.union([
  z.int().nonnegative(),
  z.iso
    .datetime({ offset: true, error: 'expected milliseconds or a time such as 2026-05-14T00:00:00Z' })
    .transform((text) => Date.parse(text)),
]);
const TEXT_LENGTH_MAX = 500;
const LIST_LENGTH_MAX = 100;
export const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX);
const names = z.array(text).max(LIST_LENGTH_MAX);
const hourAndMinute = (pattern: RegExp, example: string) =>
  z.string().regex(pattern, `expected a time of day such as ${example}`);

/** The standard's units of time, as far as a stay is measured in them. */
const UNITS_MS = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;
const unit = z.enum(['second', 'minute', 'hour', 'day', 'week']);

const timeSpan = z.strictObject({
  start_date: timestamp.optional(),
  end_date: timestamp.optional(),
  days_of_week: z.array(z.enum(DAYS_OF_WEEK)).min(1).optional(),
  days_of_month: z.array(z.int().min(1).max(31)).min(1).optional(),
  months: z.array(z.int().min(1).max(12)).min(1).optional(),
  weeks_of_month: z.array(z.int().min(1).max(5)).min(1).optional(),
  time_of_day_start: hourAndMinute(/^([01]\d|2[0-3]):[0-5]\d$/, '08:00').optional(),
  time_of_day_end: hourAndMinute(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '18:30').optional(),
  designated_period: text.optional(),
  designated_period_except: z.boolean().optional(),
});

const rate = z.strictObject({
  rate: z.int().nonnegative(),
  rate_unit: z.enum(['second', 'minute', 'hour', 'day', 'week', 'month', 'year']),
  rate_unit_period: z.enum(['rolling', 'calendar']).optional(),
  increment_duration: z.int().nonnegative().optional(),
  increment_amount: z.int().nonnegative().optional(),
  start_duration: z.int().nonnegative().optional(),
  end_duration: z.int().nonnegative().optional(),
  maximum_fee: z.int().nonnegative().optional(),
});

const rule = z.strictObject({
  name: text.optional(),
  description: text.optional(),
  activity: z.enum(ACTIVITIES),
  max_stay: z.int().positive().optional(),
  max_stay_unit: unit.optional(),
  no_return: z.int().nonnegative().optional(),
  no_return_unit: unit.optional(),
  user_classes: names.optional(),
  user_classes_except: names.optional(),
  purposes: names.optional(),
  rate: z.array(rate).max(LIST_LENGTH_MAX).optional(),
});

/** A policy as the standard writes it, without its id and date. */
export const policyContent = z.strictObject({
  name: text.optional(),
  description: text.optional(),
  priority: z.int().nonnegative(),
  rules: z.array(rule).min(1).max(LIST_LENGTH_MAX),
  time_spans: z.array(timeSpan).max(LIST_LENGTH_MAX).optional(),
  data_source_operator_id: z.array(z.uuid()).max(LIST_LENGTH_MAX).optional(),
});
export type PolicyContent = z.infer<typeof policyContent>;

/** Fields that 1.0 does not know, of a policy, its rules and its time spans. */
const ADDED_TO_POLICY: ReadonlySet<string> = new Set(['name', 'description', 'policy_color', 'external_references']);
const ADDED_TO_RULE: ReadonlySet<string> = new Set(['name', 'description', 'user_classes_except', 'purposes']);
const ADDED_TO_SPAN: ReadonlySet<string> = new Set(['weeks_of_month']);

/** What of a policy 1.0 can say. */
export function contentOf1_0(content: PolicyContent): Readonly<Record<string, unknown>> {
  const without = (fields: object, added: ReadonlySet<string>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => !added.has(field)));
  const { rules, time_spans: spans } = content;
  return {
    ...without(content, ADDED_TO_POLICY),
    rules: rules.map((one) => without(one, ADDED_TO_RULE)),
    ...(spans === undefined ? {} : { time_spans: spans.map((span) => without(span, ADDED_TO_SPAN)) }),
  };
}

/** A policy as the core evaluates it. */
export function policyOf(id: string, content: PolicyContent): Policy {
  return {
    id,
    priority: content.priority,
    rules: content.rules.map(ruleOf),
    timeSpans: (content.time_spans ?? []).map(timeSpanOf),
  };
}

function ruleOf(given: PolicyContent['rules'][number]): Rule {
  const { max_stay: stay, max_stay_unit: stayUnit = 'minute' } = given;
  return {
    name: given.name ?? null,
    activity: given.activity,
    maxStayMs: stay === undefined ? null : stay * UNITS_MS[stayUnit],
    userClasses: given.user_classes ?? [],
    userClassesExcept: given.user_classes_except ?? [],
  };
}

function timeSpanOf(given: NonNullable<PolicyContent['time_spans']>[number]): TimeSpan {
  return {
    startMs: given.start_date ?? null,
    endMs: given.end_date ?? null,
    daysOfWeek: given.days_of_week ?? null,
    daysOfMonth: given.days_of_month ?? null,
    months: given.months ?? null,
    weeksOfMonth: given.weeks_of_month ?? null,
    fromMinute: minuteOf(given.time_of_day_start),
    toMinute: minuteOf(given.time_of_day_end),
    designatedPeriod: given.designated_period ?? null,
    isException: given.designated_period_except ?? false,
  };
}

function minuteOf(time: string | undefined): number | null {
  if (time === undefined) return null;
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}
