import { createHmac, randomBytes } from 'node:crypto';

/** As many bits as the hash has. */
const SECRET_BYTES = 32;
/** Lets scanners for leaked secrets find one. */
const SECRET_PREFIX = 'kerbline_whsec_';

export function newSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

/** Hex of HMAC-SHA256 over `<timestamp>.<body>`; the timestamp is in whole seconds since 1970. */
export function signatureOf(body: string, secret: string, timestampS: number): string {
  return createHmac('sha256', secret).update(`${timestampS}.${body}`).digest('hex');
}
