import { NOT_SEEN, hasData } from '#curb';
import type { Comparison, HotSpot, Measure, TurnoverReport } from '#curb';
import { count, duration, percent, placeName, plural, quantile, weekdayOf } from './words.js';

/** Below this share of the cameras' day the report opens with what was not seen. */
const SEEN_SHARE_GOOD = 0.95;

/** The day in a few plain sentences: what everybody reads, and the text of the mail. */
export function findings(report: TurnoverReport): string[] {
  if (!hasData(report)) return noData(report);
  return [
    ...(report.seenShare < SEEN_SHARE_GOOD ? [partlySeen(report)] : []),
    ...curbUse(report),
    ...doubleParking(report),
    ...worstPlace(report),
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
      return `less than on any of the last ${days} (${usual})`;
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

function partlySeen({ seenShare, blindMs }: TurnoverReport): string {
  return `The cameras saw ${percent(seenShare)} of the day; ${duration(blindMs)} of camera time is missing, and figures marked "not known" fall into it.`;
}

function curbUse(report: TurnoverReport): string[] {
  const { curb } = report;
  if (!curb) return [];
  if (curb.sessions === NOT_SEEN) return ['Too little of the curb was seen to say how it was used.'];
  const beside = besideEarlierWeeks(report, 'sessions');
  const used = `${plural(curb.sessions, 'vehicle')} used the curb and left again${beside === '' ? '' : `: ${beside}`}.`;
  const { median, p85 } = curb.dwell;
  if (!median || !p85) return [used];
  const stay = median.isAtLeast
    ? `More than half of those that arrived stayed longer than ${duration(median.ms)}.`
    : `Half of those that arrived had left within ${duration(median.ms)}; the longest-staying 15 % stayed ${p85.isAtLeast ? '' : 'over '}${quantile(p85)}.`;
  return [used, stay];
}

function doubleParking(report: TurnoverReport): string[] {
  const { lane } = report;
  if (!lane) return [];
  if (lane.doubleParking === NOT_SEEN) return ['Too little of the lanes was seen to speak of double parking.'];
  if (lane.doubleParking === 0) return ['No vehicle double-parked.'];
  const beside = besideEarlierWeeks(report, 'doubleParking');
  const times = `${plural(lane.doubleParking, 'vehicle')} double-parked and blocked a lane for ${duration(lane.blockedMs)}${lane.doubleParking === 1 ? '' : ' together'}`;
  return [`${times}${beside === '' ? '' : `: ${beside}`}.`];
}

function worstPlace(report: TurnoverReport): string[] {
  const [spot] = report.hotSpots;
  if (!spot || spot.events < 2) return [];
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
