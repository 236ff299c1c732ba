import { NOT_SEEN, hasData } from '#curb';
import type { ReportChange, StreetReport, TurnoverReport, ZoneReport } from '#curb';
import { changesTable, headlineChanges, visibleChanges } from './change-words.js';
import { column, drawingBlock } from './document.js';
import type { Block, ReportDocument, Tile } from './document.js';
import { dwellChart } from './drawing/dwell-chart.js';
import { hourChart } from './drawing/hour-chart.js';
import { streetStrip } from './drawing/street-strip.js';
import { COLORS } from './drawing/svg.js';
import { faultName } from './fault-words.js';
import { SEEN_SHARE_GOOD, findings, spotName, streetName, usually } from './findings.js';
import { methodNote } from './method-note.js';
import { count, dateInWords, duration, percent, placeName, plural, quantile, timeOfDay, unbroken } from './words.js';

const MINUTE_MS = 60_000;
/** More than these nobody reads on paper; all are in the CSV and JSON. */
const STREETS_DRAWN_MAX = 6;
const STREETS_LISTED_MAX = 60;
const ZONES_LISTED_MAX = 120;
const FAULTS_LISTED_MAX = 20;

const CURB_COLUMNS = [
  column('Sessions', 'right', 1.15),
  column('Turnover', 'right', 1.15),
  column('Median stay', 'right', 1.1),
  column('85\u00a0% left within', 'right', 1.2),
  column('Occupancy', 'right', 1.3),
];
const LANE_COLUMNS = [column('Double-parked', 'right', 1.2), column('Lane blocked', 'right', 1.2)];

/** Which of a day's reports it is. The first says nothing about itself. */
export interface Edition {
  /** From 1 on. */
  readonly revision: number;
  /** Against the edition before. */
  readonly changes: readonly ReportChange[];
}

/** The report as it is read. */
export function turnoverDocument(report: TurnoverReport, edition: Edition): ReportDocument {
  const revised = edition.revision > 1 ? ` · revision ${edition.revision}` : '';
  return {
    title: `Curb report: ${report.city.name}`,
    subtitle: `${dateInWords(report.date)}${revised}`,
    footer: `Kerbline · ${report.city.name} · ${dateInWords(report.date)}${revised}`,
    contentEndMs: report.hours.at(-1)?.endMs ?? 0,
    blocks: [
      { type: 'lead', sentences: findings(report) },
      ...revision(edition),
      ...(hasData(report) ? body(report) : []),
      ...unseen(report),
      ...changesTable(report, edition.changes),
      { type: 'notes', words: 'How this was counted', items: methodNote(report) },
    ],
  };
}

function revision({ revision, changes }: Edition): Block[] {
  if (revision === 1) return [];
  const number = visibleChanges(changes).length;
  const headline = headlineChanges(changes);
  const sentences = [
    `This is revision ${revision}: records of this day arrived after the report before was made.`,
    ...(headline === '' ? [] : [headline]),
    number === 0
      ? 'No figure changed by as much as is printed; the earlier report is kept.'
      : `${plural(number, 'figure')} changed, which are listed near the end; the earlier report is kept.`,
  ];
  return [{ type: 'notice', words: sentences.join(' ') }];
}

function body(report: TurnoverReport): Block[] {
  return [
    { type: 'tiles', tiles: tiles(report) },
    ...curbUse(report),
    ...doubleParking(report),
    ...violations(report),
    ...streets(report),
    ...zones(report),
  ];
}

function tiles(report: TurnoverReport): Tile[] {
  const { curb, lane } = report;
  const hasCurb = curb && curb.sessions !== NOT_SEEN;
  const curbTiles = hasCurb
    ? [
        {
          figure: count(curb.sessions),
          words: `${curb.sessions === 1 ? 'vehicle' : 'vehicles'} used the curb`,
          beside: usually(report, 'sessions'),
        },
        {
          figure: count(curb.turnover, 2),
          words: 'vehicles per zone and hour (turnover)',
          beside: usually(report, 'turnover'),
        },
        ...(curb.dwell.median === null
          ? []
          : [{ figure: quantile(curb.dwell.median), words: 'typical stay (median)', beside: averageStay(report) }]),
      ]
    : [];
  const hasLane = lane && lane.doubleParking !== NOT_SEEN;
  const laneTiles = hasLane
    ? [
        {
          figure: count(lane.doubleParking),
          words:
            lane.doubleParking > 0 ? `double-parked, ${duration(lane.blockedMs)} of blocked lane` : 'double-parked',
          beside: usually(report, 'doubleParking'),
        },
      ]
    : [];
  return [...curbTiles, ...laneTiles];
}

function averageStay(report: TurnoverReport): string {
  const average = report.curb?.averageDwellMs ?? null;
  if (average === null || average === NOT_SEEN) return '';
  const beside = usually(report, 'averageDwellMs');
  return `average ${duration(average)}${beside === '' ? '' : `, ${beside}`}`;
}

function curbUse({ curb, hours }: TurnoverReport): Block[] {
  if (!curb || curb.sessions === NOT_SEEN) return [];
  // The sentence at the head has said so: an empty chart says no more.
  if (curb.sessions === 0 && curb.occupancy === 0) return [];
  const labels = hours.map(({ label }) => label);
  return [
    { type: 'heading', words: 'How the curb was used' },
    drawingBlock('Vehicles that left the curb, by hour of the day', (sheet) =>
      hourChart(
        {
          label: 'Sessions by hour',
          unit: 'vehicles an hour, whole city',
          color: COLORS.curb,
          hours: labels,
          values: curb.sessionsByHour,
          isCount: true,
        },
        sheet,
      ),
    ),
    drawingBlock('How full the curb was: vehicles standing in a zone, on average', (sheet) =>
      hourChart(
        {
          label: 'Occupancy by hour',
          unit: 'vehicles standing per zone',
          color: '#5b9bd0',
          hours: labels,
          values: curb.occupancyByHour,
        },
        sheet,
      ),
    ),
    ...(curb.dwell.vehicles === 0
      ? []
      : [
          drawingBlock(
            `How long the ${curb.dwell.vehicles === 1 ? 'one vehicle' : plural(curb.dwell.vehicles, 'vehicle')} stayed that arrived on this day`,
            (sheet) => dwellChart(curb.dwell, 'Vehicles by length of stay', sheet),
          ),
        ]),
  ];
}

function doubleParking(report: TurnoverReport): Block[] {
  const { lane, hours, hotSpots } = report;
  if (!lane || lane.doubleParking === NOT_SEEN) return [];
  if (lane.doubleParking === 0 && lane.blockedMs === 0) {
    return [
      { type: 'heading', words: 'Double parking' },
      { type: 'paragraph', words: 'No lane was blocked in the time that was seen.' },
    ];
  }
  return [
    { type: 'heading', words: 'Double parking' },
    drawingBlock('Minutes of blocked lane, by hour of the day', (sheet) =>
      hourChart(
        {
          label: 'Blocked lane minutes by hour',
          unit: 'minutes of blocked lane, whole city',
          color: COLORS.hazard,
          hours: hours.map(({ label }) => label),
          values: lane.blockedMsByHour.map((ms) => (ms === NOT_SEEN ? ms : ms / MINUTE_MS)),
        },
        sheet,
      ),
    ),
    ...(hotSpots.length === 0
      ? []
      : [
          { type: 'paragraph' as const, words: 'The places with most time blocked:' },
          {
            type: 'table' as const,
            columns: [
              column('Place', 'left', 3),
              column('Vehicles'),
              column('Lane blocked'),
              column('Busiest hour, from'),
            ],
            rows: hotSpots.map((spot) => [
              spotName(report, spot),
              count(spot.events),
              duration(spot.blockedMs),
              spot.busiestHour,
            ]),
          },
        ]),
  ];
}

function violations({ violations, seenShare }: TurnoverReport): Block[] {
  // Double parking alone has been told already.
  if (violations.every(({ rule }) => rule === 'double parking')) return [];
  return [
    { type: 'heading', words: 'Violations of the rules of the curb' },
    ...(seenShare < SEEN_SHARE_GOOD
      ? [{ type: 'paragraph' as const, words: 'Only what was seen is counted: there may have been more.' }]
      : []),
    {
      type: 'table',
      columns: [column('Rule', 'left', 3), column('Times'), column('Time in violation', 'right', 1.4)],
      rows: violations.map((rule) => [sentenceCase(rule.rule), count(rule.count), duration(rule.ms)]),
    },
  ];
}

function streets(report: TurnoverReport): Block[] {
  const ordered = [...report.streets].sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1));
  const drawn = ordered.filter(({ zones }) => zones.length > 0).slice(0, STREETS_DRAWN_MAX);
  const listed = ordered.slice(0, STREETS_LISTED_MAX);
  return [
    { type: 'heading', words: 'Street by street' },
    {
      type: 'table',
      columns: [column('Street', 'left', 2.1), ...CURB_COLUMNS, ...LANE_COLUMNS, column('Seen', 'right', 0.8)],
      rows: listed.map((street) => [
        street.name,
        ...curbCells(street),
        ...laneCells(street),
        percent(seenShare(street.observedMsByHour, report)),
      ]),
    },
    ...leftOut(report.streets.length - listed.length, 'street'),
    ...drawn.map((street): Block =>
      drawingBlock(stripCaption(street), (sheet) => streetStrip(street, placeName, sheet)),
    ),
  ];
}

function stripCaption(street: StreetReport): string {
  const isDrawnToScale = street.zones.some(({ outline }) => outline !== null);
  return `${street.name}, ${isDrawnToScale ? 'from above and to scale' : 'its zones, not to scale'}${marksInWords(street)}`;
}

function marksInWords({ lane, hotSpots }: StreetReport): string {
  if (!lane) return '';
  if (lane.doubleParking === NOT_SEEN) return '; too little was seen to say whether a lane was blocked';
  if (hotSpots.length === 0) return '; no lane was seen blocked';
  const spots = hotSpots.map(
    ({ events, blockedMs }, index) => `${index + 1}:\u00a0${plural(events, 'vehicle')}, ${duration(blockedMs)}`,
  );
  return `; where lanes were blocked longest: ${spots.join('; ')}`;
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function zones(report: TurnoverReport): Block[] {
  const all = report.streets
    .flatMap((street) => street.zones.map((zone) => ({ zone, street })))
    .sort((a, b) => weight(b.zone) - weight(a.zone) || (a.zone.id < b.zone.id ? -1 : 1));
  const curbs = all.filter(({ zone }) => zone.curb !== null);
  const lanes = all.filter(({ zone }) => zone.lane !== null);
  const names = ({ zone, street }: { zone: ZoneReport; street: StreetReport }) => [
    unbroken(placeName(zone.id)),
    street.name,
    unbroken(placeName(zone.kind)),
  ];
  const nameColumns = [column('Zone', 'left', 1.5), column('Street', 'left', 2), column('Kind', 'left', 1.2)];
  return [
    ...listOf('Curb zone by curb zone', 'zone', curbs, (listed) => ({
      type: 'table',
      columns: [...nameColumns, ...CURB_COLUMNS],
      rows: listed.map((item) => [...names(item), ...curbCells(item.zone)]),
    })),
    ...listOf('Lane by lane', 'lane', lanes, (listed) => ({
      type: 'table',
      columns: [...nameColumns, ...LANE_COLUMNS],
      rows: listed.map((item) => [...names(item), ...laneCells(item.zone)]),
    })),
  ];
}

function listOf<T>(heading: string, one: string, items: readonly T[], table: (listed: readonly T[]) => Block): Block[] {
  if (items.length === 0) return [];
  const listed = items.slice(0, ZONES_LISTED_MAX);
  return [{ type: 'heading', words: heading }, table(listed), ...leftOut(items.length - listed.length, one)];
}

function unseen(report: TurnoverReport): Block[] {
  const { faults, city, streets, seenShare } = report;
  const blind = streets.filter(({ blindMs }) => blindMs >= MINUTE_MS);
  if (blind.length === 0 && faults.length === 0) return [];
  const listed = faults.slice(0, FAULTS_LISTED_MAX);
  const total = `The cameras saw ${percent(report.seenShare)} of the day. ${duration(report.blindMs)} of camera time, at ${plural(blind.length, 'camera')}, was not seen.`;
  const head: Block[] = [
    { type: 'heading', words: 'What was not seen' },
    { type: 'paragraph', words: total },
    ...(hasData(report) && seenShare < SEEN_SHARE_GOOD ? [seenByHour(report)] : []),
  ];
  if (listed.length === 0) return head;
  return [
    ...head,
    { type: 'paragraph', words: 'The cameras told of these faults:' },
    {
      type: 'table',
      columns: [column('Camera', 'left', 3), column('Fault', 'left', 2), column('From'), column('To')],
      rows: listed.map(({ streetId, code, fromMs, toMs }) => [
        streetName(report, streetId),
        faultName(code),
        timeOfDay(fromMs, city.timeZone),
        toMs === null ? 'end of the day' : timeOfDay(toMs, city.timeZone),
      ]),
    },
    ...leftOut(faults.length - listed.length, 'fault'),
  ];
}

function seenByHour({ hours, streets }: TurnoverReport): Block {
  return drawingBlock("How much of the cameras' time was seen, by hour of the day", (sheet) =>
    hourChart(
      {
        label: 'Share of time seen by hour',
        unit: 'percent of camera time',
        color: COLORS.muted,
        all: 100,
        hours: hours.map(({ label }) => label),
        values: hours.map(({ startMs, endMs }, index) => {
          const seenMs = streets.reduce((total, { observedMsByHour }) => total + (observedMsByHour[index] ?? 0), 0);
          return (100 * seenMs) / (streets.length * (endMs - startMs));
        }),
      },
      sheet,
    ),
  );
}

function curbCells({ curb }: StreetReport | ZoneReport): string[] {
  if (!curb) return ['–', '–', '–', '–', '–'];
  const { sessions, turnover, dwell, occupancy } = curb;
  const stays =
    sessions === NOT_SEEN
      ? [NOT_SEEN, NOT_SEEN].map((ms) => duration(ms))
      : [quantile(dwell.median), quantile(dwell.p85)];
  return [count(sessions), count(turnover, 2), ...stays, count(occupancy, 1)];
}

function laneCells({ lane }: StreetReport | ZoneReport): string[] {
  return lane ? [count(lane.doubleParking), duration(lane.blockedMs)] : ['–', '–'];
}

/** The streets and zones with most going on come first; a blocked minute weighs as much as a session. */
function weight({ curb, lane }: StreetReport | ZoneReport): number {
  return Math.max(0, curb?.sessions ?? 0) + Math.max(0, lane?.blockedMs ?? 0) / MINUTE_MS;
}

function seenShare(observedMs: readonly number[], { hours }: TurnoverReport): number {
  const dayMs = (hours.at(-1)?.endMs ?? 0) - (hours.at(0)?.startMs ?? 0);
  const seenMs = observedMs.reduce((total, ms) => total + ms, 0);
  return dayMs === 0 ? 0 : Math.min(1, seenMs / dayMs);
}

function leftOut(number: number, one: string): Block[] {
  if (number <= 0) return [];
  return [{ type: 'paragraph', words: `${plural(number, `further ${one}`)}: see the CSV or JSON of this report.` }];
}
