import type { CityClock } from './city-clock.js';

/**
 * Totals over a period, shared out by time over the city's hours that it touches. Each share is the difference of two
 * rounded running totals, so that the shares add up exactly.
 */
export function timeShares<Totals extends Readonly<Record<string, number>>>(
  { endMs, periodMs, totals }: { readonly endMs: number; readonly periodMs: number; readonly totals: Totals },
  clock: CityClock,
): Map<number, Totals> {
  const startMs = endMs - periodMs;
  const slices = clock.slices(startMs, endMs);
  const [first] = slices;
  if (!first) return new Map([[clock.hourStart(endMs), totals]]);
  if (slices.length === 1) return new Map([[first.hourMs, totals]]);
  return new Map(
    slices.map(({ hourMs, fromMs, toMs }) => {
      const until = (total: number, atMs: number) => Math.round((total * (atMs - startMs)) / periodMs);
      const shares = Object.entries(totals).map(([name, total]) => [name, until(total, toMs) - until(total, fromMs)]);
      return [hourMs, Object.fromEntries(shares) as Totals];
    }),
  );
}
