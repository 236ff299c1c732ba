import { NOT_SEEN } from '#curb';
import type { GroundPoint, StreetReport, ZoneReport } from '#curb';
import { COLORS, PAGE, drawing, element, text } from './svg.js';
import type { Sheet } from './svg.js';

const MARGIN_PX = 14;
const HEIGHT_PX_MAX = 190;
const ROW_PX = 34;
const SWATCH_PX = 14;
/** On a phone the legend has a line of its own. */
const LEGEND_LINE_PX = 18;
const MARK_PX = { wide: 9, narrow: 7.5 };
/** Half the size of a letter, on average. */
const LETTER_PX = 5.3;

type Point = readonly [number, number];

/** The street from above: zones the bluer the fuller, lanes grey, the worst places for double parking numbered. */
export function streetStrip(street: StreetReport, nameOf: (zoneId: string) => string, sheet: Sheet = PAGE): string {
  const outlines = street.zones.flatMap(({ outline }) => outline ?? []);
  const label = `${street.name} from above`;
  return outlines.length > 0
    ? toScale(street, outlines, label, nameOf, sheet)
    : schematic(street, label, nameOf, sheet);
}

function toScale(
  street: StreetReport,
  outlines: readonly GroundPoint[],
  label: string,
  nameOf: (zoneId: string) => string,
  sheet: Sheet,
): string {
  // Lanes run along the whole street; zones, more on one side than on the other, would tilt it.
  const lanes = street.zones.flatMap(({ lane, outline }) => (lane && outline) || []);
  const turned = alongTheStreet(lanes.length > 0 ? lanes : outlines);
  const points = outlines.map(turned);
  const [minX, maxX] = range(points.map(([x]) => x));
  const [minY, maxY] = range(points.map(([, y]) => y));
  const widthPx = sheet.widthPx - 2 * MARGIN_PX;
  const scale = Math.min(
    widthPx / Math.max(1, maxX - minX),
    (HEIGHT_PX_MAX - 2 * MARGIN_PX) / Math.max(1, maxY - minY),
  );
  const place = (point: GroundPoint): Point => {
    const [x, y] = turned(point);
    return [MARGIN_PX + (x - minX) * scale, MARGIN_PX + (y - minY) * scale];
  };
  const heightPx = (maxY - minY) * scale + 2 * MARGIN_PX;
  const zones = street.zones.flatMap((zone) => {
    if (!zone.outline) return [];
    const corners = zone.outline.map(place);
    // The marks stand in the lanes: a label there would lie under them.
    return zone.lane ? [shape(zone, corners)] : [shape(zone, corners), zoneLabel(nameOf(zone.id), zone, corners)];
  });
  const spots = street.hotSpots.flatMap(({ at }, index) => (at ? [spotMark(place(at), index + 1, sheet)] : []));
  const lengthM = niceLength((maxX - minX) / 5);
  const y = heightPx + 8;
  const bar = [
    element('line', {
      x1: MARGIN_PX,
      x2: MARGIN_PX + lengthM * scale,
      y1: y,
      y2: y,
      stroke: COLORS.ink,
      'stroke-width': 2,
    }),
    text(MARGIN_PX + lengthM * scale + 6, y + 4, `${lengthM} m`),
  ];
  const linePx = sheet.isNarrow ? LEGEND_LINE_PX : 0;
  const keys = legend(street, heightPx + 12 + linePx, sheet);
  return drawing(sheet.widthPx, heightPx + 22 + linePx, label, ...zones, ...spots, ...bar, ...keys);
}

/** Without calibration there is no map: the zones one below the other. */
function schematic(street: StreetReport, label: string, nameOf: (zoneId: string) => string, sheet: Sheet): string {
  const rows = street.zones.flatMap((zone, index): string[] => {
    const [left, top] = [MARGIN_PX, index * ROW_PX + 4];
    const [right, bottom] = [sheet.widthPx - MARGIN_PX, top + ROW_PX - 8];
    const corners: Point[] = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ];
    const spot = street.hotSpots.findIndex(({ zoneId }) => zoneId === zone.id);
    const mark = spot < 0 ? [] : [spotMark([right - 30, (top + bottom) / 2], spot + 1, sheet)];
    return [shape(zone, corners), zoneLabel(nameOf(zone.id), zone, corners), ...mark];
  });
  const heightPx = street.zones.length * ROW_PX + 4;
  return drawing(sheet.widthPx, heightPx + 20, label, ...rows, ...legend(street, heightPx + 10, sheet));
}

function shape(zone: ZoneReport, corners: readonly Point[]): string {
  const points = corners.map(([x, y]) => `${tenth(x)},${tenth(y)}`).join(' ');
  const fill = fillOf(zone);
  // The greys of lanes and of what was not seen are close: a dashed rim tells them apart in print too.
  const rim = fill === COLORS.blind ? { stroke: COLORS.muted, 'stroke-dasharray': '4 3' } : { stroke: COLORS.paper };
  return element('polygon', { points, fill, ...rim, 'stroke-width': 1.5 });
}

function fillOf({ curb, lane }: ZoneReport): string {
  if (lane) return lane.doubleParking === NOT_SEEN ? COLORS.blind : COLORS.road;
  if (!curb || curb.occupancy === NOT_SEEN) return COLORS.blind;
  return SHADES.find(({ below }) => curb.occupancy < below)?.color ?? FULLEST;
}

/** Vehicles standing on average; the shades keep black text readable. */
const SHADES = [
  { below: 0.5, color: '#e3eef7' },
  { below: 1.5, color: '#c5dcef' },
  { below: 3, color: '#9cc3e3' },
];
const FULLEST = '#6fa8d6';

function zoneLabel(name: string, { curb, lane }: ZoneReport, corners: readonly Point[]): string {
  const [x, y] = middle(corners);
  const [left, right] = range(corners.map(([at]) => at));
  const figure = curb
    ? figureOf(curb.sessions, curb.sessions === 1 ? 'session' : 'sessions')
    : lane
      ? figureOf(lane.doubleParking, 'double-parked')
      : '';
  const words = `${name}: ${figure}`;
  // A label that does not fit would hide its neighbours'.
  const fitting = [words, name].find((candidate) => candidate.length * LETTER_PX <= right - left);
  if (fitting === undefined) return '';
  return text(x, y + 4, fitting, { 'text-anchor': 'middle', fill: COLORS.ink });
}

function figureOf(count: number, noun: string): string {
  return count === NOT_SEEN ? 'not seen' : `${count} ${noun}`;
}

function spotMark([x, y]: Point, number: number, { isNarrow }: Sheet): string {
  const r = MARK_PX[isNarrow ? 'narrow' : 'wide'];
  return (
    element('circle', { cx: x, cy: y, r, fill: COLORS.hazard, stroke: COLORS.paper, 'stroke-width': 1.5 }) +
    text(x, y + 4, String(number), { 'text-anchor': 'middle', fill: COLORS.paper, 'font-weight': 'bold' })
  );
}

function legend(street: StreetReport, y: number, { widthPx }: Sheet): string[] {
  const fills = new Set(street.zones.map(fillOf));
  const shades = [...SHADES.map(({ color }) => color), FULLEST];
  const items = [
    ...(street.zones.some(({ lane }) => lane) ? [{ color: COLORS.road as string, words: 'lane' }] : []),
    ...(fills.has(COLORS.blind) ? [{ color: COLORS.blind as string, words: 'not seen' }] : []),
  ];
  let x = widthPx - MARGIN_PX;
  const swatch = (color: string) => {
    x -= SWATCH_PX;
    return element('rect', {
      x,
      y: y - 9,
      width: SWATCH_PX,
      height: 10,
      fill: color,
      stroke: COLORS.rule,
      'stroke-width': 0.5,
    });
  };
  const words = (said: string) => {
    x -= said.length * LETTER_PX;
    return text(x, y, said);
  };
  // From the right, since the scale stands on the left.
  const others = [...items].reverse().flatMap((item) => {
    const drawn = [words(item.words), ((x -= 5), swatch(item.color))];
    x -= 16;
    return drawn;
  });
  const full = words('3 or more');
  x -= 5;
  const scale = [...shades].reverse().map(swatch);
  x -= 5;
  return [...others, full, ...scale, words('vehicles standing: under 0.5')];
}

/** Turns the ground so that the street's long side lies level. */
function alongTheStreet(points: readonly GroundPoint[]): (point: GroundPoint) => Point {
  const meanX = points.reduce((total, { xM }) => total + xM, 0) / points.length;
  const meanY = points.reduce((total, { yM }) => total + yM, 0) / points.length;
  const moment = (of: (point: GroundPoint) => number) => points.reduce((total, point) => total + of(point), 0);
  const xx = moment(({ xM }) => (xM - meanX) ** 2);
  const yy = moment(({ yM }) => (yM - meanY) ** 2);
  const xy = moment(({ xM, yM }) => (xM - meanX) * (yM - meanY));
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ({ xM, yM }) => [(xM - meanX) * cos + (yM - meanY) * sin, (yM - meanY) * cos - (xM - meanX) * sin];
}

function niceLength(lengthM: number): number {
  return [5, 10, 20, 50, 100].find((candidate) => candidate >= lengthM) ?? 200;
}

function middle(corners: readonly Point[]): Point {
  const total = corners.reduce(([x, y], [atX, atY]) => [x + atX, y + atY], [0, 0] as Point);
  return [total[0] / corners.length, total[1] / corners.length];
}

function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
