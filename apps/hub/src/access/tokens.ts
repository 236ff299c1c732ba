import { SignJWT, errors, jwtVerify } from 'jose';
import { SCOPES } from './needs.js';
import type { Scope } from './needs.js';

/** What programs expect of client credentials; a revoked key ends its tokens at once all the same. */
export const TOKEN_SECONDS = 3_600;
/** The hub gives tokens to be shown to itself. */
const ISSUER = 'kerbline';
const AUDIENCE = ISSUER;
const ALGORITHM = 'HS256';

export interface TokenClaims {
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** Keys have no dot in them, tokens have two. */
export function looksLikeToken(credential: string): boolean {
  return credential.split('.').length === 3;
}

export function signToken({ keyId, scopes }: TokenClaims, secret: Uint8Array): Promise<string> {
  return new SignJWT({ scope: scopes.join(' ') })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(keyId)
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_SECONDS}s`)
    .sign(secret);
}

/** What a token says; null when it is forged, damaged or over. */
export async function readToken(token: string, secret: Uint8Array): Promise<TokenClaims | null> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: 'at+jwt',
      requiredClaims: ['sub', 'exp', 'scope'],
    });
    const words = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
    return { keyId: payload.sub ?? '', scopes: SCOPES.filter((scope) => words.includes(scope)) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
