import { describe, expect, it } from 'vitest';
import { CameraUrl, parseRtspUrl } from './camera-address.js';
import { ffconcatScript, protocolsFor } from './ffconcat.js';

describe('what ffmpeg is told on its standard input', () => {
  it('names the camera, the transport and the patience, and asks for no sound', () => {
    expect(ffconcatScript(camera("rtsp://u:it's@h/live"), { transport: 'udp', socketTimeoutMs: 5_000 })).toBe(
      [
        'ffconcat version 1.0',
        "file 'rtsp://u:it%27s@h/live'",
        'option rtsp_transport udp',
        'option timeout 5000000',
        'option allowed_media_types video',
        '',
      ].join('\n'),
    );
  });

  it('lets ffmpeg open what the source needs and nothing else', () => {
    expect(protocolsFor(camera('rtsp://h/'), 'tcp')).toBe('pipe,tcp');
    expect(protocolsFor(camera('rtsp://h/'), 'udp')).toBe('pipe,tcp,rtp,udp');
    expect(protocolsFor(camera('rtsps://h/'), 'tcp')).toBe('pipe,tls,tcp');
  });
});

function camera(text: string): CameraUrl {
  const url = parseRtspUrl(text);
  if (url instanceof CameraUrl) return url;
  throw new Error(url.problem);
}
