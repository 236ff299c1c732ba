import { createHash } from 'node:crypto';

/** An answer as it is sent. */
export interface Answer {
  readonly json: string;
  readonly etag: string;
}

export function answerOf(body: object): Answer {
  const json = JSON.stringify(body);
  return { json, etag: `"${createHash('sha256').update(json).digest('base64url')}"` };
}
