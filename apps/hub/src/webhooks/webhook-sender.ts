import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { signatureOf } from './signature.js';
import { addressProblem, mayConnect } from './webhook-address.js';
import type { Reach } from './webhook-address.js';

/** From the look-up of the name to the head of the answer. Who needs longer should answer first and work then. */
const ANSWER_MS_MAX = 10_000;
const ERROR_LENGTH_MAX = 200;
/** CDS 1.1 names its media type so. */
const MEDIA_TYPE = 'application/vnd.cds+json;version=1.1';

export interface Letter {
  readonly url: string;
  readonly secret: string;
  readonly deliveryId: string;
  readonly eventType: string;
  readonly body: string;
}

export interface Answer {
  readonly isDelivered: boolean;
  readonly status: number | null;
  /** In words, where it was not delivered. */
  readonly error: string | null;
}

type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

export interface SendOptions {
  readonly reach: Reach;
  readonly nowMs: number;
  readonly lookup?: Lookup;
  readonly answerMsMax?: number;
}

/**
 * Posts one event. A name is looked up once, all it leads to is checked, and the connection is made to what was checked:
 * a name that leads elsewhere a moment later changes nothing. Redirects are not followed. Never rejects.
 */
export function send(letter: Letter, options: SendOptions): Promise<Answer> {
  const { reach, nowMs, lookup = systemLookup, answerMsMax = ANSWER_MS_MAX } = options;
  const problem = addressProblem(letter.url, reach);
  if (problem !== null) return Promise.resolve(failed(problem));
  const url = new URL(letter.url);
  const timestampS = Math.floor(nowMs / 1_000);
  const request: RequestOptions = {
    method: 'POST',
    // A connection that is kept would not be looked at again.
    agent: false,
    signal: AbortSignal.timeout(answerMsMax),
    lookup: checkedLookup(lookup, reach),
    headers: {
      'Content-Type': MEDIA_TYPE,
      'Content-Length': Buffer.byteLength(letter.body),
      'User-Agent': 'kerbline',
      'Kerbline-Delivery': letter.deliveryId,
      'Kerbline-Event': letter.eventType,
      'Kerbline-Timestamp': String(timestampS),
      'Kerbline-Signature': `v1=${signatureOf(letter.body, letter.secret, timestampS)}`,
    },
  };
  return new Promise((resolve) => {
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    let sent: ClientRequest;
    try {
      sent = open(url, request);
    } catch (error) {
      return resolve(failed(wordsOf(error)));
    }
    sent.on('response', (response) => {
      resolve(answerOf(response));
      // What it says beside its status is nobody's concern, and may be endless.
      response.on('error', () => undefined);
      response.destroy();
    });
    sent.on('error', (error) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
      resolve(failed(isLate ? `no answer within ${answerMsMax / 1_000} s` : wordsOf(error)));
    });
    sent.end(letter.body);
  });
}

function answerOf({ statusCode: status = 0 }: IncomingMessage): Answer {
  if (status >= 200 && status < 300) return { isDelivered: true, status, error: null };
  const isRedirect = status >= 300 && status < 400;
  const error = isRedirect ? `answered ${status}: redirects are not followed` : `answered ${status}`;
  return { isDelivered: false, status, error };
}

/** Looks a name up and lets only addresses through that may be connected to; one that may not spoils them all. */
export function checkedLookup(lookup: Lookup, reach: Reach): LookupFunction {
  return (host, options, callback) => {
    const { family, hints } = options;
    const asked = { all: true, ...(family === undefined ? {} : { family }), ...(hints === undefined ? {} : { hints }) };
    lookup(host, asked as LookupOptions & { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) return callback(error, '', 0);
      if (first === undefined) return callback(new Error(`${host} leads nowhere`), '', 0);
      if (!addresses.every(({ address }) => isIP(address) !== 0 && mayConnect(address, reach))) {
        return callback(new Error(`${host} does not lead to the public internet`), '', 0);
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function failed(error: string): Answer {
  return { isDelivered: false, status: null, error };
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message || error.name : 'unknown error').slice(0, ERROR_LENGTH_MAX);
}
