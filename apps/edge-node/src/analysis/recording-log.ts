/** What one line of ffmpeg's standard error tells about a recording. */
export type RecordingFact =
  | { readonly type: 'decoded'; readonly picture: DecodedPicture }
  | { readonly type: 'looked'; readonly pts: string; readonly widthPx: number; readonly heightPx: number }
  | { readonly type: 'error'; readonly text: string };

export interface DecodedPicture {
  /** The stream's own ticks, as text: the two filters name one picture alike. */
  readonly pts: string;
  /** The stream's own time, carried on where that began anew; null when the picture has none that can be trusted. */
  readonly ptsMs: number | null;
  /** Among all pictures that could be decoded, from 1. */
  readonly number: number;
  /** As recorded, before it is scaled. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Neither this picture nor one that it builds on is damaged. */
  readonly isSound: boolean;
}

const SHOWN = /^\[showinfo@(every|looked) @ [^\]]*\] \[info\] (.*)$/;
const TIME_BASE = /^config in time_base: (\d+)\/(\d+)/;
const PICTURE = /^n: *\d+ +pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+) .*?iskey:(\d)/;
/** ffmpeg's own words, in the order of the pictures; a decoder's words may come from a thread that runs ahead. */
const NEXT_IS_DAMAGED = /corrupt decoded frame/;
const ONE_IS_LOST = /Error while decoding stream|Error submitting (?:a )?packet to (?:the )?decoder/;
const ERROR_LINE = /\[(?:error|fatal|panic)\] (.*)$/;
/** Pictures may come slightly out of order; a larger step back is a recording that was joined to another. */
const STEP_BACK_MS_MAX = 500;
/** Streams without key pictures mend themselves row by row; cameras do that within this time. */
const DAMAGE_MS_MAX = 10_000;

/**
 * Reads the log of `recordingOutputOptions`. A damaged picture spoils those after it, up to the next key picture that
 * is whole: decoders conceal the damage and say nothing more of it.
 */
export class RecordingLog {
  #msPerTick: number | null = null;
  #pictures = 0;
  #isNextDamaged = false;
  #isOneLost = false;
  #damagedAtMs: number | null = null;
  #offsetMs = 0;
  #lastMs: number | null = null;
  #stepMs = 0;
  #restarts = 0;

  /** Pictures decoded so far. */
  get pictures(): number {
    return this.#pictures;
  }

  /** The time of the last whole picture, and of the step to it. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  get stepMs(): number {
    return this.#stepMs;
  }

  /** How often the stream's times began anew. */
  get restarts(): number {
    return this.#restarts;
  }

  read(line: string): RecordingFact | null {
    const shown = SHOWN.exec(line);
    if (shown) return this.#shown(shown[1] === 'every', shown[2] ?? '');
    if (NEXT_IS_DAMAGED.test(line)) this.#isNextDamaged = true;
    if (ONE_IS_LOST.test(line)) this.#isOneLost = true;
    const error = ERROR_LINE.exec(line);
    return error ? { type: 'error', text: error[1] ?? '' } : null;
  }

  #shown(isEvery: boolean, text: string): RecordingFact | null {
    const timeBase = TIME_BASE.exec(text);
    if (timeBase) this.#msPerTick = (1_000 * Number(timeBase[1])) / Number(timeBase[2]);
    const picture = PICTURE.exec(text);
    if (!picture) return null;
    const [, pts = '', width, height, key] = picture;
    const size = { widthPx: Number(width), heightPx: Number(height) };
    if (!isEvery) return { type: 'looked', pts, ...size };
    const ownMs = pts === 'NOPTS' || this.#msPerTick === null ? null : Number(pts) * this.#msPerTick;
    const isSound = this.#judge(ownMs, key === '1');
    // A damaged picture's time may be damaged too.
    const ptsMs = isSound && ownMs !== null ? this.#carriedOn(ownMs) : null;
    return { type: 'decoded', picture: { pts, ptsMs, ...size, number: ++this.#pictures, isSound } };
  }

  #carriedOn(ownMs: number): number {
    const lastMs = this.#lastMs ?? ownMs;
    if (ownMs + this.#offsetMs < lastMs - STEP_BACK_MS_MAX) {
      this.#offsetMs = lastMs + this.#stepMs - ownMs;
      this.#restarts++;
    }
    const ptsMs = ownMs + this.#offsetMs;
    if (ptsMs > lastMs) this.#stepMs = ptsMs - lastMs;
    this.#lastMs = Math.max(ptsMs, lastMs);
    return ptsMs;
  }

  #judge(ptsMs: number | null, isKey: boolean): boolean {
    const isDamaged = this.#isNextDamaged || (this.#isOneLost && !isKey);
    if (isDamaged) this.#damagedAtMs = ptsMs ?? this.#damagedAtMs ?? 0;
    else if (isKey || this.#isMended(ptsMs)) this.#damagedAtMs = null;
    this.#isNextDamaged = false;
    this.#isOneLost = false;
    return this.#damagedAtMs === null;
  }

  #isMended(ptsMs: number | null): boolean {
    return this.#damagedAtMs !== null && ptsMs !== null && ptsMs - this.#damagedAtMs > DAMAGE_MS_MAX;
  }
}
