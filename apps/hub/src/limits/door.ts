import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { FairTurns } from './fair-turns.js';
import { Refusals } from './refusals.js';
import type { RequestLimits } from './request-limits.js';

/** A page that opens asks a dozen things at once; they are answered a few at a time, as fast. */
export const AT_ONCE_MAX = 2;
/** But a caller's who is well into its burst one by one: it is in no hurry that others should wait for. */
const HASTY_AT_ONCE_MAX = 1;
/** Of one caller; beyond that it has asked too much. */
export const WAITING_MAX = 200;
/** Whoever asks two hard questions still has its page answered. */
const TURN_MS_MAX = 1_000;

/**
 * Turns away who asks too much before anything is done for the request, so that a flood costs no more than its parsing;
 * of what is let in, a few of each caller are answered at once.
 */
export function door(limits: RequestLimits) {
  const turns = new FairTurns({ atOnce: AT_ONCE_MAX, waitingMax: WAITING_MAX });
  const refusals = new Refusals();
  return (request: Request, response: Response, next: NextFunction): void => {
    const stranger = { address: addressOf(request), credential: credentialOf(request) };
    const nowMs = performance.now();
    const waitMs = limits.waitAtTheDoor(stranger, nowMs);
    if (waitMs > 0) {
      refusals.add(response, waitMs);
      return;
    }
    const line = limits.lineOf(stranger, nowMs);
    if (line === null) {
      next();
      return;
    }
    const begin = () => {
      holdTurn(response, () => turns.leave(line));
      if (!response.closed) next();
    };
    const atOnce = limits.isHasty(stranger, nowMs) ? HASTY_AT_ONCE_MAX : AT_ONCE_MAX;
    if (!turns.enter(line, begin, atOnce)) refusals.add(response, limits.waitForTurn());
  };
}

/** Until its answer begins, its client has gone, or it has taken long. */
function holdTurn(response: Response, leave: () => void): void {
  let isHeld = true;
  const done = () => {
    if (!isHeld) return;
    isHeld = false;
    clearTimeout(timer);
    leave();
  };
  const timer = setTimeout(done, TURN_MS_MAX);
  // Node tells of no event for it. What comes after the head is sent as fast as the client reads.
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
  response.writeHead = (...head: unknown[]) => {
    done();
    return writeHead(...head);
  };
  if (response.closed) process.nextTick(done);
  else response.once('close', done);
}

/**
 * Whose attempts are counted together: whoever is connected, or, where that is a proxy the hub was told to trust, whom
 * the proxy says it speaks for (Express's `trust proxy`). What a proxy passes on and is no address stands for the proxy.
 */
export function addressOf(request: Request): string {
  const { ip, socket } = request;
  return (ip !== undefined && isIP(ip) > 0 ? ip : socket.remoteAddress) ?? 'unknown';
}

/** Stands for a request's credential, whatever it is worth; nobody can use it as one. */
export function credentialOf({ headers: { authorization, cookie } }: Pick<Request, 'headers'>): string | null {
  const given = authorization ?? cookie;
  return given === undefined ? null : createHash('sha256').update(given).digest('base64');
}
