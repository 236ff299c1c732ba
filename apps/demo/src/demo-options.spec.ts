import { describe, expect, it } from 'vitest';
import { readDemoOptions, withoutCredentials } from './demo-options.js';

describe('readDemoOptions', () => {
  it('takes a port and a camera', () =>
    expect(readDemoOptions({ port: '8081', cameraUrl: 'rtsp://pole-7/live' })).toEqual({
      port: 8081,
      cameraUrl: 'rtsp://pole-7/live',
      hasTown: false,
      watch: false,
    }));

  it('has the simulated city beside the demo camera, unless told, and never beside a camera of one’s own', () => {
    const hasTown = (given: { cameraUrl: string | null; town?: boolean }) =>
      readDemoOptions({ port: '8081', ...given }).hasTown;
    expect(hasTown({ cameraUrl: null })).toBe(true);
    expect(hasTown({ cameraUrl: null, town: false })).toBe(false);
    expect(hasTown({ cameraUrl: 'rtsp://pole-7/live', town: true })).toBe(false);
  });

  it.each(['0', '65536', '80.5', 'http', ''])('refuses the port "%s" as wrong usage', (port) =>
    expect(() => readDemoOptions({ port, cameraUrl: null })).toThrow(
      expect.objectContaining({ message: `--port is "${port}", expected a number from 1 to 65535`, exitCode: 2 }),
    ),
  );

  it.each(['http://user:s3cret@pole-7/', 'user:s3cret@pole-7', 'rtsp://'])(
    'refuses a camera that is no RTSP address, without repeating it (%#)',
    (cameraUrl) =>
      expect(() => readDemoOptions({ port: '8080', cameraUrl })).toThrow(
        expect.objectContaining({
          message: 'the camera is not an address such as rtsp://host/path',
          exitCode: 2,
        }),
      ),
  );
});

describe('withoutCredentials', () => {
  it('keeps host and path only', () =>
    expect(withoutCredentials('rtsp://user:s3cret@pole-7:554/live?password=s3cret')).toBe('rtsp://pole-7:554/live'));
});
