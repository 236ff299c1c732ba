import { Inject, Injectable } from '@nestjs/common';
import { CallersCity } from '../access/callers-city.js';
import { Database } from '../persistence/database.js';
import { ApiProblem } from './problem.js';
import type { ZoneName } from './query-reader.js';

/** A place that was there is not looked for again for so long: places do not come and go by the minute. */
const KNOWN_MS = 60_000;
/** At some 100 bytes a place, a few megabytes; then all are looked for again. */
const PLACES_MAX = 20_000;
const ZONE = 'select 1 from zones where city_id = $1 and camera_id = $2 and id = $3';

/** Refuses to filter by what does not exist: an empty list would read as a quiet street. */
@Injectable()
export class KnownPlaces {
  /** Until when each place is taken to be there. What is not there is looked for each time. */
  readonly #untilMs = new Map<string, number>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  async mustKnow({ cameraId, zone }: { cameraId: string | null; zone: ZoneName | null }): Promise<void> {
    const cityId = this.city.id;
    if (
      cameraId !== null &&
      !(await this.#exists('select 1 from cameras where city_id = $1 and id = $2', [cityId, cameraId]))
    ) {
      throw ApiProblem.notFound('camera', cameraId);
    }
    if (zone === null) return;
    const { cameraId: camera, zoneId } = zone;
    if (!(await this.#exists(ZONE, [cityId, camera, zoneId]))) {
      throw ApiProblem.notFound('zone', `${camera}.${zoneId}`);
    }
  }

  async #exists(sql: string, parameters: readonly string[]): Promise<boolean> {
    const place = parameters.join('/');
    const nowMs = performance.now();
    if ((this.#untilMs.get(place) ?? 0) > nowMs) return true;
    const isThere = (await this.database.query(sql, [...parameters])).length > 0;
    if (!isThere) return false;
    if (this.#untilMs.size >= PLACES_MAX) this.#untilMs.clear();
    this.#untilMs.set(place, nowMs + KNOWN_MS);
    return true;
  }
}
