import { NOT_SEEN, hasData } from '#curb';
import type { Comparison, CurbNumbers, HotSpot, Measure, StreetReport, TurnoverReport } from '#curb';
import { clockChange } from './clock-change.js';
import { count, duration, percent, placeName, plural, quantile, weekdayOf } from './words.js';

/** Below this share of the cameras' day the report opens with what was not seen. */
export const SEEN_SHARE_GOOD = 0.95;
/** Among fewer vehicles there is none to stand for the longest-staying 15 %. */
const LONG_STAY_VEHICLES_MIN = 7;
/** More are counted and not named. */
const UNKNOWN_STREETS_NAMED_MAX = 3;

/** The day in a few plain sentences: what everybody reads, and the text of the mail. */
export function findings(report: TurnoverReport): string[] {
  if (!hasData(report)) return noData(report);
  return [
    ...(report.seenShare < SEEN_SHARE_GOOD ? [partlySeen(report)] : []),
    ...unknownStreets(report),
    ...curbUse(report),
    ...doubleParking(report),
    ...worstPlace(report),
    ...clockChange(report),
  ];
}

export function streetName(report: TurnoverReport, streetId: string): string {
  return report.streets.find(({ id }) => id === streetId)?.name ?? streetId;
}

/** `lane 1, Main Street`. */
export function spotName(report: TurnoverReport, { zoneId, streetId }: HotSpot): string {
  return `${placeName(zoneId)}, ${streetName(report, streetId)}`;
}

/** `more than on any of the last four Saturdays (usually about 61)`, or nothing without anything to compare with. */
export function besideEarlierWeeks(report: TurnoverReport, measure: Measure): string {
  const comparison = report.comparison.find((candidate) => candidate.measure === measure);
  if (!comparison || comparison.usual === null) return '';
  const days = `${numberWord(knownDays(comparison))} ${weekdayOf(report.date)}s`;
  const usual = usually(report, measure);
  switch (comparison.verdict) {
    case 'higher':
      return `more than on any of the last ${days} (${usual})`;
    case 'lower':
      return `fewer than on any of the last ${days} (${usual})`;
    case 'as_usual':
      return `within the range of the last ${days} (${usual})`;
    case 'unknown':
      return '';
  }
}

/** `usually about 61`, or nothing where there is nothing to compare with. */
export function usually(report: TurnoverReport, measure: Measure): string {
  const usual = report.comparison.find((candidate) => candidate.measure === measure)?.usual ?? null;
  return usual === null ? '' : `usually about ${inUnits(measure, usual)}`;
}

export function inUnits(measure: Measure, value: number): string {
  switch (measure) {
    case 'sessions':
    case 'doubleParking':
      return count(Math.round(value));
    case 'turnover':
      return count(value, 2);
    case 'averageDwellMs':
    case 'blockedMs':
      return duration(value);
  }
}

function noData(report: TurnoverReport): string[] {
  if (report.streets.length === 0) {
    return [`No camera was set up in ${report.city.name} on this day, so there is nothing to report.`];
  }
  return [
    `No camera in ${report.city.name} reported on this day.`,
    'This does not mean that the streets were empty: what happened there is not known.',
  ];
}

function partlySeen({ seenShare, blindMs, streets }: TurnoverReport): string {
  return `The cameras saw ${percent(seenShare)} of the day; ${duration(blindMs)} of camera time is missing.${streets.some(isUnknown) ? ' Figures that need it are marked "not known".' : ''}`;
}

/** Where some streets are known and others are not, which: the figures of the city are without these. */
function unknownStreets({ streets }: TurnoverReport): string[] {
  const unknown = streets.filter(isUnknown);
  if (unknown.length === 0 || unknown.length === streets.length) return [];
  const which =
    unknown.length <= UNKNOWN_STREETS_NAMED_MAX
      ? listed(unknown.map(({ name }) => name))
      : `${unknown.length} of ${streets.length} streets`;
  return [`Too little was seen of ${which}: the figures are without ${unknown.length === 1 ? 'it' : 'them'}.`];
}

function isUnknown({ curb, lane }: StreetReport): boolean {
  return (curb?.sessions ?? lane?.doubleParking) === NOT_SEEN;
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function curbUse(report: TurnoverReport): string[] {
  const { curb } = report;
  if (!curb) return [];
  if (curb.sessions === NOT_SEEN) return ['Too little of the curb was seen to say how it was used.'];
  const beside = besideEarlierWeeks(report, 'sessions');
  return [`${useOf(curb)}${beside === '' ? '' : `: ${beside}`}.`, ...stays(curb)];
}

function useOf({ sessions, arrivals, occupancy }: CurbNumbers): string {
  if (sessions > 0) return `${plural(sessions, 'vehicle')} used the curb and left again`;
  return arrivals === 0 && occupancy === 0
    ? 'No vehicle was seen to use the curb'
    : 'No vehicle was seen to leave the curb';
}

function stays({ dwell: { vehicles, median, p85 } }: CurbNumbers): string[] {
  if (!median || !p85) return [];
  if (vehicles === 1) return [`The one that arrived stayed ${quantile(median)}.`];
  if (median.isAtLeast) return [`More than half of those that arrived stayed longer than ${duration(median.ms)}.`];
  const half = `Half of those that arrived had left within ${duration(median.ms)}`;
  if (vehicles < LONG_STAY_VEHICLES_MIN) return [`${half}.`];
  return [`${half}; the longest-staying 15 % stayed ${p85.isAtLeast ? '' : 'over '}${quantile(p85)}.`];
}

function doubleParking(report: TurnoverReport): string[] {
  const { lane } = report;
  if (!lane) return [];
  if (lane.doubleParking === NOT_SEEN) return ['Too little of the lanes was seen to speak of double parking.'];
  if (lane.doubleParking === 0) return ['No vehicle was seen to double-park.'];
  const beside = besideEarlierWeeks(report, 'doubleParking');
  const times = `${plural(lane.doubleParking, 'vehicle')} double-parked and blocked a lane for ${duration(lane.blockedMs)}${lane.doubleParking === 1 ? '' : ' together'}`;
  return [`${times}${beside === '' ? '' : `: ${beside}`}.`];
}

function worstPlace(report: TurnoverReport): string[] {
  const [spot] = report.hotSpots;
  if (!spot || report.lane?.doubleParking === NOT_SEEN || spot.events < 2) return [];
  return [
    `The worst place was ${spotName(report, spot)}: ${plural(spot.events, 'vehicle')} and ${duration(spot.blockedMs)} of blocked lane, most often in the hour from ${spot.busiestHour}.`,
  ];
}

function knownDays({ earlier }: Comparison): number {
  return earlier.filter(({ value }) => value !== null).length;
}

function numberWord(value: number): string {
  return ['no', 'one', 'two', 'three', 'four'][value] ?? String(value);
}
