import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../persistence/database.js';

/** A camera of a city, and a box that speaks of it. */
export interface Claim {
  readonly cityId: string;
  readonly cameraId: string;
  readonly deviceId: string;
}

/** More cameras than any hub has; then it asks afresh. */
const CAMERAS_MAX = 100_000;

const OWNERS = `
  select city_id, camera_id, device_id from camera_owners
  where (city_id, camera_id) in (select * from unnest($1::text[], $2::text[]))`;

/** Which box each camera is of: a box may be let in by the broker and still not speak for another's camera. */
@Injectable()
export class CameraOwners {
  readonly #known = new Map<string, string>();

  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * What is wrong with each claim, in their order; null for those that are right, and for cameras that nobody has
   * described yet. The database is asked about cameras that are not known, and before any claim is found wrong: an
   * operator may just have given the camera to that box.
   */
  async problems(claims: readonly Claim[]): Promise<readonly (string | null)[]> {
    await this.#ask(claims.filter((claim) => this.#known.get(keyOf(claim)) !== claim.deviceId));
    return claims.map((claim) => {
      const owner = this.#known.get(keyOf(claim));
      if (owner === undefined || owner === claim.deviceId) return null;
      return `camera ${claim.cameraId} is device ${owner}'s, not ${claim.deviceId}'s`;
    });
  }

  async #ask(claims: readonly Claim[]): Promise<void> {
    if (claims.length === 0) return;
    if (this.#known.size > CAMERAS_MAX) this.#known.clear();
    const asked = [...new Map(claims.map((claim) => [keyOf(claim), claim])).values()];
    const rows = await this.database.query<{ city_id: string; camera_id: string; device_id: string }>(OWNERS, [
      asked.map(({ cityId }) => cityId),
      asked.map(({ cameraId }) => cameraId),
    ]);
    for (const row of rows) this.#known.set(keyOf({ cityId: row.city_id, cameraId: row.camera_id }), row.device_id);
  }
}

function keyOf({ cityId, cameraId }: Pick<Claim, 'cityId' | 'cameraId'>): string {
  return `${cityId}/${cameraId}`;
}
