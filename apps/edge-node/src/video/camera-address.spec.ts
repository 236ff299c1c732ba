import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CameraUrl, filePathProblem, parseRtspUrl } from './camera-address.js';

describe('an RTSP address', () => {
  it.each([
    ['rtsp://10.0.0.5/live', 'rtsp://10.0.0.5/live'],
    ['rtsp://10.0.0.5', 'rtsp://10.0.0.5'],
    ['RTSPS://cam.example.org:322/a?b=c', 'rtsps://cam.example.org:322/a?b=c'],
    ['rtsp://[fe80::1]:554/live', 'rtsp://[fe80::1]:554/live'],
    ['rtsp://u:p@h/live', 'rtsp://u:p@h/live'],
    ['rtsp://u:p@ss:w@h/live', 'rtsp://u:p%40ss%3Aw@h/live'],
    ['rtsp://u:p%40ss@h/live', 'rtsp://u:p%40ss@h/live'],
    ["rtsp://u:it's@h/live", 'rtsp://u:it%27s@h/live'],
    ['rtsp://:secret@h/live', 'rtsp://:secret@h/live'],
    ['rtsp://u@h/live', 'rtsp://u@h/live'],
    ['rtsp://h/Streaming/Channels/101?transport=tcp', 'rtsp://h/Streaming/Channels/101?transport=tcp'],
    ['rtsp://h/@live', 'rtsp://h/@live'],
  ])('%s is read', (text, url) => expect(parsed(text).reveal()).toBe(url));

  it.each([
    ['http://h/live', /must begin with rtsp/],
    ['file:///etc/passwd', /must begin with rtsp/],
    ['rtsp:/h', /must begin with rtsp/],
    ['rtsp://', /no valid host/],
    ['rtsp:///live', /no valid host/],
    ['rtsp://u:p@', /no valid host/],
    ['rtsp://-oProxyCommand=x/live', /no valid host/],
    ['rtsp://u:pa/ss@h/live', /slash in the password as %2F/],
    ['rtsp://h:0/live', /port 0/],
    ['rtsp://h:65536/live', /port 65536/],
    ['rtsp://h/live\nfile x', /control character/],
    ["rtsp://h/live'\nfile", /control character/],
    ["rtsp://h/it's", /percent-encoded/],
    ['rtsp://h/a b', /percent-encoded/],
    ['rtsp://u:p%zz@h/live', /percent-encoding/],
    ['rtsp://u:p%0Afile@h/live', /percent-encoding/],
    ['rtsp://h a/live', /no valid host/],
  ])('%j is refused', (text, problem) => {
    const url = parseRtspUrl(text);
    expect('problem' in url && url.problem).toMatch(problem);
  });

  it('shows its host to everybody and its credentials, path and query to nobody who does not ask', () => {
    const url = parsed('rtsp://ops.cam:canary@h:554/user=admin_password=x?token=y');
    for (const shown of [String(url), JSON.stringify({ url }), inspect({ url }), url.shown]) {
      expect(shown).toContain('rtsp://***@h:554');
      expect(shown).not.toMatch(/canary|ops|admin|token/);
    }
  });

  it('differs when only the password differs', () => {
    expect(parsed('rtsp://u:a@h/').equals(parsed('rtsp://u:b@h/'))).toBe(false);
    expect(parsed('rtsp://u:a@h/').equals(parsed('rtsp://u:a@h/'))).toBe(true);
  });
});

describe('a file path', () => {
  it.each(['street.mp4', './-street.mp4', '/srv/film 7.mp4', '../a/b.ts'])('%j is taken', (path) =>
    expect(filePathProblem(path)).toBeNull(),
  );

  it.each([
    '-i',
    'concat:a|b',
    'subfile,,start,0,end,6,,:/etc/passwd',
    'http://h/x',
    'data:text/plain,x',
    'a\nb',
    'pipe:0',
  ])('%j is refused', (path) => expect(filePathProblem(path)).not.toBeNull());
});

function parsed(text: string): CameraUrl {
  const url = parseRtspUrl(text);
  if (url instanceof CameraUrl) return url;
  throw new Error(`${text}: ${url.problem}`);
}
