import { yuvLayoutOf } from '#detection';
import type { YuvPicture } from '#detection';

/** Bytes of frames that are done with wait for the next ones; a camera has one frame at work, one waiting, one shown. */
const SPARE_FRAMES_MAX = 2;

/** What ffmpeg says of a frame that it is about to write. */
export interface FrameHeader {
  /** Null when the stream gave this frame no time. */
  readonly ptsMs: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface SplitFrame {
  readonly ptsMs: number | null;
  readonly picture: YuvPicture;
}

/**
 * Joins two streams that run side by side: raw yuv420p bytes on standard output and a header a frame on standard error.
 * Either may run ahead of the other and bytes arrive in chunks of any size. Frames may change their size midway.
 */
export class FrameSplitter {
  readonly #headers: FrameHeader[] = [];
  readonly #chunks: Uint8Array[] = [];
  readonly #spare: Uint8Array[] = [];
  #frame: Uint8Array | null = null;
  #filledBytes = 0;
  #waitingBytes = 0;

  /** Bytes that belong to frames not announced yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get waitingHeaders(): number {
    return this.#headers.length;
  }

  announce(header: FrameHeader): readonly SplitFrame[] {
    this.#headers.push(header);
    return this.#drain();
  }

  /** The bytes of a frame that nobody reads any more are written over. Half a megabyte each time makes V8 collect garbage. */
  reuse(bytes: Uint8Array): void {
    if (this.#spare.length < SPARE_FRAMES_MAX) this.#spare.push(bytes);
  }

  push(bytes: Uint8Array): readonly SplitFrame[] {
    if (bytes.length === 0) return [];
    this.#chunks.push(bytes);
    this.#waitingBytes += bytes.length;
    return this.#drain();
  }

  #drain(): readonly SplitFrame[] {
    const frames: SplitFrame[] = [];
    for (let header = this.#headers[0]; header; header = this.#headers[0]) {
      if (!this.#fill(header)) break;
      const { ptsMs, widthPx, heightPx } = header;
      frames.push({ ptsMs, picture: { widthPx, heightPx, yuv420: this.#frame ?? new Uint8Array() } });
      this.#frame = null;
      this.#filledBytes = 0;
      this.#headers.shift();
    }
    return frames;
  }

  /** Copies what has arrived into the frame, once; whether the frame is whole. */
  #fill(header: FrameHeader): boolean {
    const frameBytes = yuvLayoutOf(header).bytes;
    this.#frame ??= this.#spareOf(frameBytes) ?? new Uint8Array(frameBytes);
    while (this.#filledBytes < frameBytes) {
      const chunk = this.#chunks[0];
      if (!chunk) return false;
      const taken = chunk.subarray(0, frameBytes - this.#filledBytes);
      this.#frame.set(taken, this.#filledBytes);
      this.#filledBytes += taken.length;
      this.#waitingBytes -= taken.length;
      if (taken.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(taken.length);
    }
    return true;
  }

  /** Spare bytes of another size are of no use any more. */
  #spareOf(frameBytes: number): Uint8Array | undefined {
    let spare = this.#spare.pop();
    while (spare && spare.length !== frameBytes) spare = this.#spare.pop();
    return spare;
  }
}
