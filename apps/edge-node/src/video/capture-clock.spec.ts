import { describe, expect, it } from 'vitest';
import { LiveClock, RecordedClock } from './capture-clock.js';

const NOON_MS = 1_800_000_000_000;

describe('the clock of a recording', () => {
  it('counts from its start', () => {
    const clock = new RecordedClock(NOON_MS);
    expect([0, 200, 400].map((ptsMs) => clock.captureTimeMs(ptsMs))).toEqual([NOON_MS, NOON_MS + 200, NOON_MS + 400]);
  });

  it('keeps a gap and a variable frame rate as they are', () => {
    const clock = new RecordedClock(0);
    expect([0, 33.4, 5_000, 5_041.7].map((ptsMs) => clock.captureTimeMs(ptsMs))).toEqual([0, 33, 5_000, 5_042]);
  });

  it('goes forward even where the recording steps back', () => {
    const clock = new RecordedClock(0);
    expect([0, 400, 200, 600].map((ptsMs) => clock.captureTimeMs(ptsMs))).toEqual([0, 400, 401, 600]);
  });
});

describe('the clock of a live stream', () => {
  it('takes the frame with the least delay for its measure', () => {
    const clock = new LiveClock();
    expect(clock.captureTimeMs(0, NOON_MS + 900)).toBe(NOON_MS + 900);
    expect(clock.captureTimeMs(200, NOON_MS + 1_000)).toBe(NOON_MS + 1_000);
    // From here on the true delay is known: 300 ms less than the second frame had.
    expect(clock.captureTimeMs(400, NOON_MS + 900 + 1)).toBe(NOON_MS + 1_001);
    expect(clock.captureTimeMs(1_000, NOON_MS + 1_700)).toBe(NOON_MS + 1_501);
  });

  it('is not moved by a network that holds frames up and then hands them over at once', () => {
    const clock = started(50);
    const late = [10, 11, 12, 13, 14].map((i) => clock.captureTimeMs(i * 200, NOON_MS + 14 * 200 + 50));
    expect(late).toEqual([10, 11, 12, 13, 14].map((i) => NOON_MS + i * 200 + 50));
  });

  it('follows a camera whose clock runs slow by 200 ppm for a day', () => {
    const clock = new LiveClock();
    let worstMs = 0;
    for (let atMs = 0; atMs <= 86_400_000; atMs += 1_000) {
      const capturedMs = clock.captureTimeMs(atMs * (1 - 200e-6), NOON_MS + atMs);
      worstMs = Math.max(worstMs, Math.abs(capturedMs - (NOON_MS + atMs)));
    }
    // A minute's window at 200 ppm: 12 ms, and one bucket more.
    expect(worstMs).toBeLessThanOrEqual(15);
  });

  it('begins anew when the stream time starts over', () => {
    const clock = started(50);
    expect(clock.captureTimeMs(0, NOON_MS + 60_000)).toBe(NOON_MS + 60_000);
    expect(clock.captureTimeMs(200, NOON_MS + 60_200)).toBe(NOON_MS + 60_200);
  });

  it('begins anew when the stream time jumps ahead', () => {
    const clock = started(50);
    expect(clock.captureTimeMs(9_000_000, NOON_MS + 2_000)).toBe(NOON_MS + 2_000);
    expect(clock.captureTimeMs(9_000_200, NOON_MS + 2_200)).toBe(NOON_MS + 2_200);
  });

  it('begins anew when frames seem older than silence would allow', () => {
    const clock = started(50);
    expect(clock.captureTimeMs(2_000, NOON_MS + 12_051)).toBe(NOON_MS + 12_051);
  });

  it('keeps its measure while frames are late by less', () => {
    const clock = started(50);
    expect(clock.captureTimeMs(2_000, NOON_MS + 12_050)).toBe(NOON_MS + 2_050);
  });

  it('goes on after the last frame before a restart', () => {
    const clock = new LiveClock(NOON_MS + 500);
    expect(clock.captureTimeMs(0, NOON_MS)).toBe(NOON_MS + 501);
    expect(clock.captureTimeMs(1_000, NOON_MS + 1_000)).toBe(NOON_MS + 1_000);
  });

  it('goes forward when the system clock is set back', () => {
    const clock = started(50);
    const before = clock.captureTimeMs(2_000, NOON_MS + 2_050);
    expect(clock.captureTimeMs(2_200, NOON_MS - 3_600_000)).toBe(before + 1);
  });
});

/** Ten frames at five a second, each `delayMs` on its way. */
function started(delayMs: number): LiveClock {
  const clock = new LiveClock();
  for (let i = 0; i < 10; i++) clock.captureTimeMs(i * 200, NOON_MS + i * 200 + delayMs);
  return clock;
}
