import type { ChangedFigure, ReportChange, TurnoverReport } from '#curb';
import { column } from './document.js';
import type { Block } from './document.js';
import { count, duration, placeName } from './words.js';

/** More than these nobody reads; all are in the JSON. */
const CHANGES_LISTED_MAX = 25;

const NAMES: Readonly<Record<ChangedFigure, string>> = {
  sessions: 'sessions',
  turnover: 'turnover',
  medianDwellMs: 'median stay',
  occupancy: 'occupancy',
  doubleParking: 'double-parked vehicles',
  blockedMs: 'time of blocked lane',
  violations: 'violations',
  blindMs: 'time not seen',
};

/** What a revision changed, figure by figure. */
export function changesTable(report: TurnoverReport, changes: readonly ReportChange[]): Block[] {
  if (changes.length === 0) return [];
  const listed = changes.slice(0, CHANGES_LISTED_MAX);
  const more = changes.length - listed.length;
  return [
    { type: 'heading', words: 'What this revision changed' },
    {
      type: 'table',
      columns: [column('Place', 'left', 2), column('Figure', 'left', 2), column('Before'), column('Now')],
      rows: listed.map((change) => [
        placeOf(report, change),
        NAMES[change.figure],
        valueOf(change.figure, change.before),
        valueOf(change.figure, change.after),
      ]),
    },
    ...(more > 0
      ? [{ type: 'paragraph' as const, words: `${more} more figures changed: see the JSON of this report.` }]
      : []),
  ];
}

function placeOf(report: TurnoverReport, { scope, place }: ReportChange): string {
  const streetId = scope === 'zone' ? place.slice(0, place.indexOf('.')) : place;
  const street = report.streets.find(({ id }) => id === streetId)?.name ?? streetId;
  switch (scope) {
    case 'city':
      return report.city.name;
    case 'street':
      return street;
    case 'zone':
      return `${placeName(place)}, ${street}`;
  }
}

function valueOf(figure: ChangedFigure, value: number | null): string {
  switch (figure) {
    case 'medianDwellMs':
    case 'blockedMs':
    case 'blindMs':
      return value === null ? '–' : duration(value);
    case 'turnover':
    case 'occupancy':
      return count(value, 2);
    case 'sessions':
    case 'doubleParking':
    case 'violations':
      return count(value);
  }
}
