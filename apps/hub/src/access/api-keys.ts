import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiKeyRow } from '../persistence/api-key.row.js';
import type { CityRow } from '../persistence/city.row.js';
import { Database } from '../persistence/database.js';
import { hashKey } from './key-hash.js';
import type { Scope } from './needs.js';

/** Nobody guesses 256 bits; the prefix lets scanners for leaked secrets find a key. */
const KEY_BYTES = 32;
const KEY_PREFIX = 'kerbline_';
/** `last_used_at` is kept to the minute, so that a busy key is not a write for each request. */
const USE_NOTED_MS = 60_000;

/** A key without what only its holder knows. */
export type KeyInForce = Omit<ApiKeyRow, 'key_hash'>;

const COLUMNS = 'id, city_id, name, scopes, created_at, expires_at, last_used_at, revoked_at';
const IN_FORCE = `
  select key.*, city.time_zone from (
    select ${COLUMNS} from api_keys
    where revoked_at is null and (expires_at is null or expires_at > $2) and `;
const WITH_CITY = `) as key join cities as city on city.id = key.city_id`;

/** The keys in the database, of whichever city they open. */
@Injectable()
export class ApiKeys {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Makes a key and tells it this once: only its hash is kept. */
  async add(wish: {
    cityId: string;
    name: string;
    scopes: readonly Scope[];
    expiresAtMs: number | null;
    nowMs: number;
  }): Promise<{ key: string; row: KeyInForce }> {
    const key = KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    const expiresAt = wish.expiresAtMs === null ? null : new Date(wish.expiresAtMs);
    const [row] = await this.database.queryAsHub<KeyInForce>(
      `insert into api_keys (id, city_id, name, key_hash, scopes, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
      [randomUUID(), wish.cityId, wish.name, hashKey(key), wish.scopes, new Date(wish.nowMs), expiresAt],
    );
    if (!row) throw new Error('the key was not stored');
    return { key, row };
  }

  /** A city's keys, the newest first; those that are no longer in force among them. */
  list(cityId: string): Promise<KeyInForce[]> {
    return this.database.queryAsHub(`select ${COLUMNS} from api_keys where city_id = $1 order by created_at desc, id`, [
      cityId,
    ]);
  }

  /** Whether there was such a key in force; from the next request on there is none. */
  async revoke({ cityId, id, nowMs }: { cityId: string; id: string; nowMs: number }): Promise<boolean> {
    const revoked = await this.database.queryAsHub(
      `with revoked as (
         update api_keys set revoked_at = $3 where city_id = $1 and id = $2 and revoked_at is null returning id
       ) select id from revoked`,
      [cityId, id, new Date(nowMs)],
    );
    return revoked.length > 0;
  }

  /** The key in force with this hash, with its city's time zone. */
  byHash(hash: Buffer, nowMs: number): Promise<(KeyInForce & Pick<CityRow, 'time_zone'>) | null> {
    return this.#inForce('key_hash = $1', hash, nowMs);
  }

  byId(id: string, nowMs: number): Promise<(KeyInForce & Pick<CityRow, 'time_zone'>) | null> {
    return this.#inForce('id = $1', id, nowMs);
  }

  async #inForce(condition: string, value: unknown, nowMs: number) {
    const now = new Date(nowMs);
    const [row] = await this.database.queryAsHub<KeyInForce & Pick<CityRow, 'time_zone'>>(
      `${IN_FORCE} ${condition} ${WITH_CITY}`,
      [value, now],
    );
    if (!row) return null;
    if (nowMs - (row.last_used_at?.getTime() ?? 0) >= USE_NOTED_MS) {
      await this.database.queryAsHub('update api_keys set last_used_at = $2 where id = $1', [row.id, now]);
    }
    return row;
  }
}
