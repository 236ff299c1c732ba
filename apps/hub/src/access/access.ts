import { hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CityRegister } from '../cities/city-register.js';
import { clockOf } from '../cities/city.js';
import { HubSettings } from '../config/hub-settings.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { hashKey, isAmong } from './key-hash.js';
import { isLoopback } from './loopback.js';
import { covers } from './needs.js';
import { SESSION_MS_MAX, openSession, signSession } from './session-token.js';
import { looksLikeToken, readToken } from './tokens.js';

export const SESSION_COOKIE = 'kerbline_session';
/** Longer keys and tokens are nobody's, and hashing them costs. */
const CREDENTIAL_LENGTH_MAX = 1_000;
/** The hash is shown as far as it tells keys apart, which is no help in finding one. */
const HASH_SHOWN_LENGTH = 8;

/** Who may use the API, and as whom. */
@Injectable()
export class Access {
  readonly #keyHashes: readonly Buffer[];
  readonly #sessionSecret: Buffer;
  readonly #tokenSecret: Buffer;

  constructor(
    @Inject(HubSettings) private readonly settings: HubSettings,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(CityRegister) private readonly cities: CityRegister,
  ) {
    const { apiKeys } = settings.config;
    this.#keyHashes = apiKeys.map(hashKey);
    this.#sessionSecret = secretOf(apiKeys, 'session');
    this.#tokenSecret = secretOf(apiKeys, 'token');
  }

  get tokenSecret(): Buffer {
    return this.#tokenSecret;
  }

  /** Who sent this request, or null when it names nobody who may. */
  async of(request: Request): Promise<Caller | null> {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return looksLikeToken(bearer) ? this.#byToken(bearer) : this.byKey(bearer);
    const session = openSession(sessionCookie(request), this.#sessionSecret, Date.now());
    if (session?.access === 'key') return this.#byHash(Buffer.from(session.keyHash, 'hex'));
    return session?.access === 'loopback' && this.mayOpenPage(request) ? this.loopback(session.cityId) : null;
  }

  async byKey(key: string): Promise<Caller | null> {
    return key.length > CREDENTIAL_LENGTH_MAX ? null : this.#byHash(hashKey(key));
  }

  /** Whether a browser may open the page without a key. */
  mayOpenPage(request: Request): boolean {
    return this.settings.config.pageAccess === 'loopback' && isLoopback(request);
  }

  keySession(key: string): string {
    const untilMs = Date.now() + SESSION_MS_MAX;
    return signSession({ access: 'key', keyHash: hashKey(key).toString('hex'), untilMs }, this.#sessionSecret);
  }

  loopbackSession(cityId: string): string {
    return signSession({ access: 'loopback', cityId, untilMs: Date.now() + SESSION_MS_MAX }, this.#sessionSecret);
  }

  /** Keys of the configuration are the home city's administrators; they need no database. */
  async #byHash(hash: Buffer): Promise<Caller | null> {
    if (isAmong(hash, this.#keyHashes)) {
      const shown = hash.toString('hex').slice(0, HASH_SHOWN_LENGTH);
      return {
        id: `configured:${shown}`,
        name: `configured key ${shown}`,
        by: 'key',
        scopes: ['admin'],
        city: this.#home,
      };
    }
    const row = await this.keys.byHash(hash, Date.now());
    return row && keyCaller(row, 'key');
  }

  /** A token is worth what its key is worth now, and no more scopes than it was asked for. */
  async #byToken(token: string): Promise<Caller | null> {
    if (token.length > CREDENTIAL_LENGTH_MAX) return null;
    const claims = await readToken(token, this.#tokenSecret);
    const row = claims && (await this.keys.byId(claims.keyId, Date.now()));
    if (!row) return null;
    const caller = keyCaller(row, 'token');
    return { ...caller, scopes: claims.scopes.filter((scope) => covers(caller.scopes, scope)) };
  }

  /** Somebody at this very machine may use the page, and make no keys; of the home city, or of one that is allowed. */
  async loopback(cityId: string | undefined): Promise<Caller> {
    const isAllowed = cityId !== undefined && this.settings.config.pageCities.includes(cityId);
    const chosen = isAllowed ? await this.cities.one(cityId) : null;
    return {
      id: 'loopback',
      name: 'this machine',
      by: 'loopback',
      scopes: ['read', 'operate', 'label'],
      city: chosen ? { id: chosen.id, clock: clockOf(chosen.timeZone) } : this.#home,
    };
  }

  get #home(): Caller['city'] {
    const { city, timeZone } = this.settings.config;
    return { id: city.id, clock: clockOf(timeZone) };
  }
}

function keyCaller(row: NonNullable<Awaited<ReturnType<ApiKeys['byId']>>>, by: Caller['by']): Caller {
  return {
    id: row.id,
    name: row.name,
    by,
    scopes: row.scopes,
    city: { id: row.city_id, clock: clockOf(row.time_zone) },
  };
}

/** From the keys, so that what it signs outlives a restart and holds at every replica; without keys, until the next start. */
function secretOf(keys: readonly string[], purpose: 'session' | 'token'): Buffer {
  const material = keys.length === 0 ? randomBytes(32) : Buffer.from([...keys].sort().join('\n'));
  return Buffer.from(hkdfSync('sha256', material, 'kerbline', purpose, 32));
}

function sessionCookie(request: Request): string {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const prefix = `${SESSION_COOKIE}=`;
  return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
}
