import type { VisitType } from '#curb';
import type { StreetScore } from './street-score.js';

export interface StreetSummary {
  readonly what: string;
  readonly streets: number;
  readonly dwell: string;
  readonly 'dwell F1': number | null;
  readonly 'double parking': string;
  readonly 'double parking F1': number | null;
  readonly 'start error s': number | null;
  readonly 'end error s': number | null;
  readonly split: number;
  readonly merged: number;
}

/** Found, missed and false of each type over several streets, and the median errors of the moments. */
export function summarise(what: string, scores: readonly StreetScore[]): StreetSummary {
  const dwell = countOf(scores, 'dwell');
  const double = countOf(scores, 'double_parking');
  return {
    what,
    streets: scores.length,
    dwell: dwell.text,
    'dwell F1': dwell.f1,
    'double parking': double.text,
    'double parking F1': double.f1,
    'start error s': median(scores.flatMap(({ startErrorsS }) => startErrorsS)),
    'end error s': median(scores.flatMap(({ endErrorsS }) => endErrorsS)),
    split: scores.reduce((sum, { split }) => sum + split.length, 0),
    merged: scores.reduce((sum, { merged }) => sum + merged.length, 0),
  };
}

function countOf(scores: readonly StreetScore[], wanted: VisitType): { text: string; f1: number | null } {
  const count = (of: (score: StreetScore) => readonly { readonly type: VisitType }[]) =>
    scores.reduce((sum, score) => sum + of(score).filter(({ type }) => type === wanted).length, 0);
  const found = count(({ matches }) => matches.map(({ stop }) => stop));
  const missed = count((score) => score.missed);
  const wrong = count((score) => score.wrong);
  const all = 2 * found + missed + wrong;
  return { text: `${found}/${missed}/${wrong}`, f1: all > 0 ? round((2 * found) / all, 3) : null };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return round(((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2, 2);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
