import type { CurbNumbers, DwellQuantile, LaneNumbers, TurnoverReport } from '#curb';

const MINUTE_MS = 60_000;
const COLUMNS = [
  'date',
  'scope',
  'id',
  'name',
  'kind',
  'hour',
  'observed_minutes',
  'sessions',
  'arrivals',
  'turnover',
  'average_dwell_minutes',
  'median_dwell_minutes',
  'median_is_at_least',
  'p85_dwell_minutes',
  'p85_is_at_least',
  'occupancy',
  'double_parking',
  'blocked_minutes',
  'violations',
  'hour_starts_at',
] as const;

type Cells = Partial<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

interface Place {
  readonly cells: Cells;
  readonly curb: CurbNumbers | null;
  readonly lane: LaneNumbers | null;
}

/**
 * A row for the city, each street and each zone, first for the whole day (`hour` empty), then hour by hour. The
 * day the clock goes back has one hour of the clock twice: `hour_starts_at`, in UTC, tells them apart. -1 stands
 * for what was mostly unseen, as in the Curb Data Specification; an empty cell for what does not apply.
 */
export function csvReport(report: TurnoverReport): string {
  const lines = placesOf(report).flatMap((place) => [dayRow(place), ...hourRows(place, report)]);
  const rows = lines.map((cells) =>
    COLUMNS.map((column) => cell(column === 'date' ? report.date : cells[column])).join(','),
  );
  return `${COLUMNS.join(',')}\r\n${rows.map((row) => `${row}\r\n`).join('')}`;
}

function placesOf(report: TurnoverReport): Place[] {
  const { city, curb, lane } = report;
  const violations = report.violations.reduce((total, rule) => total + rule.count, 0);
  return [
    { cells: { scope: 'city', id: city.id, name: city.name, violations }, curb, lane },
    ...report.streets.flatMap((street) => [
      {
        cells: { scope: 'street', id: street.id, name: street.name, violations: street.violations },
        curb: street.curb,
        lane: street.lane,
      },
      ...street.zones.map((zone) => ({
        cells: { scope: 'zone', id: zone.id, name: street.name, kind: zone.kind, violations: zone.violations },
        curb: zone.curb,
        lane: zone.lane,
      })),
    ]),
  ];
}

function dayRow({ cells, curb, lane }: Place): Cells {
  return {
    ...cells,
    observed_minutes: minutes(curb?.observedMs ?? lane?.observedMs ?? null),
    ...(curb && {
      sessions: curb.sessions,
      arrivals: curb.arrivals,
      turnover: curb.turnover,
      average_dwell_minutes: minutes(curb.averageDwellMs),
      ...quantileCells('median', curb.dwell.median),
      ...quantileCells('p85', curb.dwell.p85),
      occupancy: curb.occupancy,
    }),
    ...(lane && { double_parking: lane.doubleParking, blocked_minutes: minutes(lane.blockedMs) }),
  };
}

function hourRows({ cells: { violations: _ofTheDay, ...cells }, curb, lane }: Place, report: TurnoverReport): Cells[] {
  return report.hours.map(({ label, startMs }, index) => ({
    ...cells,
    hour: label,
    hour_starts_at: new Date(startMs).toISOString().replace('.000Z', 'Z'),
    ...(curb && { sessions: curb.sessionsByHour[index] ?? null, occupancy: curb.occupancyByHour[index] ?? null }),
    ...(lane && {
      double_parking: lane.doubleParkingByHour[index] ?? null,
      blocked_minutes: minutes(lane.blockedMsByHour[index] ?? null),
    }),
  }));
}

function quantileCells(name: 'median' | 'p85', value: DwellQuantile | null): Cells {
  return { [`${name}_dwell_minutes`]: minutes(value?.ms ?? null), [`${name}_is_at_least`]: value?.isAtLeast ?? null };
}

function minutes(ms: number | null): number | null {
  if (ms === null || ms < 0) return ms;
  return Math.round((ms * 100) / MINUTE_MS) / 100;
}

/** A name that a spreadsheet would take for a formula is kept from being one. */
function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
