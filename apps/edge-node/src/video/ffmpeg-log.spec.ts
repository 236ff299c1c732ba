import { describe, expect, it } from 'vitest';
import { FfmpegLog } from './ffmpeg-log.js';

const TIME_BASE = '[Parsed_showinfo_4 @ 0x55] [info] config in time_base: 1/90000, frame_rate: 25/1';

describe("ffmpeg's log", () => {
  it('gives each frame its time in the time base of the stream', () => {
    const log = new FfmpegLog();
    expect(log.read(TIME_BASE)).toBeNull();
    expect(log.read(frameLine('4294967297'))).toEqual({
      type: 'frame',
      header: { ptsMs: 4_294_967_297 / 90, widthPx: 640, heightPx: 360 },
    });
  });

  it('follows a new time base when the stream changes', () => {
    const log = new FfmpegLog();
    log.read(TIME_BASE);
    log.read(TIME_BASE.replace('90000', '1000'));
    expect(log.read(frameLine('500'))).toMatchObject({ header: { ptsMs: 500 } });
  });

  it('knows a frame without a time', () => {
    const log = new FfmpegLog();
    log.read(TIME_BASE);
    expect(log.read(frameLine('NOPTS'))).toMatchObject({ type: 'frame', header: { ptsMs: null } });
  });

  it('reads how much video has come', () => {
    expect(new FfmpegLog().read('total_size=1127257')).toEqual({ type: 'video_bytes', bytes: 1_127_257 });
  });

  it('reads errors without their address in memory', () => {
    expect(new FfmpegLog().read('[rtsp @ 0x5604] [error] method DESCRIBE failed: 401 Unauthorized')).toEqual({
      type: 'error',
      text: 'method DESCRIBE failed: 401 Unauthorized',
    });
  });

  it.each(['total_size=N/A', 'frame=102', '[info] Stream mapping:', '', 'n: 1'])('passes over "%s"', (line) =>
    expect(new FfmpegLog().read(line)).toBeNull(),
  );
});

function frameLine(pts: string): string {
  return `[Parsed_showinfo_4 @ 0x55] [info] n:   1 pts: ${pts} pts_time:0.2     pos:       -1 fmt:rgb24 sar:1/1 s:640x360 i:P iskey:0 type:P `;
}
