import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export const SESSION_MS_MAX = 12 * 3_600_000;

/** Who a browser is: somebody with a key (known by its hash), or somebody at this very machine. */
const session = z.discriminatedUnion('access', [
  z.object({ access: z.literal('key'), keyHash: z.string().regex(/^[0-9a-f]{64}$/), untilMs: z.number() }),
  // Without a city: the home city's.
  z.object({ access: z.literal('loopback'), cityId: z.string().optional(), untilMs: z.number() }),
]);
export type Session = z.infer<typeof session>;

/** A session as the value of a cookie: readable, but nobody can change it without the secret. */
export function signSession(content: Session, secret: Buffer): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${text}.${signature(text, secret).toString('base64url')}`;
}

/** The session of a cookie's value; null when it is forged, damaged or over. */
export function openSession(token: string, secret: Buffer, nowMs: number): Session | null {
  const [text = '', mac = '', ...rest] = token.split('.');
  const given = Buffer.from(mac, 'base64url');
  const expected = signature(text, secret);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const parsed = session.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  return parsed.success && parsed.data.untilMs > nowMs ? parsed.data : null;
}

function signature(text: string, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
