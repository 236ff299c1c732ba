import { bytesOf } from '#detection';
import type { Picture } from '#detection';
import { backOffMs } from './back-off.js';
import type { VideoAddress } from './camera-address.js';
import { LiveClock, RecordedClock } from './capture-clock.js';
import type { CaptureClock } from './capture-clock.js';
import { FfmpegDecoder } from './ffmpeg-decoder.js';
import type { DecodeOptions } from './ffmpeg-options.js';
import type { SplitFrame } from './frame-splitter.js';
import { silence } from './loss.js';
import type { Loss } from './loss.js';

/** A camera that was switched on a moment ago, or sends a key picture every ten seconds, gets this long to begin. */
const FIRST_FRAME_MS_MAX = 15_000;
/** A decoder that has run this long was no failed attempt: the next failure waits shortly again. */
const STABLE_MS = 10_000;

export interface VideoSourceOptions extends Omit<DecodeOptions, 'socketTimeoutMs'> {
  readonly address: VideoAddress;
  /** No picture for this long: the decoder is replaced. */
  readonly silenceMs: number;
  /** When the first picture of a file was captured; null takes the moment it is read. */
  readonly startTimeMs: number | null;
  /** A file begins again at its end, as a street goes on. */
  readonly loop: boolean;
}

export interface CapturedFrame {
  readonly picture: Picture;
  readonly atMs: number;
}

export interface VideoListener {
  frame(frame: CapturedFrame): Promise<void> | void;
  /** Called once for every failed run. The source goes on trying, `retryInMs` from now. */
  lost(loss: Loss, retryInMs: number): void;
  /** A file has been read to its end; nothing more will come. */
  finished(): void;
  videoBytes(added: number): void;
}

/**
 * Keeps one camera's video coming. One decoder runs at a time; when it ends, or gives no picture for `silenceMs`, it is
 * replaced after a growing, jittered wait. A file that has been read to its end is finished, unless it loops.
 */
export class VideoSource {
  #decoder: FfmpegDecoder | null = null;
  #clock: CaptureClock | null = null;
  #watchdog: NodeJS.Timeout | null = null;
  #retry: NodeJS.Timeout | null = null;
  #failures = 0;
  #runStartedMs = 0;
  #lastFrameMs = 0;
  #lastCaptureMs: number | null = null;
  #isStopped = false;
  #silenceLoss: Loss | null = null;

  constructor(
    private readonly options: VideoSourceOptions,
    private readonly listener: VideoListener,
    private readonly random: () => number = Math.random,
  ) {}

  /** ffmpeg's process while there is one. */
  get decoderPid(): number | undefined {
    return this.#decoder?.pid;
  }

  start(): void {
    if (!this.#isStopped) this.#run();
  }

  /** Resolves when no process of this source is left. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    if (this.#watchdog) clearTimeout(this.#watchdog);
    await this.#decoder?.stop();
  }

  /** Nobody reads this picture any more: its bytes are taken for one to come. */
  reuse(picture: Picture): void {
    this.#decoder?.reuse(bytesOf(picture));
  }

  #run(): void {
    const { address, silenceMs } = this.options;
    let countedBytes = 0;
    this.#clock = this.#newClock();
    this.#runStartedMs = monotonicMs();
    this.#silenceLoss = null;
    const decoder = new FfmpegDecoder(
      address,
      { ...this.options, socketTimeoutMs: silenceMs },
      {
        frame: (frame) => {
          if (this.#watchdog) clearTimeout(this.#watchdog);
          const taken = this.#captured(frame);
          if (!taken) return this.#watch(silenceMs);
          // While somebody takes time over a frame, it is not the decoder that is silent.
          return taken.then(() => {
            if (this.#decoder === decoder && !this.#isStopped) this.#watch(silenceMs);
          });
        },
        videoBytes: (total) => {
          this.listener.videoBytes(total - countedBytes);
          countedBytes = total;
        },
        ended: (loss) => this.#ended(this.#silenceLoss ?? loss),
      },
    );
    this.#decoder = decoder;
    this.#watch(Math.max(silenceMs, FIRST_FRAME_MS_MAX));
    decoder.start();
  }

  /** A new decoder's PTS begin anew, capture times go on. */
  #newClock(): CaptureClock {
    const { address, startTimeMs, pace, sampleFps } = this.options;
    const nextMs = this.#lastCaptureMs === null ? null : this.#lastCaptureMs + 1_000 / sampleFps;
    if (address.kind === 'file') {
      if (startTimeMs !== null) return new RecordedClock(nextMs ?? startTimeMs);
      if (pace === 'fast') return new RecordedClock(nextMs ?? wallClockMs());
    }
    return new LiveClock(this.#lastCaptureMs ?? undefined);
  }

  #captured({ picture, ptsMs }: SplitFrame): Promise<void> | undefined {
    this.#lastFrameMs = monotonicMs();
    if (ptsMs === null || !this.#clock) return undefined;
    const atMs = this.#clock.captureTimeMs(ptsMs, wallClockMs());
    this.#lastCaptureMs = atMs;
    return this.listener.frame({ picture, atMs }) ?? undefined;
  }

  #watch(patienceMs: number): void {
    if (this.#watchdog) clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      const { address } = this.options;
      const silentMs = monotonicMs() - Math.max(this.#lastFrameMs, this.#runStartedMs);
      this.#silenceLoss = silence(address.kind === 'rtsp' ? address.url.shown : address.path, silentMs);
      void this.#decoder?.stop();
    }, patienceMs);
  }

  #ended(loss: Loss): void {
    if (this.#watchdog) clearTimeout(this.#watchdog);
    this.#decoder = null;
    if (this.#isStopped) return;
    const isFileEnd = this.options.address.kind === 'file' && loss.cause === 'ended';
    if (isFileEnd && !this.options.loop) return this.listener.finished();
    if (isFileEnd) return this.#run();
    if (monotonicMs() - this.#runStartedMs >= STABLE_MS && this.#lastFrameMs > this.#runStartedMs) this.#failures = 0;
    this.#failures++;
    const waitMs = backOffMs(this.#failures, loss.cause, this.random());
    this.#retry = setTimeout(() => this.#run(), waitMs);
    this.listener.lost(loss, waitMs);
  }
}

function monotonicMs(): number {
  return performance.now();
}

function wallClockMs(): number {
  return Date.now();
}
