import { describe, expect, it } from 'vitest';
import { turnoverReport } from '#curb';
import type { DayHour, GroundPoint, ReportedDay, ReportedVisit } from '#curb';
import type { Block } from './document.js';
import { hourChart } from './drawing/hour-chart.js';
import { htmlDocument } from './html-document.js';
import { turnoverDocument } from './turnover-document.js';

const HOUR_MS = 3_600_000;
const MIDNIGHT_MS = Date.parse('2026-11-21T00:00:00Z');
const HOURS: DayHour[] = Array.from({ length: 24 }, (_, hour) => ({
  startMs: MIDNIGHT_MS + hour * HOUR_MS,
  endMs: MIDNIGHT_MS + (hour + 1) * HOUR_MS,
  label: `${String(hour).padStart(2, '0')}:00`,
}));

const box = (fromM: number, toM: number, lowM: number, highM: number): GroundPoint[] => [
  { xM: fromM, yM: lowM },
  { xM: toM, yM: lowM },
  { xM: toM, yM: highM },
  { xM: fromM, yM: highM },
];
const blocked = (startMinute: number, minutes: number, xM: number): ReportedVisit => ({
  zoneId: 'main.lane_1',
  type: 'double_parking',
  startMs: MIDNIGHT_MS + startMinute * 60_000,
  startCensored: false,
  endMs: MIDNIGHT_MS + (startMinute + minutes) * 60_000,
  endCensored: false,
  at: { xM, yM: 1.5 },
});

/** One lane, with zones on one half of one side and the other half of the other. */
function dayOf(change: Partial<ReportedDay> = {}): ReportedDay {
  return {
    city: { id: 'demo', name: 'Demo', timeZone: 'UTC' },
    date: '2026-11-21',
    hours: HOURS,
    streets: [{ id: 'main', name: 'Main Street', observedMs: HOURS.map(() => HOUR_MS) }],
    zones: [
      { id: 'main.lane_1', streetId: 'main', kind: 'travel_lane', outline: box(0, 40, 0, 3) },
      { id: 'main.parking_a', streetId: 'main', kind: 'parking', outline: box(0, 20, -2, 0) },
      { id: 'main.parking_b', streetId: 'main', kind: 'parking', outline: box(20, 40, 3, 5) },
    ],
    visits: [blocked(60, 10, 5), blocked(120, 4, 6), blocked(180, 3, 30)],
    violations: [],
    faults: [],
    earlier: [],
    ...change,
  };
}

const blocksOf = (day: ReportedDay) => turnoverDocument(turnoverReport(day), { revision: 1, changes: [] }).blocks;
const isDrawing = (block: Block): block is Extract<Block, { type: 'drawing' }> => block.type === 'drawing';
const stripOf = (day: ReportedDay) =>
  blocksOf(day)
    .filter(isDrawing)
    .find(({ caption }) => caption.startsWith('Main Street'));

describe('the street in a report', () => {
  it('says under its name how often and how long each numbered place was blocked', () => {
    expect(stripOf(dayOf())?.caption.replaceAll('\u00a0', ' ')).toBe(
      'Main Street, from above and to scale; where lanes were blocked longest: 1: 2 vehicles, 14 min; 2: 1 vehicle, 3 min',
    );
    expect(stripOf(dayOf({ visits: [] }))?.caption).toMatch(/; no lane was seen blocked$/);
  });

  it('says of lanes that are not known that they are not, and of a street without lanes nothing of them', () => {
    const observedMs = HOURS.map((_, hour) => (hour < 11 ? HOUR_MS : 0));
    const mostlyBlind = stripOf(dayOf({ streets: [{ id: 'main', name: 'Main Street', observedMs }] }));
    expect(mostlyBlind?.caption).toMatch(/; too little was seen to say whether a lane was blocked$/);
    const curbOnly = stripOf(dayOf({ visits: [], zones: dayOf().zones.slice(1) }));
    expect(curbOnly?.caption).toBe('Main Street, from above and to scale');
  });

  it('lies level, however unevenly its zones are spread over its two sides', () => {
    const [lane = ''] = stripOf(dayOf())?.svg.match(/<polygon points="[^"]+"/) ?? [];
    const heights = [...lane.matchAll(/,([\d.]+)/g)].map(([, y]) => y);
    expect(new Set(heights).size).toBe(2);
  });

  it('has a rim about what was not seen, and names it only where there is such', () => {
    const observedMs = HOURS.map((_, hour) => (hour < 11 ? HOUR_MS : 0));
    const mostlyBlind = stripOf(dayOf({ streets: [{ id: 'main', name: 'Main Street', observedMs }] }));
    expect(mostlyBlind?.svg).toContain('stroke-dasharray');
    expect(mostlyBlind?.svg).toContain('>not seen<');
    expect(stripOf(dayOf())?.svg).not.toMatch(/stroke-dasharray|>not seen</);
  });
});

describe('violations in a report', () => {
  it('begin with a capital, whoever named the rule', () => {
    const startMs = MIDNIGHT_MS + HOUR_MS;
    const violations = ['double parking', 'no stopping'].map((rule) => ({
      zoneId: 'main.lane_1',
      rule,
      startMs,
      endMs: startMs + 60_000,
    }));
    const table = blocksOf(dayOf({ violations })).find(
      (block) => block.type === 'table' && block.columns.some(({ words }) => words === 'Rule'),
    );
    expect(table?.type === 'table' && table.rows.map(([rule]) => rule)).toEqual(['Double parking', 'No stopping']);
  });
});

describe('the hours of a day', () => {
  const namedHours = (hours: readonly string[]) =>
    [
      ...hourChart({ label: '', unit: '', color: '#000', hours, values: hours.map(() => 1) }).matchAll(
        />(\d\d:\d\d)</g,
      ),
    ].map(([, hour]) => hour);
  const clock = (...shown: number[]) => shown.map((hour) => `${String(hour).padStart(2, '0')}:00`);
  const thirds = clock(0, 3, 6, 9, 12, 15, 18, 21);
  const ordinary = Array.from({ length: 24 }, (_, hour) => hour);

  it('are named every third by the clock, on a short and on a long day too', () => {
    const short = ordinary.filter((hour) => hour !== 2);
    const long = ordinary.flatMap((hour) => (hour === 2 ? [2, 2] : [hour]));
    for (const hours of [ordinary, short, long]) expect(namedHours(clock(...hours))).toEqual(thirds);
  });

  it('are named once, where the one that comes twice is among those named', () => {
    expect(namedHours(clock(...ordinary.flatMap((hour) => (hour === 0 ? [0, 0] : [hour]))))).toEqual(thirds);
  });
});

describe('an axis', () => {
  const axisOf = (most: number, isCount: boolean) =>
    [
      ...hourChart({ label: '', unit: '', color: '#000', hours: [''], values: [most], isCount }).matchAll(
        />([\d.]+)</g,
      ),
    ].map(([, number]) => number);

  it('goes to all there is, where there is a whole, so that half of it looks half', () => {
    const chart = hourChart({ label: '', unit: '', color: '#000', hours: [''], values: [50], all: 100 });
    expect([...chart.matchAll(/>([\d.]+)</g)].map(([, number]) => number)).toEqual(['0', '50', '100']);
  });

  it('marks no half of a vehicle, but half a minute', () => {
    expect(axisOf(1, true)).toEqual(['0', '1', '2']);
    expect(axisOf(1, false)).toEqual(['0', '0.5', '1']);
  });
});

describe('the report on a phone', () => {
  const drawings = blocksOf(withStays()).filter(isDrawing);
  const textsOf = (svg: string) =>
    [...svg.matchAll(/<text ([^>]*)>([^<]*)</g)].map(([, attributes = '', words = '']) => ({
      x: Number(/ ?x="([\d.]+)"/.exec(attributes)?.[1]),
      anchor: /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start',
      words,
    }));

  it('has each drawing again, as wide as a phone and with the same bars', () => {
    expect(drawings.length).toBeGreaterThanOrEqual(5);
    for (const { svg, narrow } of drawings) {
      expect(narrow).toContain('viewBox="0 0 340 ');
      expect(narrow.match(/<(rect|polygon|circle)/g)).toEqual(svg.match(/<(rect|polygon|circle)/g));
    }
  });

  it('cuts off no words at the edge of a drawing', () => {
    for (const { narrow } of drawings) {
      for (const { x, anchor, words } of textsOf(narrow)) {
        // Letters of 11 pixels are about half as wide.
        const widthPx = words.length * 5.5;
        const left = x - { start: 0, middle: widthPx / 2, end: widthPx }[anchor as 'start' | 'middle' | 'end'];
        expect(left, words).toBeGreaterThanOrEqual(-2);
        expect(left + widthPx, words).toBeLessThanOrEqual(342);
      }
    }
  });

  it('names each figure of a table that is too wide for it, and stays a table to who hears it', () => {
    const page = htmlDocument(turnoverDocument(turnoverReport(withStays()), { revision: 1, changes: [] }));
    expect(page).toContain('<div class="many"><table role="table">');
    expect(page).toContain('<td role="cell" data-label="Sessions">');
    expect(page).toContain('<div class="scroll"><table><thead><tr><th scope="col"');
  });
});

it('an hour chart tells its numbers to who does not see it, and what was not seen', () => {
  const chart = hourChart({
    label: 'Sessions',
    unit: 'an hour',
    color: '#000',
    hours: ['00:00', '01:00'],
    values: [3, -1],
  });
  expect(chart).toContain('aria-label="Sessions, an hour: 00:00 3, 01:00 not seen"');
});

/** A day on which vehicles stood at the curb too, and part of which was not seen. */
function withStays(): ReportedDay {
  const stay = (startMinute: number): ReportedVisit => ({
    ...blocked(startMinute, 20, 8),
    zoneId: 'main.parking_a',
    type: 'dwell',
  });
  const observedMs = HOURS.map((_, hour) => (hour < 20 ? HOUR_MS : 0));
  const visits = [...dayOf().visits, ...Array.from({ length: 30 }, (_, index) => stay(index * 30))];
  return dayOf({ visits, streets: [{ id: 'main', name: 'Main Street', observedMs }] });
}
