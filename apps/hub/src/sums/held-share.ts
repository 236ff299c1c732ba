const HOUR_MS = 3_600_000;

/** Which hours of a city are summed, and how many of those asked about were changed since. Times may be infinite. */
export interface HeldRow {
  readonly from_ms: number;
  readonly before_ms: number;
  readonly changed: number;
}

/** How much of a time its city's sums hold for: from 0 to 1. */
export function heldShare(held: HeldRow | undefined, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  if (!held || toMs <= fromMs) return 0;
  const summedMs = Math.min(toMs, held.before_ms) - Math.max(fromMs, held.from_ms);
  return Math.max(0, summedMs - held.changed * HOUR_MS) / (toMs - fromMs);
}
