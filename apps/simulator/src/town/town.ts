import type { TownCurb, TownLane, TownStreet } from './street.js';

const MINUTE_MS = 60_000;

/** The right and the left edge of the road, lanes between them; in metres from its middle. */
const RIGHT = { leftM: 3.4, rightM: 5.8 } as const;
const LEFT = { leftM: -5.8, rightM: -3.4 } as const;

function parking(
  id: string,
  place: { leftM: number; rightM: number; fromM: number; toM: number },
  use: 'shops' | 'station',
) {
  const bays = Math.round((place.toM - place.fromM) / 6);
  const stay = use === 'shops' ? { medianStayMs: 34 * MINUTE_MS, freeMs: 11 * MINUTE_MS } : COMMUTERS;
  return { id, kind: 'parking', use, bays, ...stay, ...place } as const satisfies TownCurb;
}

const COMMUTERS = { medianStayMs: 55 * MINUTE_MS, freeMs: 16 * MINUTE_MS } as const;

function loading(place: { leftM: number; rightM: number; fromM: number; toM: number }): TownCurb {
  const bays = Math.round((place.toM - place.fromM) / 8);
  const stay = { medianStayMs: 9 * MINUTE_MS, freeMs: 9 * MINUTE_MS };
  return { id: 'loading', kind: 'loading', use: 'deliveries', bays, ...stay, ...place };
}

function lanes(vehiclesAPeriod: number, doubleParkingADay: number): TownLane[] {
  const lane = { kind: 'travel_lane', fromM: 10, toM: 58, vehiclesAPeriod } as const;
  return [
    { id: 'lane_right', ...lane, leftM: 0, rightM: 3.3, doubleParkingADay },
    { id: 'lane_left', ...lane, leftM: -3.3, rightM: 0, doubleParkingADay: Math.round(doubleParkingADay * 0.7) },
  ];
}

/** A small city that does not exist. Everything that is shown of it says so in its name. */
export const TOWN = {
  deviceId: 'simulated-1',
  seed: 20,
  /** Six weeks: a report compares its day with those of four weeks, an impact report wants three weeks on each side. */
  days: 42,
  ruleAfterDays: 21,
} as const;

export const STREETS: readonly TownStreet[] = [
  {
    cameraId: 'sim-mill-street',
    name: 'Mill Street (simulated)',
    anchor: { lat: 52.0355, lng: 5.0931, headingDeg: 80 },
    isChanged: true,
    curbs: [
      parking('parking_north', { ...LEFT, fromM: 12, toM: 42 }, 'shops'),
      { ...loading({ ...RIGHT, fromM: 12, toM: 28 }) },
      parking('parking_south', { ...RIGHT, fromM: 30, toM: 54 }, 'shops'),
    ],
    lanes: lanes(34, 11),
  },
  {
    cameraId: 'sim-market-place',
    name: 'Market Place (simulated)',
    anchor: { lat: 52.0361, lng: 5.0968, headingDeg: 170 },
    isChanged: true,
    curbs: [
      parking('parking_east', { ...LEFT, fromM: 12, toM: 48 }, 'shops'),
      { ...loading({ ...RIGHT, fromM: 12, toM: 36 }) },
    ],
    lanes: lanes(26, 8),
  },
  {
    cameraId: 'sim-station-road',
    name: 'Station Road (simulated)',
    anchor: { lat: 52.0332, lng: 5.0972, headingDeg: 10 },
    isChanged: false,
    curbs: [
      {
        ...{ id: 'bus_stop', kind: 'bus_stop', use: 'buses', bays: 1, medianStayMs: MINUTE_MS, freeMs: 6 * MINUTE_MS },
        ...{ ...RIGHT, fromM: 12, toM: 30 },
      },
      parking('parking_station', { ...LEFT, fromM: 12, toM: 48 }, 'station'),
    ],
    lanes: lanes(48, 7),
  },
  {
    cameraId: 'sim-harbour-road',
    name: 'Harbour Road (simulated)',
    anchor: { lat: 52.0318, lng: 5.0915, headingDeg: 250 },
    isChanged: false,
    curbs: [
      parking('parking_quay', { ...RIGHT, fromM: 14, toM: 38 }, 'shops'),
      {
        ...{ id: 'no_stopping', kind: 'no_stopping', use: 'deliveries', bays: 1 },
        ...{ medianStayMs: 4 * MINUTE_MS, freeMs: 80 * MINUTE_MS },
        ...{ ...LEFT, fromM: 12, toM: 30 },
      },
    ],
    lanes: lanes(40, 6),
  },
];
