import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSession, signSession } from './session-token.js';
import type { Session } from './session-token.js';

const secret = randomBytes(32);
const session: Session = { access: 'loopback', untilMs: 1_000 };

describe('a session token', () => {
  it('opens with the secret it was signed with, until it is over', () => {
    const token = signSession(session, secret);
    expect(openSession(token, secret, 999)).toEqual(session);
    expect(openSession(token, secret, 1_000)).toBeNull();
    expect(openSession(token, randomBytes(32), 999)).toBeNull();
  });

  it('is refused when anything of it was changed', () => {
    const [text = '', mac = ''] = signSession(session, secret).split('.');
    const longer = Buffer.from(JSON.stringify({ ...session, untilMs: 9e15 })).toString('base64url');
    for (const forged of [`${longer}.${mac}`, `${text}.`, text, '', `${text}.${mac}.x`, 'a.b']) {
      expect(openSession(forged, secret, 0)).toBeNull();
    }
  });
});
