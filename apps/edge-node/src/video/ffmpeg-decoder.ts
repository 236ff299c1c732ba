import type { ChildProcess } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import type { VideoAddress } from './camera-address.js';
import { ffconcatScript } from './ffconcat.js';
import { FfmpegLog } from './ffmpeg-log.js';
import {
  COUNTED_OUTPUT,
  countedOutputOptions,
  fileInput,
  inputOptions,
  pictureOutputOptions,
} from './ffmpeg-options.js';
import type { DecodeOptions } from './ffmpeg-options.js';
import { FrameSplitter } from './frame-splitter.js';
import type { SplitFrame } from './frame-splitter.js';
import { diagnose } from './loss.js';
import type { Loss } from './loss.js';
import { redact } from './redact.js';

/** ffmpeg ends in a few hundredths of a second when asked; one that hangs on a socket does not end at all. */
const STOP_GRACE_MS = 1_000;
/** Enough to hold the line that tells the cause; some failures are logged thousands of times. */
const ERROR_LINES_MAX = 40;
const ERROR_LINE_CHARACTERS_MAX = 300;
/** Bytes or headers that wait for their other half: beyond this, the two streams have come apart. */
const UNPAIRED_BYTES_MAX = 64 * 1024 * 1024;
const UNPAIRED_HEADERS_MAX = 256;
/** A pipe gives 64 KiB at a time: with Node's 16 KiB every piece would stop the pipe and start it again. */
const SINK_BYTES_MAX = 256 * 1024;

export interface DecoderListener {
  /** Video files read fast wait for the promise before the next frame; live sources never wait. */
  frame(frame: SplitFrame): Promise<void> | void;
  /** Compressed video bytes read since the decoder began. */
  videoBytes(total: number): void;
  /** The process has ended, by itself or because it was stopped. */
  ended(loss: Loss): void;
}

/** fluent-ffmpeg keeps the child in a field that its types leave out. */
type CommandWithProcess = ffmpeg.FfmpegCommand & { ffmpegProc?: ChildProcess };

/** One run of ffmpeg on one address. */
export class FfmpegDecoder {
  readonly #splitter = new FrameSplitter();
  readonly #log = new FfmpegLog();
  readonly #errors: string[] = [];
  readonly #done: Promise<void>;
  #resolveDone: () => void = () => undefined;
  /** Frames are delivered one after the other, whichever of the two streams completed them. */
  #delivery = Promise.resolve();
  /** Frames that were handed to `#delivery` and have not been taken yet. */
  #undelivered = 0;
  #child: ChildProcess | null = null;
  #hadFrames = false;
  #isStopping = false;
  #isOver = false;

  constructor(
    private readonly address: VideoAddress,
    private readonly options: DecodeOptions,
    private readonly listener: DecoderListener,
  ) {
    this.#done = new Promise((resolve) => (this.#resolveDone = resolve));
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const sink = this.#pictureSink();
    const command = this.#command(sink);
    command.on('start', () => this.#adopt(command.ffmpegProc, sink));
    command.on('stderr', (line: string) => this.#read(line));
    // The child's own `close` tells of its end; fluent-ffmpeg's events matter only when there is no child.
    command.on('end', () => undefined);
    command.on('error', (error: Error) => {
      if (this.#child?.pid === undefined) this.#finishUnstarted(error);
    });
    command.run();
  }

  /** Resolves when the process is gone; one that does not end when asked is killed. */
  async stop(): Promise<void> {
    if (!this.#isStopping) {
      this.#isStopping = true;
      this.#child?.kill('SIGTERM');
      const impatience = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_GRACE_MS);
      void this.#done.then(() => clearTimeout(impatience));
    }
    await this.#done;
  }

  /** This picture is done with: its bytes may become those of a later one. */
  reuse(bytes: Uint8Array): void {
    this.#splitter.reuse(bytes);
  }

  #command(sink: Writable): CommandWithProcess {
    const { address, options } = this;
    const input =
      address.kind === 'file'
        ? fileInput(address.path)
        : Readable.from([Buffer.from(ffconcatScript(address.url, { ...options, transport: address.transport }))]);
    return ffmpeg(input)
      .inputOptions(inputOptions(address, options))
      .output(COUNTED_OUTPUT)
      .outputOptions(countedOutputOptions())
      .output(sink)
      .outputOptions(pictureOutputOptions(options));
  }

  /** `emitClose: false`: fluent-ffmpeg takes a closed sink for a reason to kill. */
  #pictureSink(): Writable {
    return new Writable({
      emitClose: false,
      highWaterMark: SINK_BYTES_MAX,
      write: (chunk: Buffer, _encoding, written) => {
        const delivery = this.#deliver(this.#splitter.push(chunk));
        if (this.#splitter.waitingBytes > UNPAIRED_BYTES_MAX) this.#comeApart();
        // Most pieces complete no frame: there is nothing to wait for.
        if (this.#undelivered === 0) written();
        else delivery.then(() => written(), written);
      },
    });
  }

  #adopt(child: ChildProcess | undefined, sink: Writable): void {
    if (!child) return;
    this.#child = child;
    if (this.#isStopping) child.kill('SIGTERM');
    const allWritten = new Promise((resolve) => sink.once('finish', resolve));
    child.once('close', (exitCode) => void allWritten.then(() => this.#finish(exitCode)));
  }

  #read(line: string): void {
    const fact = this.#log.read(line);
    if (!fact) return;
    switch (fact.type) {
      case 'frame':
        void this.#deliver(this.#splitter.announce(fact.header));
        if (this.#splitter.waitingHeaders > UNPAIRED_HEADERS_MAX) this.#comeApart();
        break;
      case 'video_bytes':
        this.listener.videoBytes(fact.bytes);
        break;
      case 'error':
        this.#keep(fact.text);
    }
  }

  #deliver(frames: readonly SplitFrame[]): Promise<void> {
    for (const frame of frames) {
      this.#hadFrames = true;
      this.#undelivered++;
      this.#delivery = this.#delivery
        .then(() => (this.#isStopping ? undefined : this.listener.frame(frame)))
        .finally(() => this.#undelivered--);
    }
    return this.#delivery;
  }

  #comeApart(): void {
    this.#keep('pictures and their times came apart');
    this.#child?.kill('SIGKILL');
  }

  #keep(line: string): void {
    const secrets = this.address.kind === 'rtsp' ? this.address.url.secrets : [];
    // The first lines tell the cause, the last ones the end: what repeats in between is dropped.
    if (this.#errors.length >= ERROR_LINES_MAX) this.#errors.splice(ERROR_LINES_MAX / 2, 1);
    this.#errors.push(redact(line, secrets).slice(0, ERROR_LINE_CHARACTERS_MAX));
  }

  #finish(exitCode: number | null): void {
    const { address } = this;
    const shown = address.kind === 'rtsp' ? address.url.shown : address.path;
    this.#end(diagnose(this.#errors, { address: shown, hadFrames: this.#hadFrames, exitCode }));
  }

  #finishUnstarted(error: Error): void {
    this.#end({
      cause: 'ffmpeg_missing',
      message: `ffmpeg could not be started (${redact(error.message, [])}); install ffmpeg 5.1 or later`,
    });
  }

  #end(loss: Loss): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#resolveDone();
    void this.#delivery.finally(() => this.listener.ended(loss));
  }
}
