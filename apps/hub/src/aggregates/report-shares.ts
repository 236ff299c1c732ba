import type { CityClock } from './city-clock.js';

/** What a box did in the period that ends at `endMs`. */
export interface CameraReport {
  readonly endMs: number;
  readonly periodMs: number;
  readonly observedMs: number;
  readonly framesDecoded: number;
  readonly framesAnalysed: number;
  readonly framesSkipped: number;
  readonly videoBytes: number;
}

export type CameraHourCounts = Omit<CameraReport, 'endMs' | 'periodMs'>;

/** A report's numbers, shared out over the hours its period touches by time. The shares add up exactly. */
export function reportShares(report: CameraReport, clock: CityClock): Map<number, CameraHourCounts> {
  const { endMs, periodMs, ...counts } = report;
  const startMs = endMs - periodMs;
  const slices = clock.slices(startMs, endMs);
  if (slices.length === 0) return new Map([[clock.hourStart(endMs), counts]]);
  return new Map(
    slices.map(({ hourMs, fromMs, toMs }) => {
      // The difference of two rounded running totals: rounding never gains or loses a frame.
      const share = (total: number) =>
        Math.round((total * (toMs - startMs)) / periodMs) - Math.round((total * (fromMs - startMs)) / periodMs);
      return [
        hourMs,
        {
          observedMs: share(counts.observedMs),
          framesDecoded: share(counts.framesDecoded),
          framesAnalysed: share(counts.framesAnalysed),
          framesSkipped: share(counts.framesSkipped),
          videoBytes: share(counts.videoBytes),
        },
      ];
    }),
  );
}
