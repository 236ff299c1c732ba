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

/** What a zone's policies were, from a time until before another. */
export interface RulePeriod extends CurbRules {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What of a stay the policies forbid, in order of time; periods come oldest first. A vehicle has the benefit of what a
 * camera cannot see: where several rules may govern it, it violates only what all of them forbid. Under a rule the stay
 * counts from when that rule came to govern it without a break, whichever policies have said it meanwhile.
 */
export function violationsOf(stay: Stay, periods: readonly RulePeriod[]): Violation[] {
  const violations: Violation[] = [];
  const since = new Map<string, number>();
  for (const { fromMs, toMs, curb } of partsOf(stay, periods)) {
    const rules = curb === null ? [] : governingRules(stay.vehicle, fromMs, curb);
    remember(since, rules, fromMs);
    const last = lastToForbid(rules.map((governing) => forbiddenFrom(governing, since)));
    const startMs = Math.max(fromMs, last?.fromMs ?? Infinity);
    if (last && startMs < toMs) append(violations, { code: last.code, broken: last.broken, startMs, endMs: toMs });
  }
  return violations;
}

interface Part {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: the zone had no policies then. */
  readonly curb: CurbRules | null;
}

/** A stay cut where it may change what governs it. */
function partsOf({ startMs, endMs }: Stay, periods: readonly RulePeriod[]): Part[] {
  const parts: Part[] = [];
  let doneMs = startMs;
  for (const period of periods) {
    const fromMs = Math.max(period.fromMs, doneMs);
    const toMs = Math.min(period.toMs, endMs);
    if (fromMs >= toMs) continue;
    if (fromMs > doneMs) parts.push({ fromMs: doneMs, toMs: fromMs, curb: null });
    const bounds = [fromMs, ...turningPoints(period.policies, { fromMs, toMs }, period.clock), toMs];
    for (const [index, partMs] of bounds.slice(0, -1).entries()) {
      parts.push({ fromMs: partMs, toMs: bounds[index + 1] ?? toMs, curb: period });
    }
    doneMs = toMs;
  }
  return parts;
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

/** Joins a violation to the one before where it goes on without a break, under the same name. */
function append(violations: Violation[], next: Violation): void {
  const last = violations.at(-1);
  const isSame = last?.code === next.code && keyOf(last.broken) === keyOf(next.broken);
  const goesOn = isSame && last.endMs === next.startMs && last.broken.rule.name === next.broken.rule.name;
  if (goesOn) violations[violations.length - 1] = { ...last, endMs: next.endMs };
  else violations.push(next);
}

/** What makes a rule the same to a driver. A city that writes a policy anew has not set the limit anew. */
function keyOf({ rule: { activity, maxStayMs, userClasses, userClassesExcept } }: GoverningRule): string {
  return [activity, maxStayMs ?? '', classesOf(userClasses), classesOf(userClassesExcept)].join('/');
}

function classesOf(names: readonly string[]): string {
  return [...new Set(names)].sort().join('+');
}
