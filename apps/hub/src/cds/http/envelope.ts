import type { CdsVersion } from './media-type.js';

/** The release of each version that the answers follow. */
const RELEASES: Readonly<Record<CdsVersion, string>> = { '1.0': '1.0.1', '1.1': '1.1.0' };

/** What the answers say of a city. */
export interface CdsCity {
  readonly id: string;
  readonly timeZone: string;
  readonly currency: string;
}

export interface Envelope<Data> {
  readonly version: string;
  readonly time_zone: string;
  readonly last_updated: number;
  readonly currency: string;
  readonly data: Data;
  readonly links?: { readonly next: string | null };
}

export interface EnvelopeFacts {
  readonly version: CdsVersion;
  readonly city: CdsCity;
  readonly lastUpdatedMs: number;
  /** Where the next page is; null on the last; left out where there are no pages. */
  readonly next?: string | null;
}

/** What stands around the data of every JSON answer. */
export function envelope<Data>(data: Data, { version, city, lastUpdatedMs, next }: EnvelopeFacts): Envelope<Data> {
  return {
    version: RELEASES[version],
    time_zone: city.timeZone,
    last_updated: lastUpdatedMs,
    currency: city.currency,
    data,
    ...(next === undefined ? {} : { links: { next } }),
  };
}
