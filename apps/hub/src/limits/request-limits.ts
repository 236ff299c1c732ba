import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { ApiProblem } from '../api/problem.js';
import { HubSettings } from '../config/hub-settings.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { TokenBuckets } from './token-buckets.js';

/** A burst is what a caller may ask within so many seconds: a page that opens asks a dozen things at once. */
const BURST_SECONDS = 10;
/**
 * Who has asked more than the limit allows in so many seconds, at once, is answered one by one until it has paused: a
 * burst of a few hundred made another's p99 3.6 times as long when it was answered two at a time, 1.9 times one by one.
 * A page that opens asks far less.
 */
const BRISK_SECONDS = 1;
/** Wrong credentials from one address: enough for a person who mistypes, far too few to guess with. */
const REFUSALS = { burst: 20, perSecond: 0.5 };
/** Of what needs no key, from one address: a page opens with a few questions, and its answers may be kept for an hour. */
const PUBLIC_REQUESTS = { burst: 30, perSecond: 2 };
/** What anybody may ask, counted by address: behind one there may be an office. */
const KEYS_AN_ADDRESS = 4;
/** Unknown credentials of one address that are looked up at all: each costs the database a question. */
const LOOK_UPS = { burst: 200, perSecond: 20 };
/** At about 100 bytes a bucket, a megabyte. */
const CALLERS_MAX = 10_000;
/** A credential that was right is taken to be worth looking up for so long, whatever else its address sends. */
const TRUSTED_MS = 600_000;
/** Said to a caller of whom too many requests wait. */
const FULL_WAIT_MS = 1_000;

/** Who asks, before anybody has looked. */
export interface Stranger {
  readonly address: string;
  /** What stands for the credential; null without one. */
  readonly credential: string | null;
}

/** How much each caller may ask of the hub, and how often somebody unknown may try. */
@Injectable()
export class RequestLimits {
  readonly #requests: TokenBuckets | null;
  readonly #anonymous: TokenBuckets | null;
  readonly #lookUps: TokenBuckets | null;
  readonly #refusals = new TokenBuckets(REFUSALS, CALLERS_MAX);
  readonly #publicRequests: TokenBuckets | null;
  /** Until when a credential's requests are refused, and until when it is trusted to be worth a look. */
  readonly #refusedUntilMs = new Map<string, number>();
  readonly #trustedUntilMs = new Map<string, number>();
  /** Until when a credential is well into its burst. */
  readonly #hastyUntilMs = new Map<string, number>();
  readonly #limited: Counter<'limit'>;

  constructor(@Inject(HubSettings) { config }: Pick<HubSettings, 'config'>, @Inject(HubMetrics) metrics: HubMetrics) {
    const { requestsPerSecond } = config;
    const buckets = (perSecond: number) =>
      perSecond === 0 ? null : new TokenBuckets({ burst: perSecond * BURST_SECONDS, perSecond }, CALLERS_MAX);
    this.#requests = buckets(requestsPerSecond);
    this.#anonymous = buckets(requestsPerSecond * KEYS_AN_ADDRESS);
    this.#lookUps = requestsPerSecond === 0 ? null : new TokenBuckets(LOOK_UPS, CALLERS_MAX);
    this.#publicRequests = requestsPerSecond === 0 ? null : new TokenBuckets(PUBLIC_REQUESTS, CALLERS_MAX);
    this.#limited = new Counter({
      name: 'kerbline_requests_limited_total',
      help: 'Requests refused: their caller asks too much (requests, public), has too much waiting already (turns), or guesses (refusals), or nobody in particular asks too much from one address (anonymous)',
      labelNames: ['limit'],
      registers: [metrics.registry],
    });
  }

  /** How long a request must wait before it is even looked at; 0: not at all. Needs nothing but memory. */
  waitAtTheDoor({ address, credential }: Stranger, nowMs: number): number {
    if (credential === null) return this.#counted('anonymous', this.#anonymous?.take(address, nowMs) ?? 0);
    const refusedMs = (this.#refusedUntilMs.get(credential) ?? 0) - nowMs;
    if (refusedMs > 0) return this.#counted('requests', refusedMs);
    if (this.#isTrusted(credential, nowMs)) return 0;
    return this.#counted('refusals', this.#lookUps?.take(address, nowMs) ?? 0);
  }

  /** Whose requests wait for each other: a known credential's, otherwise an address's; null where there is no limit. */
  lineOf({ address, credential }: Stranger, nowMs: number): string | null {
    if (this.#requests === null) return null;
    return credential !== null && this.#isTrusted(credential, nowMs) ? credential : address;
  }

  /** Whether a known credential is well into its burst, so that its requests are answered one by one. */
  isHasty({ credential }: Stranger, nowMs: number): boolean {
    return credential !== null && (this.#hastyUntilMs.get(credential) ?? 0) > nowMs;
  }

  /** Counts a request that found too many of its caller's waiting, and says how long it must wait. */
  waitForTurn(): number {
    return this.#counted('turns', FULL_WAIT_MS);
  }

  /** Throws a 429 problem when this caller has asked too much; until it may again, its credential stays at the door. */
  takeRequest(callerId: string, credential: string | null, nowMs: number): void {
    if (credential !== null) remember(this.#trustedUntilMs, credential, nowMs + TRUSTED_MS);
    const waitMs = this.#counted('requests', this.#requests?.take(callerId, nowMs) ?? 0);
    const hastyMs = (this.#requests?.untilFull(callerId, nowMs) ?? 0) - BRISK_SECONDS * 1_000;
    if (credential !== null && hastyMs > 0) remember(this.#hastyUntilMs, credential, nowMs + hastyMs);
    if (waitMs === 0) return;
    if (credential !== null) remember(this.#refusedUntilMs, credential, nowMs + waitMs);
    throw new ApiProblem(429, 'this key asks more than it may; ask again after the time in Retry-After', [], waitMs);
  }

  /** Throws a 429 problem when this address has asked too much of what is open to all. */
  takePublic(address: string, nowMs: number): void {
    const waitMs = this.#counted('public', this.#publicRequests?.take(address, nowMs) ?? 0);
    if (waitMs === 0) return;
    throw new ApiProblem(
      429,
      'too much is asked from this address; ask again after the time in Retry-After',
      [],
      waitMs,
    );
  }

  /** Notes a wrong credential, and throws a 429 problem when the address sent too many. */
  takeRefusal(address: string, nowMs: number): void {
    const waitMs = this.#counted('refusals', this.#refusals.take(address, nowMs));
    if (waitMs > 0) throw new ApiProblem(429, 'too many wrong keys came from this address', [], waitMs);
  }

  #isTrusted(credential: string, nowMs: number): boolean {
    return (this.#trustedUntilMs.get(credential) ?? 0) > nowMs;
  }

  #counted(limit: 'anonymous' | 'public' | 'refusals' | 'requests' | 'turns', waitMs: number): number {
    if (waitMs > 0) this.#limited.inc({ limit });
    return waitMs;
  }
}

/** Of more than there are callers, the one that was noted least recently is forgotten. */
function remember(times: Map<string, number>, key: string, untilMs: number): void {
  times.delete(key);
  times.set(key, untilMs);
  const [oldest] = times.keys();
  if (times.size > CALLERS_MAX && oldest !== undefined) times.delete(oldest);
}
