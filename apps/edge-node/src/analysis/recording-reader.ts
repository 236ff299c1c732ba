import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Picture } from '#detection';
import { codeOf } from '../config/documents.js';
import { FrameSplitter } from '../video/frame-splitter.js';
import { recordingArguments } from '../video/ffmpeg-options.js';
import type { RecordingOptions } from '../video/ffmpeg-options.js';
import { diagnose } from '../video/loss.js';
import { AnalysisError } from './analysis-error.js';
import { ffmpegMissing } from './recording-facts.js';
import { RecordingLog } from './recording-log.js';
import type { DecodedPicture } from './recording-log.js';

/** One picture of the recording that is looked at. */
export interface RecordedFrame {
  readonly picture: Picture;
  readonly decoded: DecodedPicture;
}

/** Decoded while the one before is looked at; a picture at long side 768 has one megabyte. */
const READ_AHEAD_FRAMES = 3;
/** A frame passes both filters within this many others. */
const PENDING_PICTURES_MAX = 256;
const ERROR_LINES_MAX = 40;

/** Decodes a recording as fast as its frames are taken. ffmpeg waits while nobody takes them. */
export class RecordingReader {
  readonly #log = new RecordingLog();
  readonly #splitter = new FrameSplitter();
  readonly #pending = new Map<string, DecodedPicture>();
  readonly #announced: DecodedPicture[] = [];
  readonly #queue: RecordedFrame[] = [];
  readonly #errors: string[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #failure: Error | null = null;
  #exitCode: number | null = null;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(private readonly options: RecordingOptions) {
    const command = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
    this.#child = spawn(command, recordingArguments(options), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.once('error', (error) => {
      this.#failure = codeOf(error) === 'ENOENT' ? ffmpegMissing(command) : error;
    });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#put(this.#splitter.push(chunk)));
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#read(line));
    this.#child.once('close', (code, signal) => {
      this.#exitCode = code;
      if (signal) this.#failure ??= new AnalysisError(`ffmpeg was ended by ${signal} in the middle of ${options.path}`);
      this.#isOver = true;
      this.#wake();
    });
  }

  /** What is known of the pictures decoded so far, looked at or not. */
  get decoded(): Pick<RecordingLog, 'pictures' | 'lastMs' | 'stepMs' | 'restarts'> {
    return this.#log;
  }

  /** Why ffmpeg ended before the recording did, as a sentence; null when it read to the end. */
  get problem(): string | null {
    if (this.#exitCode === 0 && this.#log.pictures > 0) return null;
    const { path } = this.options;
    return diagnose(this.#errors, { address: path, hadFrames: this.#log.pictures > 0, exitCode: this.#exitCode })
      .message;
  }

  /** Every frame that is looked at, in order. Throws `AnalysisError` when ffmpeg cannot be started or is killed. */
  async *frames(): AsyncGenerator<RecordedFrame> {
    for (;;) {
      const frame = this.#queue.shift();
      if (this.#queue.length < READ_AHEAD_FRAMES) this.#child.stdout.resume();
      if (frame) yield frame;
      else if (this.#isOver) break;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#failure) throw this.#failure;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  #read(line: string): void {
    const fact = this.#log.read(line);
    if (!fact) return;
    switch (fact.type) {
      case 'decoded':
        this.#pending.set(fact.picture.pts, fact.picture);
        for (const [pts] of this.#pending) {
          if (this.#pending.size <= PENDING_PICTURES_MAX) break;
          this.#pending.delete(pts);
        }
        break;
      case 'looked': {
        const picture = this.#pending.get(fact.pts);
        if (!picture) return this.#giveUp(`ffmpeg shows a picture that it never decoded: ${line}`);
        this.#announced.push(picture);
        const { widthPx, heightPx } = fact;
        this.#put(this.#splitter.announce({ ptsMs: picture.ptsMs, widthPx, heightPx }));
        break;
      }
      case 'error':
        // The first lines tell the cause, the last ones the end: what repeats in between is dropped.
        if (this.#errors.length >= ERROR_LINES_MAX) this.#errors.splice(ERROR_LINES_MAX / 2, 1);
        this.#errors.push(fact.text);
    }
  }

  #giveUp(message: string): void {
    this.#failure ??= new AnalysisError(message);
    this.stop();
  }

  #put(frames: ReturnType<FrameSplitter['push']>): void {
    for (const { picture } of frames) {
      const decoded = this.#announced.shift();
      if (decoded) this.#queue.push({ picture, decoded });
    }
    if (this.#queue.length >= READ_AHEAD_FRAMES) this.#child.stdout.pause();
    if (frames.length > 0) this.#wake();
  }
}
