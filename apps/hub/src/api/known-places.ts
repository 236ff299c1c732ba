import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../persistence/database.js';
import { ApiProblem } from './problem.js';
import type { ZoneName } from './query-reader.js';

/** Refuses to filter by what does not exist: an empty list would read as a quiet street. */
@Injectable()
export class KnownPlaces {
  constructor(@Inject(Database) private readonly database: Database) {}

  async mustKnow({ cameraId, zone }: { cameraId: string | null; zone: ZoneName | null }): Promise<void> {
    if (cameraId !== null && !(await this.#exists('select 1 from cameras where id = $1', [cameraId]))) {
      throw ApiProblem.notFound('camera', cameraId);
    }
    if (zone === null) return;
    const { cameraId: camera, zoneId } = zone;
    if (!(await this.#exists('select 1 from zones where camera_id = $1 and id = $2', [camera, zoneId]))) {
      throw ApiProblem.notFound('zone', `${camera}.${zoneId}`);
    }
  }

  async #exists(sql: string, parameters: unknown[]): Promise<boolean> {
    return (await this.database.query(sql, parameters)).length > 0;
  }
}
