import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ID_PATTERN } from '#events';
import { clockOf } from '../../cities/city.js';
import type { CityRow } from '../../persistence/city.row.js';
import { bindCity, boundCity } from '../../persistence/city-scope.js';
import { Database } from '../../persistence/database.js';
import { CdsError } from './cds-error.js';
import { envelope } from './envelope.js';
import type { CdsCity } from './envelope.js';
import { mediaType, negotiate } from './media-type.js';
import type { CdsFormat, CdsVersion } from './media-type.js';

/** A city's time zone and currency are believed for so long. */
const KNOWN_MS = 10_000;
/** More cities than a hub has; then all are read anew. */
const CITIES_MAX = 1_000;

/** What of a request every answer depends on. */
export interface Asked {
  readonly city: CdsCity;
  readonly version: CdsVersion;
}

export interface JsonAnswer {
  readonly data: unknown;
  readonly lastUpdatedMs: number;
  /** Where the next page begins; null on the last; left out where there are no pages. */
  readonly cursor?: string | null;
  /** Put into the next page's address, so that it speaks of the same time as this one. */
  readonly fixed?: Readonly<Record<string, number>>;
}

/** Takes requests in and hands answers out, in the form that all of the standard's endpoints share. */
@Injectable()
export class CdsDesk {
  readonly #cities = new Map<string, { readonly city: CdsCity; readonly untilMs: number }>();

  constructor(@Inject(Database) private readonly database: Database) {}

  /** The version an answer shall have. Throws 406. */
  versionOf(request: Request, format: CdsFormat = 'json'): CdsVersion {
    const version = negotiate(request.headers.accept, format);
    if (version !== null) return version;
    const served = (['1.0', '1.1'] as const).map((each) => mediaType(format, each));
    throw new CdsError(406, 'none of the types that the request accepts is served here', served);
  }

  /** Throws 406, 403 for a key of another city, and 404 for a city that does not exist. */
  async ask(request: Request, cityId: string, format: CdsFormat = 'json'): Promise<Asked> {
    const version = this.versionOf(request, format);
    const bound = boundCity();
    if (bound !== null && bound.id !== cityId) throw new CdsError(403, 'this key is another city’s');
    const city = await this.#city(cityId);
    // What anybody may ask is read as this city's reader too: the address names the city, not a key.
    if (bound === null) bindCity({ id: city.id, clock: clockOf(city.timeZone) });
    return { version, city };
  }

  async #city(id: string): Promise<CdsCity> {
    const nowMs = performance.now();
    const known = this.#cities.get(id);
    if (known && known.untilMs > nowMs) return known.city;
    const [row] = ID_PATTERN.test(id)
      ? await this.database.query<CityRow>('select * from cities where id = $1', [id])
      : [];
    if (!row) throw CdsError.notFound('city', id.slice(0, 100));
    const city = { id: row.id, timeZone: row.time_zone, currency: row.currency };
    if (this.#cities.size >= CITIES_MAX) this.#cities.clear();
    this.#cities.set(id, { city, untilMs: nowMs + KNOWN_MS });
    return city;
  }

  answer(request: Request, response: Response, asked: Asked, answer: JsonAnswer): void {
    this.send(response, asked, this.textOf(request, asked, answer));
  }

  /** An answer as it is sent, in its envelope. */
  textOf(request: Request, { city, version }: Asked, { data, lastUpdatedMs, cursor, fixed }: JsonAnswer): string {
    const next = cursor === undefined ? {} : { next: cursor === null ? null : nextPage(request, cursor, fixed) };
    return JSON.stringify(envelope(data, { version, city, lastUpdatedMs, ...next }));
  }

  /** Sends the text of an answer; one that was kept says how old it is (`Age`). */
  send(response: Response, { version }: Asked, text: string, ageMs = 0, format: CdsFormat = 'json'): void {
    response.status(200);
    headers(response, mediaType(format, version));
    if (ageMs >= 1_000) response.setHeader('Age', String(Math.floor(ageMs / 1_000)));
    response.end(text);
  }

  /** An answer without an envelope, which is how the standard answers a batch. */
  answerPlain(response: Response, { version }: Asked, { status, body }: { status: 200 | 201; body: object }): void {
    response.status(status);
    headers(response, mediaType('json', version));
    response.end(JSON.stringify(body));
  }

  /** Begins an answer in CSV, whose rows follow. */
  beginCsv(response: Response, { version }: Asked): void {
    response.status(200);
    headers(response, mediaType('csv', version));
  }
}

function headers(response: Response, type: string): void {
  response.setHeader('Content-Type', type);
  response.setHeader('Vary', 'Accept');
}

/** The same address with another cursor. */
function nextPage(request: Request, cursor: string, fixed: Readonly<Record<string, number>> = {}): string {
  const url = new URL(request.originalUrl, `${request.protocol}://${request.get('host') ?? 'localhost'}`);
  for (const [name, value] of Object.entries(fixed)) url.searchParams.set(name, String(value));
  if (Object.keys(fixed).length > 0) url.searchParams.delete('event_time');
  url.searchParams.set('cursor', cursor);
  return url.href;
}
