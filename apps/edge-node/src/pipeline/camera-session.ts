import type { VisitEvent } from '#curb';
import type { ViewFault, ViewMode } from '#detection';
import type { CurbRecord } from '#events';
import type { CameraConfig, DetectorConfig } from '../config/edge-config.js';
import { CurbRecords } from '../records/curb-records.js';
import type { RecordSink } from '../records/record-sink.js';
import { backOffMs } from '../video/back-off.js';
import type { Loss } from '../video/loss.js';
import { VideoSource } from '../video/video-source.js';
import type { CapturedFrame, VideoListener } from '../video/video-source.js';
import type { AnalysedFrame, Analyst, Analysts } from './analyst.js';
import { Comms } from './comms.js';
import type { CameraMemory } from './camera-memory.js';
import type { OpenFault } from './comms.js';
import { Mailbox } from './mailbox.js';
import { PeriodReports } from './period-reports.js';
import type { SessionObserver } from './session-observer.js';

const REPORT_PERIOD_MS = 60_000;
/** A look under way when the box stops may finish, so that its events are not lost. */
const LAST_LOOK_MS_MAX = 800;
/** A detector that is being opened cannot be stopped halfway; most are open by then. */
const LAST_OPENING_MS_MAX = 1_500;

export interface SessionSurroundings {
  readonly analysts: Analysts;
  readonly detector: DetectorConfig;
  readonly sink: RecordSink;
  readonly observer: SessionObserver;
  readonly memory: CameraMemory;
}

const VIEW_PROBLEMS: Record<ViewFault, string> = {
  black: 'the camera gives blank pictures',
  frozen: 'the camera repeats one picture',
  blurred: 'the pictures are blurred against how the camera saw before',
  camera_moved: 'the camera looks elsewhere: its zones do not fit',
};

/** Where a camera stands, for health checks. */
export interface SessionStatus {
  readonly state: 'starting' | 'watching' | 'lost' | 'finished';
  readonly problem: string | null;
  readonly lastFrameAtMs: number | null;
}

/**
 * One camera from its start to its stop. The main thread decodes and holds the mailbox; an analyst on its own thread
 * takes the newest frame whenever it is free. Losses of sight reach the analyst in order with the frames.
 */
export class CameraSession implements VideoListener {
  readonly #records: CurbRecords;
  readonly #comms: Comms;
  readonly #reports: PeriodReports;
  readonly #mailbox = new Mailbox<CapturedFrame>();
  readonly #source: VideoSource;
  readonly #startedAtMs = Date.now();
  #analyst: Analyst | null = null;
  #analystFailures = 0;
  #opening: Promise<void> = Promise.resolve();
  #looking: Promise<void> | null = null;
  #lastFrameAtMs: number | null = null;
  #lastTakenAtMs: number | null = null;
  #latest: AnalysedFrame | null = null;
  #isBlind = false;
  #viewFault: ViewFault | null = null;
  #viewMode: ViewMode | null = null;
  #problem: string | null = null;
  #analystProblem: string | null = null;
  #isFinished = false;
  #isStopped = false;
  readonly #idle: (() => void)[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #declaration: NodeJS.Timeout | null = null;

  constructor(
    readonly camera: CameraConfig,
    private readonly surroundings: SessionSurroundings,
  ) {
    const { address, startTimeMs, pace } = camera;
    const isRecorded = address.kind === 'file' && (startTimeMs !== null || pace === 'fast');
    this.#records = new CurbRecords(camera.id);
    this.#comms = new Comms(this.#records, surroundings.memory.fault);
    this.#reports = new PeriodReports(this.#records, camera.configHash, {
      startMs: startTimeMs ?? this.#startedAtMs,
      isRecorded,
    });
    this.#source = new VideoSource({ ...camera, longSidePx: surroundings.detector.longSidePx }, this);
  }

  /** The last frame that was looked at, with what stands in it. Its picture is good until the caller waits for anything. */
  get latest(): AnalysedFrame | null {
    return this.#latest;
  }

  get engine(): string | null {
    return this.#analyst?.engine ?? null;
  }

  get status(): SessionStatus {
    const problem = this.#analystProblem ?? this.#problem ?? (this.#viewFault && VIEW_PROBLEMS[this.#viewFault]);
    const seen = this.#lastFrameAtMs === null ? 'starting' : 'watching';
    const state = this.#isFinished ? 'finished' : problem !== null ? 'lost' : seen;
    return { state, problem, lastFrameAtMs: this.#lastFrameAtMs };
  }

  start(): void {
    this.#opening = this.#openAnalyst();
    this.#source.start();
    this.#timers.add(setInterval(() => this.#report(), REPORT_PERIOD_MS));
  }

  /** Resolves when no process and no thread of this camera is left and its last records are with the sink. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#declaration) clearTimeout(this.#declaration);
    this.#tellIdle();
    const opened = within(LAST_OPENING_MS_MAX, this.#opening);
    await Promise.all([this.#source.stop(), this.#lastLook(), opened]);
    await this.#analyst?.close();
    this.#report();
    this.#tell(this.#comms.stop(this.#lastFrameAtMs ?? this.#startedAtMs, Date.now()));
  }

  /** The camera was turned on purpose: what it shows now is learned as its view. */
  acceptView(): void {
    this.surroundings.memory.forgetView();
    this.#analyst?.acceptView();
  }

  frame(frame: CapturedFrame): Promise<void> | undefined {
    const { observer } = this.surroundings;
    observer.decoded();
    if (this.#lastFrameAtMs === null) observer.firstPicture(frame.picture.widthPx, frame.picture.heightPx);
    this.#seeAgain(frame.atMs);
    this.#lastFrameAtMs = frame.atMs;
    this.#reports.decoded(frame.atMs);
    const skippedBefore = this.#mailbox.skipped;
    this.#mailbox.put(frame);
    this.#countSkipped(skippedBefore);
    void this.#look();
    // A recording that is read fast waits for its frames to be looked at; a street does not wait.
    return this.camera.pace === 'fast' && this.camera.address.kind === 'file' ? this.#untilIdle() : undefined;
  }

  lost(loss: Loss, retryInMs: number): void {
    const { observer } = this.surroundings;
    observer.lost(loss, retryInMs);
    this.#problem = loss.message;
    this.#goBlind('no_video');
    const silentSinceMs = this.#lastFrameAtMs ?? this.#startedAtMs;
    const patienceMs = Math.max(0, silentSinceMs + this.camera.silenceMs - Date.now());
    this.#declaration ??= setTimeout(() => this.#tell(this.#comms.declare(Date.now())), patienceMs);
  }

  finished(): void {
    this.#isFinished = true;
    this.surroundings.observer.finished();
    void this.#lastLook().then(() => {
      this.#goBlind('stopped');
      this.#tell(this.#comms.declare(Date.now()));
      this.#report();
    });
  }

  videoBytes(added: number): void {
    this.#reports.videoBytes(added);
    this.surroundings.observer.videoBytes(added);
  }

  #goBlind(fault: OpenFault['fault']): void {
    if (this.#isBlind) return;
    this.#isBlind = true;
    this.#reports.lost();
    // What waits is dropped: the analyst must not see it after it has lost sight.
    const skippedBefore = this.#mailbox.skipped;
    this.#mailbox.clear();
    this.#countSkipped(skippedBefore);
    if (this.#lastTakenAtMs !== null) this.#analyst?.loseSight(this.#lastTakenAtMs);
    this.#comms.lose(fault, this.#lastFrameAtMs ?? this.#startedAtMs);
  }

  #seeAgain(atMs: number): void {
    this.#problem = null;
    if (this.#declaration) clearTimeout(this.#declaration);
    this.#declaration = null;
    if (this.#isBlind && this.#lastTakenAtMs !== null) this.#analyst?.regainSight(atMs);
    if (this.#isBlind) this.surroundings.observer.restored();
    this.#isBlind = false;
    if (!this.#viewFault) this.#tell(this.#comms.regain(atMs, Date.now()));
  }

  /** A picture that cannot be relied on is a fault as a missing one is; the first good one ends it. */
  #judgeView({ trouble, atMs }: AnalysedFrame): void {
    const fault = trouble?.fault ?? null;
    if (fault) this.#reports.lost();
    if (fault === this.#viewFault) return;
    if (this.#viewFault) this.#tell(this.#comms.regain(atMs, Date.now()));
    if (trouble) {
      this.#comms.lose(trouble.fault, trouble.sinceMs);
      this.#tell(this.#comms.declare(Date.now()));
    }
    this.#viewFault = fault;
    this.surroundings.observer.viewJudged(fault);
  }

  /** Looks at frames until none waits; one call runs at a time, the others share it. */
  #look(): Promise<void> {
    return (this.#looking ??= this.#lookAtAll().finally(() => (this.#looking = null)));
  }

  async #lookAtAll(): Promise<void> {
    for (let analyst = this.#analyst; analyst && !this.#isStopped; analyst = this.#analyst) {
      const frame = this.#mailbox.take();
      if (!frame) return this.#tellIdle();
      this.#lastTakenAtMs = frame.atMs;
      await this.#lookAt(analyst, frame);
    }
  }

  async #lookAt(analyst: Analyst, frame: CapturedFrame): Promise<void> {
    const { observer } = this.surroundings;
    const startedMs = performance.now();
    try {
      const analysed = await analyst.analyse(frame);
      if (this.#latest) this.#source.reuse(this.#latest.picture);
      this.#latest = analysed;
      this.#reports.analysed();
      const { vehicles, pixelShare, putOffPlaces, lookStretch } = analysed;
      const seen = { vehicles: vehicles.length, pixelShare, putOffPlaces, lookStretch };
      observer.analysed(performance.now() - startedMs, seen);
      this.#begin(analysed);
      this.#judgeView(analysed);
      this.surroundings.memory.note(analysed.events, frame.atMs, analysed.toKeep);
      this.#emitEvents(analysed.events);
      this.#emit(analysed.flows.flatMap((period) => this.#records.ofFlow(period, Date.now())));
    } catch (error) {
      observer.failed(error);
    }
  }

  /** Resolves when every frame has been looked at, also when the analyst has yet to be opened for it. */
  #untilIdle(): Promise<void> {
    return new Promise((resolve) => void this.#idle.push(resolve));
  }

  #tellIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Waits, within reason, for the look that is under way. */
  #lastLook(): Promise<void> {
    return within(LAST_LOOK_MS_MAX, this.#looking ?? Promise.resolve());
  }

  async #openAnalyst(): Promise<void> {
    const { analysts, detector, observer } = this.surroundings;
    try {
      const analyst = await analysts.open(this.camera, detector, this.surroundings.memory.pipeline);
      if (this.#isStopped) return await analyst.close();
      // What was decided and may not have left: their ids are the same, so that nothing counts twice.
      this.#emitEvents(this.surroundings.memory.unsent);
      this.#analyst = analyst;
      this.#analystFailures = 0;
      this.#analystProblem = null;
      observer.ready(analyst.engine);
      void analyst.died.then((error) => this.#reopenAnalyst(error));
      void this.#look();
    } catch (error) {
      this.#reopenAnalyst(error);
    }
  }

  /** With an analyst's first frame: where it could not resume, visits that an earlier one left open end as last seen. */
  #begin({ beginning, standing, viewMode }: AnalysedFrame): void {
    const { memory, observer } = this.surroundings;
    if (viewMode && viewMode !== this.#viewMode) observer.lightChanged(viewMode);
    this.#viewMode = viewMode ?? this.#viewMode;
    if (beginning === null) return;
    observer.began(beginning, beginning === 'resumed' ? standing.length : 0);
    if (beginning === 'resumed') return;
    this.#emit(memory.interrupted().map((end) => this.#records.ofVisit(end, Date.now())));
    memory.save();
  }

  #reopenAnalyst(error: unknown): void {
    if (this.#isStopped) return;
    this.#analyst = null;
    this.#lastTakenAtMs = null;
    this.#analystProblem = error instanceof Error ? error.message : String(error);
    const waitMs = backOffMs(++this.#analystFailures, 'failed', Math.random());
    this.surroundings.observer.analystFailed(error, waitMs);
    const retry = setTimeout(() => {
      this.#timers.delete(retry);
      this.#opening = this.#openAnalyst();
    }, waitMs);
    this.#timers.add(retry);
  }

  #countSkipped(before: number): void {
    const skipped = this.#mailbox.skipped - before;
    if (skipped === 0) return;
    this.#reports.skipped(skipped);
    this.surroundings.observer.skipped(skipped);
  }

  #report(): void {
    this.surroundings.memory.save();
    this.#emit(this.#reports.take(Date.now()));
  }

  /** Sends what `#comms` has to say, and remembers the fault that the hub will then know of. */
  #tell(records: readonly CurbRecord[]): void {
    this.surroundings.memory.rememberFault(this.#comms.fault);
    this.#emit(records);
  }

  #emitEvents(events: readonly VisitEvent[]): void {
    if (events.length === 0) return;
    const put = this.#put(events.map((event) => this.#records.ofVisit(event, Date.now())));
    put.then(
      () => this.surroundings.memory.sent(events),
      () => undefined,
    );
  }

  /** The sink tells of its own failures, and has the records on their way all the same. */
  #emit(records: readonly CurbRecord[]): void {
    this.#put(records).catch(() => undefined);
  }

  /** Rejects when a record is not safe on this box's disk yet. */
  async #put(records: readonly CurbRecord[]): Promise<void> {
    await Promise.all(
      records.map((record) => {
        this.surroundings.observer.recorded(record);
        return this.surroundings.sink.put(record);
      }),
    );
  }
}

/** Resolves with the promise, or without it when it takes longer. */
async function within(patienceMs: number, promise: Promise<void>): Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (patience = setTimeout(resolve, patienceMs)));
  await Promise.race([promise, enough]);
  clearTimeout(patience);
}
