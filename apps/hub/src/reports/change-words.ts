import type { ChangedFigure, ReportChange, TurnoverReport } from '#curb';
import { column } from './document.js';
import type { Block } from './document.js';
import { count, duration, placeName, plural } from './words.js';

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

/** What most readers remember of the report before. */
const HEADLINES: readonly ChangedFigure[] = ['sessions', 'doubleParking', 'blockedMs', 'blindMs'];

/** Those that read otherwise than before: others differ by less than is printed. */
export function visibleChanges(changes: readonly ReportChange[]): ReportChange[] {
  return changes.filter(({ figure, before, after }) => valueOf(figure, before) !== valueOf(figure, after));
}

/** `For the whole city: sessions 228 before, 283 now.`, or nothing where none of its main figures changed. */
export function headlineChanges(changes: readonly ReportChange[]): string {
  const ofTheCity = visibleChanges(changes).filter(({ scope }) => scope === 'city');
  const words = HEADLINES.flatMap((figure) => {
    const change = ofTheCity.find((candidate) => candidate.figure === figure);
    if (!change) return [];
    return [`${NAMES[figure]} ${valueOf(figure, change.before)} before, ${valueOf(figure, change.after)} now`];
  });
  return words.length === 0 ? '' : `For the whole city: ${words.join('; ')}.`;
}

/** What a revision changed, figure by figure. */
export function changesTable(report: TurnoverReport, all: readonly ReportChange[]): Block[] {
  const changes = visibleChanges(all);
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
      ? [{ type: 'paragraph' as const, words: `${plural(more, 'more figure')} changed: see the JSON of this report.` }]
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
