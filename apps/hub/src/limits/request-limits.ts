import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { ApiProblem } from '../api/problem.js';
import { HubSettings } from '../config/hub-settings.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { TokenBuckets } from './token-buckets.js';

/** A burst is what a caller may ask within so many seconds: a page that opens asks a dozen things at once. */
const BURST_SECONDS = 10;
/** Wrong credentials from one address: enough for a person who mistypes, far too few to guess with. */
const REFUSALS = { burst: 20, perSecond: 0.5 };
/** Of what needs no key, from one address: a page opens with a few questions, and its answers may be kept for an hour. */
const PUBLIC_REQUESTS = { burst: 30, perSecond: 2 };
/** At about 100 bytes a bucket, a megabyte. */
const CALLERS_MAX = 10_000;

/** How much each caller may ask of the hub, and how often somebody unknown may try. */
@Injectable()
export class RequestLimits {
  readonly #requests: TokenBuckets | null;
  readonly #refusals = new TokenBuckets(REFUSALS, CALLERS_MAX);
  readonly #publicRequests: TokenBuckets | null;
  readonly #limited: Counter<'limit'>;

  constructor(@Inject(HubSettings) { config }: HubSettings, @Inject(HubMetrics) metrics: HubMetrics) {
    const { requestsPerSecond: perSecond } = config;
    this.#requests =
      perSecond === 0 ? null : new TokenBuckets({ burst: perSecond * BURST_SECONDS, perSecond }, CALLERS_MAX);
    this.#publicRequests = perSecond === 0 ? null : new TokenBuckets(PUBLIC_REQUESTS, CALLERS_MAX);
    this.#limited = new Counter({
      name: 'kerbline_requests_limited_total',
      help: 'Requests refused because their caller asks too much (requests, public) or guesses (refusals)',
      labelNames: ['limit'],
      registers: [metrics.registry],
    });
  }

  /** Throws a 429 problem when this caller has asked too much. */
  takeRequest(callerId: string, nowMs: number): void {
    const waitMs = this.#requests?.take(callerId, nowMs) ?? 0;
    if (waitMs === 0) return;
    this.#limited.inc({ limit: 'requests' });
    throw new ApiProblem(429, 'this key asks more than it may; ask again after the time in Retry-After', [], waitMs);
  }

  /** Throws a 429 problem when this address has asked too much of what is open to all. */
  takePublic(address: string, nowMs: number): void {
    const waitMs = this.#publicRequests?.take(address, nowMs) ?? 0;
    if (waitMs === 0) return;
    this.#limited.inc({ limit: 'public' });
    throw new ApiProblem(
      429,
      'too much is asked from this address; ask again after the time in Retry-After',
      [],
      waitMs,
    );
  }

  /** Notes a wrong credential, and throws a 429 problem when the address sent too many. */
  takeRefusal(address: string, nowMs: number): void {
    const waitMs = this.#refusals.take(address, nowMs);
    if (waitMs === 0) return;
    this.#limited.inc({ limit: 'refusals' });
    throw new ApiProblem(429, 'too many wrong keys came from this address', [], waitMs);
  }
}
