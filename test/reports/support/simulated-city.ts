import type { DayHour, EarlierDay, GroundPoint, ReportedDay, ReportedVisit, ReportedZone } from '#curb';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Arrivals at the curb over the day, as share of the busiest hour: a shopping street's. */
const RHYTHM = [1, 1, 1, 1, 1, 2, 4, 9, 14, 16, 17, 19, 20, 18, 17, 18, 19, 20, 17, 12, 8, 5, 3, 2].map((n) => n / 20);
const STREET_NAMES = ['Main Street', 'Market Square', 'Station Road', 'Harbour Lane', 'Mill Street', 'Church Street'];
const ZONES_PER_STREET = 4;

/** Always the same numbers from 0 to 1 for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function utcHours(date: string): DayHour[] {
  const startMs = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: 24 }, (_, index) => ({
    startMs: startMs + index * HOUR_MS,
    endMs: startMs + (index + 1) * HOUR_MS,
    label: `${String(index).padStart(2, '0')}:00`,
  }));
}

/** One invented day of an invented city: three curb zones and a lane a street, 20 arrivals in a zone's busiest hour. */
export function simulatedDay({ zones = 24, seed = 1, date = '2026-11-21', arrivalsPerHour = 6 } = {}): ReportedDay {
  const random = seededRandom(seed);
  const hours = utcHours(date);
  const streetCount = Math.ceil(zones / ZONES_PER_STREET);
  const streets = Array.from({ length: streetCount }, (_, index) => ({
    id: `camera-${index + 1}`,
    name: `${STREET_NAMES[index % STREET_NAMES.length] ?? ''}${index < STREET_NAMES.length ? '' : ` ${Math.floor(index / STREET_NAMES.length) + 1}`}`,
    // The second camera has lost four hours of the night, and a part of a fifth.
    observedMs: hours.map((_, hour) =>
      index === 1 && hour < 4 ? 0 : index === 1 && hour === 4 ? HOUR_MS * 0.7 : HOUR_MS,
    ),
  }));
  const allZones = streets.flatMap((street, index) => zonesOf(street.id, index)).slice(0, zones);
  const visits = allZones.flatMap((zone) => visitsAt(zone, hours, random, arrivalsPerHour));
  const violations = visits
    .filter(({ type }) => type === 'double_parking')
    .map(({ zoneId, startMs, endMs }) => ({ zoneId, rule: 'double parking', startMs, endMs }));
  const lostMs = hours[0]?.startMs ?? 0;
  return {
    city: { id: 'demo', name: 'Demo', timeZone: 'UTC' },
    date,
    hours,
    streets,
    zones: allZones,
    visits,
    violations,
    faults: streets[1]
      ? [{ streetId: streets[1].id, code: 'no_video', fromMs: lostMs, toMs: lostMs + 4.3 * HOUR_MS }]
      : [],
    earlier: [1, 2, 3, 4].map((weeks) => earlierDay(allZones, date, weeks, random)),
  };
}

function zonesOf(streetId: string, index: number): ReportedZone[] {
  const angle = index * 0.5;
  const turned = (x: number, y: number): GroundPoint => ({
    xM: x * Math.cos(angle) - y * Math.sin(angle),
    yM: x * Math.sin(angle) + y * Math.cos(angle),
  });
  const box = (fromM: number, toM: number, topM: number, bottomM: number) => [
    turned(fromM, topM),
    turned(toM, topM),
    turned(toM, bottomM),
    turned(fromM, bottomM),
  ];
  // Every fourth camera is not calibrated.
  const outline = (points: GroundPoint[]) => (index % 4 === 3 ? null : points);
  return [
    { id: `${streetId}.parking_a`, streetId, kind: 'parking', outline: outline(box(0, 30, 0, 2.2)) },
    { id: `${streetId}.loading`, streetId, kind: 'loading', outline: outline(box(31, 45, 0, 2.2)) },
    { id: `${streetId}.parking_b`, streetId, kind: 'parking', outline: outline(box(46, 78, 0, 2.2)) },
    { id: `${streetId}.lane_1`, streetId, kind: 'travel_lane', outline: outline(box(0, 78, 2.4, 5.8)) },
  ];
}

function visitsAt(
  zone: ReportedZone,
  hours: readonly DayHour[],
  random: () => number,
  arrivalsPerHour: number,
): ReportedVisit[] {
  const isLane = zone.kind === 'travel_lane';
  const busiest = isLane ? 2 : zone.kind === 'loading' ? arrivalsPerHour : arrivalsPerHour / 2;
  const meanMs = (isLane ? 4 : zone.kind === 'loading' ? 14 : 55) * MINUTE_MS;
  const endOfDayMs = hours.at(-1)?.endMs ?? 0;
  return hours.flatMap((hour, index) => {
    const count = Math.floor(busiest * (RHYTHM[index % 24] ?? 0) + random());
    return Array.from({ length: count }, () => {
      const startMs = Math.floor(hour.startMs + random() * HOUR_MS);
      const endMs = Math.floor(startMs - Math.log(1 - random()) * meanMs) + 30_000;
      // Double parking gathers before one door.
      const along = isLane ? (random() < 0.6 ? 38 + 6 * random() : 78 * random()) : 78 * random();
      const anchor = zone.outline?.[0];
      const end = zone.outline?.[1];
      const across = zone.outline?.[2];
      const at =
        anchor && end && across
          ? {
              xM: anchor.xM + ((end.xM - anchor.xM) * along) / 78 + (across.xM - end.xM) / 2,
              yM: anchor.yM + ((end.yM - anchor.yM) * along) / 78 + (across.yM - end.yM) / 2,
            }
          : null;
      return {
        zoneId: zone.id,
        type: isLane ? ('double_parking' as const) : ('dwell' as const),
        startMs,
        startCensored: random() < 0.02,
        endMs: endMs > endOfDayMs + 2 * HOUR_MS ? null : endMs,
        endCensored: random() < 0.05,
        at,
      };
    });
  });
}

function earlierDay(zones: readonly ReportedZone[], date: string, weeks: number, random: () => number): EarlierDay {
  const atMs = Date.parse(`${date}T00:00:00Z`) - weeks * 7 * 24 * HOUR_MS;
  return {
    date: new Date(atMs).toISOString().slice(0, 10),
    zones: zones.map((zone) => {
      const sessions = Math.round(28 + 10 * random());
      const doubleParking = zone.kind === 'travel_lane' ? Math.round(22 + 8 * random()) : 0;
      return {
        zoneId: zone.id,
        sessions,
        measuredVisits: sessions,
        measuredDwellMs: sessions * (30 + 6 * random()) * MINUTE_MS,
        doubleParking,
        blockedMs: doubleParking * 4 * MINUTE_MS,
        observedMs: 24 * HOUR_MS,
        lengthMs: 24 * HOUR_MS,
      };
    }),
  };
}
