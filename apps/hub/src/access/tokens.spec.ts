import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { looksLikeToken, readToken, signToken } from './tokens.js';

const secret = randomBytes(32);
const claims = { keyId: '5f0a2c1e-6f43-4e0b-9a57-3c8d1e7b9f42', scopes: ['read', 'label'] as const };

describe('an access token', () => {
  it('says which key it stands for and what it may be used for', async () => {
    expect(await readToken(await signToken(claims, secret), secret)).toEqual(claims);
  });

  it('is told from a key by its looks', async () => {
    expect(looksLikeToken(await signToken(claims, secret))).toBe(true);
    expect(looksLikeToken('kerbline_0123456789abcdef')).toBe(false);
  });

  it('says nothing when it was signed by somebody else, changed or is over', async () => {
    const token = await signToken(claims, secret);
    const [head = '', body = ''] = token.split('.');
    const over = await new SignJWT({ scope: 'read' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer('kerbline')
      .setSubject(claims.keyId)
      .setExpirationTime(1)
      .sign(secret);
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`;
    const strangers = await signToken(claims, randomBytes(32));
    for (const forged of [strangers, `${head}.${body}.`, `${token}x`, unsigned, over, 'a.b.c']) {
      expect(await readToken(forged, secret)).toBeNull();
    }
  });
});
