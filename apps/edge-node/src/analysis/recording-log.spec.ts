import { describe, expect, it } from 'vitest';
import { RecordingLog } from './recording-log.js';

const TICKS_PER_S = 1_000;
const CORRUPT = '[warning] file:street.ts: corrupt decoded frame in stream 0';
const LOST = '[error] Error while decoding stream #0:0: Invalid data found when processing input';

describe('the log of a recording', () => {
  it('numbers every decoded picture from 1 and gives it its own time and size', () => {
    const log = begun();
    expect(log.read(every(0, 'key'))).toEqual({
      type: 'decoded',
      picture: { pts: '0', ptsMs: 0, number: 1, widthPx: 1280, heightPx: 720, isSound: true },
    });
    expect(decoded(log, every(133))).toMatchObject({ ptsMs: 133, number: 2 });
  });

  it('tells the size in which a picture is looked at', () => {
    const line = every(200).replace('showinfo@every', 'showinfo@looked').replace('1280x720', '768x432');
    expect(begun().read(line)).toEqual({ type: 'looked', pts: '200', widthPx: 768, heightPx: 432 });
  });

  it('calls a damaged picture and those that build on it unsound, up to the next key picture', () => {
    const log = begun();
    expect(soundness(log, [every(0, 'key'), CORRUPT, every(100), every(200), every(300, 'key'), every(400)])).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('does not take a damaged key picture for the end of the damage', () => {
    expect(soundness(begun(), [CORRUPT, every(0, 'key'), every(100), every(200, 'key')])).toEqual([false, false, true]);
  });

  it('calls the pictures after a lost one unsound, but not a key picture that follows at once', () => {
    expect(soundness(begun(), [LOST, every(100), every(200, 'key')])).toEqual([false, true]);
    expect(soundness(begun(), [LOST, every(100, 'key'), every(200)])).toEqual([true, true]);
  });

  it('trusts a stream without key pictures again more than ten seconds after the damage', () => {
    expect(soundness(begun(), [CORRUPT, every(0), every(10_000), every(10_001)])).toEqual([false, false, true]);
  });

  it('does not trust the time of a damaged picture', () => {
    const log = begun();
    log.read(CORRUPT);
    expect(decoded(log, every(9_999_999)).ptsMs).toBeNull();
    expect(log.lastMs).toBeNull();
  });

  it('gives no time to a picture that has none', () => {
    expect(decoded(begun(), every(0, 'key').replace('pts:      0', 'pts:  NOPTS')).ptsMs).toBeNull();
  });

  it('carries times on, one step after the last, where they go back by more than half a second', () => {
    const log = begun();
    const times = [0, 400, 800, 299, 699].map((ms) => decoded(log, every(ms, 'key')).ptsMs);
    expect(times).toEqual([0, 400, 800, 1_200, 1_600]);
    expect(log.restarts).toBe(1);
  });

  it('leaves times alone that go back by half a second at most', () => {
    const log = begun();
    expect([0, 400, 800, 300].map((ms) => decoded(log, every(ms, 'key')).ptsMs)).toEqual([0, 400, 800, 300]);
    expect(log.restarts).toBe(0);
  });

  it('keeps the length of a gap', () => {
    const log = begun();
    expect([0, 100, 90_000].map((ms) => decoded(log, every(ms, 'key')).ptsMs)).toEqual([0, 100, 90_000]);
  });

  it('repeats the words of an error', () => {
    expect(begun().read('[h264 @ 0x55] [error] no frame!')).toEqual({ type: 'error', text: 'no frame!' });
  });
});

function begun(): RecordingLog {
  const log = new RecordingLog();
  log.read(`[showinfo@every @ 0x55] [info] config in time_base: 1/${TICKS_PER_S}, frame_rate: 10/1`);
  return log;
}

function every(pts: number, kind: 'key' | 'other' = 'other'): string {
  const isKey = kind === 'key' ? 1 : 0;
  return (
    `[showinfo@every @ 0x55] [info] n:  59 pts: ${String(pts).padStart(6)} pts_time:5.9     pos:   312388 fmt:yuv420p ` +
    `sar:1/1 s:1280x720 i:P iskey:${isKey} type:P `
  );
}

function decoded(log: RecordingLog, line: string) {
  const fact = log.read(line);
  if (fact?.type !== 'decoded') throw new Error(`not a picture: ${line}`);
  return fact.picture;
}

function soundness(log: RecordingLog, lines: readonly string[]): readonly boolean[] {
  return lines.flatMap((line) => {
    const fact = log.read(line);
    return fact?.type === 'decoded' ? [fact.picture.isSound] : [];
  });
}
