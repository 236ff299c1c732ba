import { describe, expect, it } from 'vitest';
import { redact, redactUrls } from './redact.js';

/** Each URL with what of it must never be seen again. */
const CREDENTIALS: readonly (readonly [url: string, ...secrets: string[]])[] = [
  ['rtsp://admin:canary@10.0.0.5/live', 'canary', 'admin'],
  ['rtsp://ops.cam:canary@h/live', 'canary', 'ops.cam'],
  ['rtsp://ops%40city:canary@h/live', 'canary', 'ops%40city'],
  ['rtsp://:canary@h/live', 'canary'],
  ['rtsp://canary@h/live', 'canary'],
  ['rtsp://canary:@h/live', 'canary'],
  ['rtsp://u:can@ary@h/live', 'can@ary', 'can'],
  ['rtsp://u:can:ary@h/live', 'can:ary'],
  ['rtsp://u:can/ary@h/live', 'can/ary'],
  ['rtsp://u:can?ary@h/live', 'can?ary'],
  ['rtsp://u:can#ary@h/live', 'can#ary'],
  ['rtsp://u:can%40ary@h/live', 'can%40ary'],
  ['rtsp://u:can%2Fary@h/live', 'can%2Fary'],
  ['rtsp://u:can ary@h/live', 'can ary', 'ary'],
  ["rtsp://u:can'ary@h/live", "can'ary"],
  ['rtsp://u:can"ary@h/live', 'can"ary'],
  ['rtsp://u:<canary>@h/live', 'canary'],
  ['rtsp://u:{canary}@h/live', 'canary'],
  ['rtsp://u:can\\ary@h/live', 'can\\ary'],
  ['rtsp://u:$canary!@h/live', 'canary'],
  ['rtsp://u:canary(1)@h/live', 'canary'],
  ['rtsp://u:canary,x@h/live', 'canary'],
  ['rtsp://u:canary;x@h/live', 'canary'],
  ['rtsp://u:canary|x@h/live', 'canary'],
  ['rtsp://u:пароль@h/live', 'пароль'],
  ['rtsp://u:密码canary@h/live', '密码', 'canary'],
  ['rtsp://u:🔑canary@h/live', 'canary'],
  ['rtsp://u:a://canary@h/live', 'canary'],
  ['rtsps://u:canary@h:322/live', 'canary'],
  ['RTSP://U:canary@h/live', 'canary'],
  ['rtsp://u:canary@[fe80::1]:554/live', 'canary'],
  ['rtsp://domain\\u:canary@h/live', 'canary', 'domain'],
  ['rtsp://u:canary@h:8554', 'canary'],
  ['rtsp://u:canary@h', 'canary'],
  ['rtsp://h/live?user=admin&password=canary', 'canary', 'admin'],
  ['rtsp://h/live?token=canary', 'canary'],
  ['rtsp://h/live?channel=1&sig=canary#x', 'canary'],
  ['rtsp://h/user=admin_password=canary_channel=1_stream=0.sdp', 'canary', 'admin'],
  ['rtsp://h/user=admin&password=canary&channel=1', 'canary'],
  ['rtsp://h:554/cam/auth=canary/1', 'canary'],
  ['rtsp://u:canary1@h/live?password=canary2', 'canary'],
  ['http://u:canary@h/snapshot.jpg', 'canary'],
  ['tcp://u:canary@127.0.0.1:554?timeout=5000000', 'canary'],
  ['nats://u:canary@broker:4222', 'canary'],
  ['postgres://u:canary@db/kerbline', 'canary'],
];

/** The lines in which ffmpeg, Node and the broker's client show addresses. */
const LINES: readonly ((url: string) => string)[] = [
  (url) => url,
  (url) => `[concat @ 0x55f0a0] [error] Impossible to open '${url}'`,
  (url) => `[tcp @ 0x55f0a0] Connection to ${url} failed: Connection refused`,
  (url) => `${url}: Server returned 401 Unauthorized (authorization failed)`,
  (url) => `Input #0, rtsp, from '${url}':\n  Duration: N/A`,
  (url) => `first ${url} and then rtsp://other:secret2@h2/x`,
];

describe('credentials', () => {
  it.each(CREDENTIALS)('of %s are in no line', (url, ...secrets) => {
    for (const line of LINES) {
      const shown = redactUrls(line(url));
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }
  });
});

describe('redaction', () => {
  it('keeps what an operator needs', () => {
    expect(redactUrls("[concat @ 0x1] Impossible to open 'rtsp://u:p@10.0.0.5:554/live'")).toBe(
      "[concat @ 0x1] Impossible to open 'rtsp://***@10.0.0.5:554/live'",
    );
    expect(redactUrls('Connection to tcp://10.0.0.5:554?timeout=5 failed: Connection refused')).toBe(
      'Connection to tcp://10.0.0.5:554?*** failed: Connection refused',
    );
  });

  it.each([
    'frame 12 of camera north at 07:45',
    '[rtsp @ 0x5604ddd87400] method DESCRIBE failed: 401 Unauthorized',
    'rtsp://10.0.0.5/live [tcp @ 0x5604] timed out',
    '',
  ])('leaves "%s" alone', (line) => expect(redactUrls(line)).toBe(line));

  it('masks each of two addresses in a line', () => {
    expect(redactUrls('rtsp://a:1@h1/x or rtsp://b:2@h2/y')).toBe('rtsp://***@h1/x or rtsp://***@h2/y');
  });

  it('masks an Authorization header', () => {
    expect(redactUrls('Authorization: Basic b3BzOmNhbmFyeQ==\r\nCSeq: 2')).toBe('Authorization: ***\r\nCSeq: 2');
  });

  it('masks a known secret outside any address, plain and percent-encoded', () => {
    expect(redact('login p@ss:w failed; sent p%40ss%3Aw', ['p@ss:w'])).toBe('login *** failed; sent ***');
  });

  it('does not take a very short secret for a part of every word', () => {
    expect(redact('camera lost', ['a'])).toBe('camera lost');
  });
});
