import { describe, expect, it } from 'vitest';
import { readRequest } from './analysis-request.js';

const asked = (size?: string) =>
  readRequest({ camera: 'a.camera.json', video: 'a.mp4', out: 'a.ndjson', ...(size === undefined ? {} : { size }) });

describe('the size that a recording is looked at in', () => {
  it('is that of a box when nothing is said', () => {
    expect(asked().detector.longSidePx).toBe(768);
  });

  it.each(['160', '1920'])('may be %s', (size) => {
    expect(asked(size).detector.longSidePx).toBe(Number(size));
  });

  it.each(['159', '1921', '960.5', 'large'])('may not be %s', (size) => {
    expect(() => asked(size)).toThrow(`--size is "${size}", expected a whole number from 160 to 1920`);
  });
});
