import type { FrameHeader } from './frame-splitter.js';

/** What one line of ffmpeg's standard error tells. */
export type LogFact =
  | { readonly type: 'frame'; readonly header: FrameHeader }
  | { readonly type: 'video_bytes'; readonly bytes: number }
  | { readonly type: 'error'; readonly text: string };

const TIME_BASE = /config in time_base: (\d+)\/(\d+)/;
/** `n:   3 pts:  54000 pts_time:0.6 … s:640x360`. `pts_time` has six digits only: useless after a day. */
const SHOWN_FRAME = /\bn: *\d+ +pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+)/;
const TOTAL_SIZE = /^total_size=(\d+)$/;
const ERROR_LINE = /\[(?:error|fatal|panic)\] (.*)$/;

/** Reads the log of the arguments that `ffmpegOptions` gives: `showinfo`, `-progress pipe:2`, `-loglevel level`. */
export class FfmpegLog {
  #msPerTick: number | null = null;

  read(line: string): LogFact | null {
    const frame = SHOWN_FRAME.exec(line);
    if (frame) return this.#frame(frame);
    const size = TOTAL_SIZE.exec(line);
    if (size) return { type: 'video_bytes', bytes: Number(size[1]) };
    const timeBase = TIME_BASE.exec(line);
    if (timeBase) this.#msPerTick = (1_000 * Number(timeBase[1])) / Number(timeBase[2]);
    const error = ERROR_LINE.exec(line);
    return error ? { type: 'error', text: error[1] ?? '' } : null;
  }

  #frame(match: RegExpExecArray): LogFact {
    const [, pts, width, height] = match;
    if (this.#msPerTick === null) return { type: 'error', text: 'ffmpeg showed a frame before its time base' };
    const header = {
      ptsMs: pts === 'NOPTS' ? null : Number(pts) * this.#msPerTick,
      widthPx: Number(width),
      heightPx: Number(height),
    };
    return { type: 'frame', header };
  }
}
