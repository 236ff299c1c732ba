import { governingRules } from './governing-rule.js';
import type { CurbRules, GoverningRule } from './governing-rule.js';
import type { KnownVehicle } from './known-vehicle.js';
import type { Activity } from './policy.js';
import { turningPoints } from './turning-points.js';

/**
 * A camera does not see what a driver does. Where only parking is forbidden, a stop may be a loading one, so it counts
 * as parking after this long: five minutes is the observation time that wardens commonly give before they act.
 */
export const PARKED_AFTER_MS = 5 * 60_000;

export const VIOLATION_CODES = ['max_stay', 'no_stopping', 'no_parking'] as const;
export type ViolationCode = (typeof VIOLATION_CODES)[number];

/** A stretch of a stay that no rule allows. */
export interface Violation {
  readonly code: ViolationCode;
  readonly startMs: number;
  readonly endMs: number;
  /** The rule that is broken. */
  readonly broken: GoverningRule;
}

export interface Stay {
  readonly startMs: number;
  /** Where it ended, or what it has come to by now. */
  readonly endMs: number;
  readonly vehicle: KnownVehicle;
}

/** Rules that forbid even to stop; a travel lane is for driving. */
const FORBID_STOPPING: ReadonlySet<Activity> = new Set(['no stopping', 'travel']);
/** Rules that allow to stand for some time. */
const ALLOW_STANDING: ReadonlySet<Activity> = new Set(['parking', 'loading', 'unloading', 'stopping']);

/**
 * What of a stay the policies forbid, in order of time. A vehicle has the benefit of what a camera cannot see: where
 * several rules may govern it, it violates only what all of them forbid. Under a rule the stay counts from when that
 * rule came to govern it without a break.
 */
export function violationsOf(stay: Stay, curb: CurbRules): Violation[] {
  const violations: Violation[] = [];
  const since = new Map<string, number>();
  const points = turningPoints(curb.policies, { fromMs: stay.startMs, toMs: stay.endMs }, curb.clock);
  const bounds = [stay.startMs, ...points, stay.endMs];
  for (const [index, fromMs] of bounds.slice(0, -1).entries()) {
    const toMs = bounds[index + 1] ?? stay.endMs;
    const rules = governingRules(stay.vehicle, fromMs, curb);
    remember(since, rules, fromMs);
    const last = lastToForbid(rules.map((governing) => forbiddenFrom(governing, since)));
    const startMs = Math.max(fromMs, last?.fromMs ?? Infinity);
    if (last && startMs < toMs) append(violations, { code: last.code, broken: last.broken, startMs, endMs: toMs });
  }
  return violations;
}

interface Limit extends Pick<Violation, 'code' | 'broken'> {
  readonly fromMs: number;
}

/** From when on a governing rule forbids the stay; null: never. */
function forbiddenFrom(broken: GoverningRule | null, since: ReadonlyMap<string, number>): Limit | null {
  if (broken === null) return null;
  const { activity, maxStayMs } = broken.rule;
  const sinceMs = since.get(keyOf(broken)) ?? 0;
  if (FORBID_STOPPING.has(activity)) return { code: 'no_stopping', broken, fromMs: sinceMs };
  if (activity === 'no parking') return { code: 'no_parking', broken, fromMs: sinceMs + PARKED_AFTER_MS };
  if (!ALLOW_STANDING.has(activity) || maxStayMs === null) return null;
  return { code: 'max_stay', broken, fromMs: sinceMs + maxStayMs };
}

/** The limit that leaves the vehicle the most time; null when one of them never ends. */
function lastToForbid(limits: readonly (Limit | null)[]): Limit | null {
  let last: Limit | null = null;
  for (const limit of limits) {
    if (limit === null) return null;
    if (last === null || limit.fromMs > last.fromMs) last = limit;
  }
  return last;
}

function remember(since: Map<string, number>, rules: readonly (GoverningRule | null)[], fromMs: number): void {
  const keys = new Set(rules.flatMap((governing) => (governing === null ? [] : [keyOf(governing)])));
  for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
  for (const key of keys) if (!since.has(key)) since.set(key, fromMs);
}

/** Joins a violation to the one before where it goes on without a break. */
function append(violations: Violation[], next: Violation): void {
  const last = violations.at(-1);
  const goesOn = last?.endMs === next.startMs && last.code === next.code && keyOf(last.broken) === keyOf(next.broken);
  if (last && goesOn) violations[violations.length - 1] = { ...last, endMs: next.endMs };
  else violations.push(next);
}

function keyOf({ policyId, rule }: GoverningRule): string {
  const { activity, maxStayMs, userClasses, userClassesExcept } = rule;
  return [policyId, activity, maxStayMs ?? '', userClasses.join('+'), userClassesExcept.join('+')].join('/');
}
