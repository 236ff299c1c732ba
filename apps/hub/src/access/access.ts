import { hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { HubSettings } from '../config/hub-settings.js';
import { Database } from '../persistence/database.js';
import { hashKey, isAmong } from './key-hash.js';
import { isLoopback } from './loopback.js';
import { SESSION_MS_MAX, openSession, signSession } from './session-token.js';
import type { Session } from './session-token.js';

export const SESSION_COOKIE = 'kerbline_session';
/** Longer keys are nobody's, and hashing them costs. */
const KEY_LENGTH_MAX = 200;

const KEY_IN_FORCE = `select 1 from api_keys where key_hash = $1 and city_id = $2 and revoked_at is null`;

/** Who may use the API. */
@Injectable()
export class Access {
  readonly #keyHashes: readonly Buffer[];
  readonly #secret: Buffer;

  constructor(
    @Inject(HubSettings) private readonly settings: HubSettings,
    @Inject(Database) private readonly database: Database,
  ) {
    const { apiKeys } = settings.config;
    this.#keyHashes = apiKeys.map(hashKey);
    this.#secret = sessionSecret(apiKeys);
  }

  /** What lets this request in, or null. */
  async of(request: Request): Promise<Session['access'] | null> {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return (await this.acceptsKey(bearer)) ? 'key' : null;
    const session = openSession(sessionCookie(request), this.#secret, Date.now());
    if (session?.access === 'key') {
      return (await this.#acceptsHash(Buffer.from(session.keyHash, 'hex'))) ? 'key' : null;
    }
    return session?.access === 'loopback' && this.mayOpenPage(request) ? 'loopback' : null;
  }

  acceptsKey(key: string): Promise<boolean> {
    return key.length > KEY_LENGTH_MAX ? Promise.resolve(false) : this.#acceptsHash(hashKey(key));
  }

  /** Whether a browser may open the page without a key. */
  mayOpenPage(request: Request): boolean {
    return this.settings.config.pageAccess === 'loopback' && isLoopback(request);
  }

  keySession(key: string): string {
    const untilMs = Date.now() + SESSION_MS_MAX;
    return signSession({ access: 'key', keyHash: hashKey(key).toString('hex'), untilMs }, this.#secret);
  }

  loopbackSession(): string {
    return signSession({ access: 'loopback', untilMs: Date.now() + SESSION_MS_MAX }, this.#secret);
  }

  async #acceptsHash(hash: Buffer): Promise<boolean> {
    if (isAmong(hash, this.#keyHashes)) return true;
    return (await this.database.query(KEY_IN_FORCE, [hash, this.settings.config.city.id])).length > 0;
  }
}

/** From the keys, so that sessions outlive a restart and hold at every replica; without keys, until the next start. */
function sessionSecret(keys: readonly string[]): Buffer {
  const material = keys.length === 0 ? randomBytes(32) : Buffer.from([...keys].sort().join('\n'));
  return Buffer.from(hkdfSync('sha256', material, 'kerbline', 'session', 32));
}

function sessionCookie(request: Request): string {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const prefix = `${SESSION_COOKIE}=`;
  return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
}
