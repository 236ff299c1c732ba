import { Inject, Injectable } from '@nestjs/common';
import { CallersCity } from '../access/callers-city.js';
import { Database } from '../persistence/database.js';
import { ApiProblem } from './problem.js';
import type { ZoneName } from './query-reader.js';

const ZONE = 'select 1 from zones where city_id = $1 and camera_id = $2 and id = $3';

/** Refuses to filter by what does not exist: an empty list would read as a quiet street. */
@Injectable()
export class KnownPlaces {
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

  async #exists(sql: string, parameters: unknown[]): Promise<boolean> {
    return (await this.database.query(sql, parameters)).length > 0;
  }
}
