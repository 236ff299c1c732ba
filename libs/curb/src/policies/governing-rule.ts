import { isOfClass } from './known-vehicle.js';
import type { KnownVehicle } from './known-vehicle.js';
import type { DesignatedPeriods, LocalClock, Policy, Rule } from './policy.js';
import { covers } from './time-span.js';

export interface GoverningRule {
  readonly policyId: string;
  readonly rule: Rule;
}

/** What holds at a zone: its policies, the city's clock and the periods it has called out. */
export interface CurbRules {
  readonly policies: readonly Policy[];
  readonly clock: LocalClock;
  readonly isInForce: DesignatedPeriods;
}

/**
 * The rules that may govern a vehicle at a time: down from the policy of lowest priority to the first that surely
 * does. Null stands for "none". It is a single one where all that the rules ask about is known.
 */
export function governingRules(
  vehicle: KnownVehicle,
  atMs: number,
  { policies, clock, isInForce }: CurbRules,
): readonly (GoverningRule | null)[] {
  const possible: (GoverningRule | null)[] = [];
  for (const policy of [...policies].sort((a, b) => a.priority - b.priority)) {
    const isApplied = applies(policy, atMs, clock, isInForce);
    if (isApplied === false) continue;
    // Nobody has told whether it applies: then it cannot be held against anybody, nor can what it may set aside.
    if (isApplied === null) return [...possible, null];
    for (const rule of policy.rules) {
      const isGoverned = matches(rule, vehicle);
      if (isGoverned === true) return [...possible, { policyId: policy.id, rule }];
      if (isGoverned === null) possible.push({ policyId: policy.id, rule });
    }
  }
  return [...possible, null];
}

/** Whether a policy is in force; null when it hangs on a named period nobody has told about. */
export function applies(
  { timeSpans }: Policy,
  atMs: number,
  clock: LocalClock,
  isInForce: DesignatedPeriods,
): boolean | null {
  const covered = (isException: boolean) =>
    timeSpans.filter((span) => span.isException === isException).map((span) => covers(span, atMs, clock, isInForce));
  const exceptions = covered(true);
  if (exceptions.includes(true)) return false;
  const spans = covered(false);
  const isCovered = spans.length === 0 || spans.includes(true);
  if (!isCovered && !spans.includes(null)) return false;
  return isCovered && !exceptions.includes(null) ? true : null;
}

/** Whether a rule speaks of the vehicle; null when that hangs on what a camera cannot see. */
export function matches({ userClasses, userClassesExcept }: Rule, vehicle: KnownVehicle): boolean | null {
  const exceptions = userClassesExcept.map((name) => isOfClass(vehicle, name));
  const classes = userClasses.map((name) => isOfClass(vehicle, name));
  if (exceptions.includes(true) || classes.includes(false)) return false;
  return exceptions.includes(null) || classes.includes(null) ? null : true;
}
