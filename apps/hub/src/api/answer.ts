import { createHash } from 'node:crypto';

/** An answer as it is sent. */
export interface Answer {
  readonly text: string;
  readonly etag: string;
}

/** As JSON. */
export function answerOf(body: object): Answer {
  return answerIn(JSON.stringify(body));
}

export function answerIn(text: string): Answer {
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}
