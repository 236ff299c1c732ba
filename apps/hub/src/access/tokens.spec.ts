import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
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

  it('says nothing when it was signed by somebody else or changed', async () => {
    const token = await signToken(claims, secret);
    const [head = '', body = ''] = token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`;
    const strangers = await signToken(claims, randomBytes(32));
    for (const forged of [strangers, `${head}.${body}.`, `${token}x`, unsigned, 'a.b.c']) {
      expect(await readToken(forged, secret)).toBeNull();
    }
  });

  describe('with the right signature', () => {
    const nowS = Math.floor(Date.now() / 1_000);
    const sound = { iss: 'kerbline', aud: 'kerbline', sub: claims.keyId, exp: nowS + 3_600, scope: 'read label' };
    const signed = (content: JWTPayload, header = {}) =>
      new SignJWT(content).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(secret);

    it('is taken as it should be, and of words that are no scope none is', async () => {
      expect(await readToken(await signed(sound), secret)).toEqual(claims);
      expect((await readToken(await signed({ ...sound, scope: 'read write' }), secret))?.scopes).toEqual(['read']);
    });

    it.each([
      ['without an end', { exp: undefined }],
      ['that is over', { exp: nowS - 1 }],
      ['for somebody else', { aud: 'another-hub' }],
      ['for nobody', { aud: undefined }],
      ['of another issuer', { iss: 'somebody' }],
      ['of no key', { sub: undefined }],
      ['without a scope', { scope: undefined }],
    ])('says nothing %s', async (_what, change) => {
      const content = Object.fromEntries(
        Object.entries({ ...sound, ...change }).filter(([, value]) => value !== undefined),
      );
      expect(await readToken(await signed(content), secret)).toBeNull();
    });

    it.each([{ typ: 'JWT' }, { alg: 'HS384' }, { alg: 'HS512' }])(
      'says nothing under the header %o',
      async (header) => {
        expect(await readToken(await signed(sound, header), secret)).toBeNull();
      },
    );
  });

  describe('is worth something', () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    it('for an hour, and not a second longer', async () => {
      const startMs = Date.UTC(2026, 4, 14, 9);
      vi.useFakeTimers({ toFake: ['Date'], now: startMs });
      const token = await signToken(claims, secret);
      vi.setSystemTime(startMs + 3_599_000);
      expect(await readToken(token, secret)).toEqual(claims);
      vi.setSystemTime(startMs + 3_600_000);
      expect(await readToken(token, secret)).toBeNull();
    });
  });
});
