import { clockOf } from '../../../apps/hub/src/cities/city.js';
import type { Database } from '../../../apps/hub/src/persistence/database.js';
import { seededRandom } from '../../reports/support/simulated-city.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Five days of a city's clock. */
export interface CityDays {
  readonly id: string;
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const days = (id: string, timeZone: string, day: string): CityDays => {
  const fromMs = clockOf(timeZone).hourStart(Date.parse(day));
  return { id, timeZone, fromMs, toMs: clockOf(timeZone).hourStart(fromMs + 5 * DAY_MS) };
};
/** One at UTC, one half an hour beside it, and two whose clocks are put on or back, one of them by half an hour. */
export const CITIES: readonly CityDays[] = [
  days('demo', 'UTC', '2026-03-06T00:00:00Z'),
  days('kolkata', 'Asia/Kolkata', '2026-03-06T00:00:00Z'),
  days('new-york', 'America/New_York', '2026-03-06T05:00:00Z'),
  days('lord-howe', 'Australia/Lord_Howe', '2026-04-02T13:00:00Z'),
];
export const LAST_MS = Math.max(...CITIES.map(({ toMs }) => toMs));

const CAMERAS = ['north', 'east', 'south', 'west'] as const;
const ZONES = { parking: 'parking', loading: 'loading', lane: 'travel_lane', bikes: 'bike_lane' } as const;
/** Whole, just half, less than half, and nothing sent at all. */
const SEEN_MS = [HOUR_MS, HOUR_MS, HOUR_MS, HOUR_MS / 2, HOUR_MS / 2 - 1, 0, null] as const;

/** Makes one hour of a camera: $1 is the city, $2 the camera, $3 the hour, $4 how much it saw. */
export const PUT_SEEN = `
  insert into camera_hours (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped,
    video_bytes, events, event_bytes) values ($1, $2, $3, $4, 1, 1, 1, 1, 1, 1)
  on conflict (city_id, camera_id, hour) do update set observed_ms = excluded.observed_ms`;

/** Numbers below `below` that look drawn and are the same each time. */
export function draws(seed: number): (below: number) => number {
  const random = seededRandom(seed);
  return (below) => Math.floor(random() * below);
}

/** Puts cities into an empty database: with gaps, blind hours, cameras that came later, and zones that are in use no longer. */
export async function fillCities(database: Database, seed: number): Promise<void> {
  const draw = draws(seed);
  for (const city of CITIES) {
    await database.query(
      `insert into cities (id, name, time_zone) values ($1, $1, $2) on conflict (id) do update set time_zone = $2`,
      [city.id, city.timeZone],
    );
    for (const [index, cameraId] of CAMERAS.entries()) {
      for (const [zoneId, kind] of Object.entries(ZONES)) {
        // The camera in the west has no lanes in use, the one in the south a curb of old.
        const isCurrent =
          !(cameraId === 'west' && kind.endsWith('lane')) && !(cameraId === 'south' && kind === 'loading');
        await putZone(database, city.id, { cameraId, zoneId, kind, isCurrent });
      }
      const hours = clockOf(city.timeZone).slices(city.fromMs + index * 7 * HOUR_MS, city.toMs);
      for (const { hourMs } of hours) await putHour(database, city.id, { cameraId, hourMs }, draw);
    }
  }
}

/** Writes what was seen and counted in one hour over what was there. */
export async function putHour(
  database: Database,
  cityId: string,
  { cameraId, hourMs }: { cameraId: string; hourMs: number },
  draw: (below: number) => number,
): Promise<void> {
  const seenMs = SEEN_MS[draw(SEEN_MS.length)];
  if (seenMs != null) {
    await database.query(PUT_SEEN, [cityId, cameraId, new Date(hourMs), seenMs]);
  }
  for (const [zoneId, kind] of Object.entries(ZONES)) {
    if (draw(3) === 0) continue;
    const isLane = kind.endsWith('lane');
    await database.query(
      `insert into zone_hours (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms,
         occupied_ms, double_parking, blocked_ms)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (city_id, camera_id, zone_id, hour) do update set
         arrivals = excluded.arrivals, occupied_ms = excluded.occupied_ms, double_parking = excluded.double_parking,
         blocked_ms = excluded.blocked_ms`,
      [
        ...[cityId, cameraId, zoneId, new Date(hourMs)],
        ...[draw(9), draw(9), draw(9), draw(9_000_000), draw(3_600_000)],
        ...(isLane ? [draw(3), draw(2) * draw(900_000)] : [0, 0]),
      ],
    );
  }
}

export async function putZone(
  database: Database,
  cityId: string,
  zone: { cameraId: string; zoneId: string; kind: string; isCurrent: boolean },
): Promise<void> {
  await database.query(
    `insert into zones (city_id, camera_id, id, kind, polygon, is_current) values ($1, $2, $3, $4, '[]', $5)
     on conflict (city_id, camera_id, id) do update set kind = excluded.kind, is_current = excluded.is_current`,
    [cityId, zone.cameraId, zone.zoneId, zone.kind, zone.isCurrent],
  );
}
