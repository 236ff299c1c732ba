import { describe, expect, it } from 'vitest';
import { SILENCE_MS_MAX, cameraStatus } from './camera-status.js';

describe("a camera's status", () => {
  it('is offline once three reports are missed, and not 1 ms earlier', () => {
    expect(cameraStatus(0, false, SILENCE_MS_MAX)).toBe('online');
    expect(cameraStatus(0, false, SILENCE_MS_MAX + 1)).toBe('offline');
  });

  it('is a fault while its box reports one, and offline when the box falls silent', () => {
    expect(cameraStatus(0, true, 1_000)).toBe('fault');
    expect(cameraStatus(0, true, SILENCE_MS_MAX + 1)).toBe('offline');
  });
});
