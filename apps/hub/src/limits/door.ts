import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { problemView } from '../api/problem.js';
import type { RequestLimits } from './request-limits.js';

const BODY = JSON.stringify(
  problemView(429, 'Too Many Requests', 'more is asked than may be; ask again after the time in Retry-After'),
);

/** Turns away who asks too much before anything is done for the request: a flood costs no more than its parsing. */
export function door(limits: RequestLimits) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const stranger = { address: addressOf(request), credential: credentialOf(request) };
    const waitMs = limits.waitAtTheDoor(stranger, performance.now());
    if (waitMs === 0) {
      next();
      return;
    }
    response.writeHead(429, {
      'Content-Type': 'application/problem+json',
      'Retry-After': String(Math.ceil(waitMs / 1_000)),
      'Cache-Control': 'no-store',
    });
    response.end(BODY);
  };
}

/** Whose attempts are counted together. */
export function addressOf(request: Request): string {
  return request.socket.remoteAddress ?? 'unknown';
}

/** Stands for a request's credential, whatever it is worth; nobody can use it as one. */
export function credentialOf({ headers: { authorization, cookie } }: Request): string | null {
  const given = authorization ?? cookie;
  return given === undefined ? null : createHash('sha256').update(given).digest('base64');
}
