import type { LocalClock, Policy } from './policy.js';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;

/**
 * The times in `(fromMs, toMs)` at which it may change which policies apply, in order: the named minutes of each local
 * day, local midnights, shifts of the clock, and the spans' first and last moments.
 */
export function turningPoints(
  policies: readonly Policy[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  clock: LocalClock,
): number[] {
  const spans = policies.flatMap(({ timeSpans }) => timeSpans);
  if (spans.length === 0) return [];
  const minutes = new Set([0, ...spans.flatMap(({ fromMinute, toMinute }) => [fromMinute ?? 0, toMinute ?? 0])]);
  const minutesMs = [...minutes].map((minute) => (minute * MINUTE_MS) % DAY_MS);
  const limits = spans.flatMap(({ startMs, endMs }) => [startMs ?? fromMs, endMs ?? fromMs]);
  const points = new Set(limits.filter((limitMs) => limitMs > fromMs && limitMs < toMs));
  for (let atMs = next(fromMs); atMs < toMs; atMs = next(atMs)) points.add(atMs);
  return [...points].sort((a, b) => a - b);

  function next(atMs: number): number {
    const offsetMs = clock.offsetMs(atMs);
    const ofDayMs = modulo(atMs + offsetMs, DAY_MS);
    const stepMs = Math.min(...minutesMs.map((minuteMs) => modulo(minuteMs - ofDayMs - 1, DAY_MS) + 1));
    const plannedMs = Math.min(atMs + stepMs, toMs);
    if (clock.offsetMs(plannedMs) === offsetMs) return plannedMs;
    // The clock is shifted on the way: what comes after the shift is told anew from there.
    let shiftMs = (Math.floor(atMs / QUARTER_MS) + 1) * QUARTER_MS;
    while (shiftMs < plannedMs && clock.offsetMs(shiftMs) === offsetMs) shiftMs += QUARTER_MS;
    return Math.min(shiftMs, plannedMs);
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
