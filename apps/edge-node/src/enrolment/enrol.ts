import { renameSync } from 'node:fs';
import { z } from 'zod';
import { ID_PATTERN } from '#events';
import { boxKeyFile, readBoxIdentity, readEnrolmentCode, readOrMakeUserKey, writeBoxIdentity } from '#identity';

/** The box stays as it is; one sentence for the technician beside it. */
export class EnrolmentError extends Error {
  override readonly name = 'EnrolmentError';
  readonly isForPeople = true;
}

export interface Enrolment {
  readonly hub: string;
  readonly code: string;
  /** Where the box keeps who it is. */
  readonly folder: string;
  /** Lets the code travel in plain text to a hub on a private network. */
  readonly mayBePlaintext: boolean;
  /** Takes the place of an identity that is there. */
  readonly isAgain: boolean;
}

const ANSWER_MS_MAX = 15_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const answerSchema = z.object({
  deviceId: z.string().regex(ID_PATTERN),
  cityId: z.string(),
  servers: z.array(z.string()).min(1),
  ca: z.string().nullable(),
});
const problemSchema = z.object({ detail: z.string() });

/**
 * Trades a code for a place at the city's broker. The key is made here and its seed stays here; a second attempt, after
 * an answer that was lost on the way, offers the same key. Throws `EnrolmentError`.
 */
export async function enrol(enrolment: Enrolment): Promise<z.infer<typeof answerSchema>> {
  const { folder } = enrolment;
  const address = hubAddress(enrolment);
  const code = readEnrolmentCode(enrolment.code);
  if (code === null) throw new EnrolmentError('this is no code: expected 16 letters such as 7KQ2-M0XE-93TD-VB5A');
  const present = readBoxIdentity(folder);
  if (present && !enrolment.isAgain) {
    throw new EnrolmentError(`this box is enrolled as ${present.deviceId} already: say --again to enrol it anew`);
  }
  // The key in force stays until the hub has taken the new one.
  const keyFile = present ? `${boxKeyFile(folder)}.next` : boxKeyFile(folder);
  const { publicKey } = readOrMakeUserKey(keyFile);
  const answer = await ask(address, { code, publicKey });
  if (present) renameSync(keyFile, boxKeyFile(folder));
  writeBoxIdentity(folder, answer);
  return answer;
}

function hubAddress({ hub, mayBePlaintext }: Enrolment): URL {
  const url = URL.canParse(hub) ? new URL('/api/v1/enrolments', hub) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new EnrolmentError('--hub is no address: expected https://host');
  }
  if (url.protocol === 'http:' && !mayBePlaintext && !LOOPBACK.test(url.hostname)) {
    throw new EnrolmentError(
      `${url.host} would be spoken to in plain text, and whoever listens would have the code: expected https://, or ` +
        'KERBLINE_ALLOW_PLAINTEXT=yes where the network between is private',
    );
  }
  return url;
}

async function ask(address: URL, request: { code: string; publicKey: string }): Promise<z.infer<typeof answerSchema>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      // A hub that sends the code elsewhere is none.
      redirect: 'error',
    });
    body = await response.json();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it gave no answer that can be read';
    throw new EnrolmentError(`the hub at ${address.host} is not reachable: ${why}`);
  }
  if (!response.ok) {
    const problem = problemSchema.safeParse(body);
    throw new EnrolmentError(`the hub refuses: ${problem.data?.detail ?? `status ${response.status}`}`);
  }
  const answer = answerSchema.safeParse(body);
  if (!answer.success) throw new EnrolmentError(`${address.host} does not answer like a hub of this version`);
  return answer.data;
}
