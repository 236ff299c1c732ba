import { isDeepStrictEqual } from 'node:util';
import type { EdgeConfig } from './edge-config.js';

/** What a running box cannot take from a new config; empty when it can take all of it. */
export function reloadProblems(running: EdgeConfig, next: EdgeConfig): readonly string[] {
  const fixed = [
    ['device', running.deviceId, next.deviceId],
    ['nats', running.nats, next.nats],
    ['http', running.http, next.http],
  ] as const;
  return fixed
    .filter(([, before, after]) => !isDeepStrictEqual(before, after))
    .map(([key]) => `${key} has changed: it takes effect when the box is started again`);
}
