import type { CityClock } from './city-clock.js';
import { timeShares } from './time-shares.js';

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
  const { endMs, periodMs, observedMs, framesDecoded, framesAnalysed, framesSkipped, videoBytes } = report;
  const totals = { observedMs, framesDecoded, framesAnalysed, framesSkipped, videoBytes };
  return timeShares({ endMs, periodMs, totals }, clock);
}
