import { LaneFlow, VisitWatch, snapshotProblem } from '#curb';
import type { FlowPeriod, FrameSightings, Homography, VehicleSighting, Visit, VisitEvent, Zone } from '#curb';
import { SparingDetector, Tracker, UNHURRIED, ViewGuard } from '#detection';
import type { Detector, Look, LookPace, Picture, Track, ViewFault, ViewMode } from '#detection';
import { MemoryPace } from './pipeline-memory.js';
import type { Beginning, PipelineMemory, ToKeep } from './pipeline-memory.js';

/**
 * Parked cars that are half hidden or far away score 0.2 to 0.3 for as long as they stand. What is no vehicle after all
 * is told from its whole stop by the visit watch, so that tracks may begin lower here than where tracks are the result.
 */
const TRACK_SCORE_MIN = 0.2;

/** What a camera's rules need to know of it. */
export interface CameraRules {
  readonly zones: readonly Zone[];
  readonly homography: Homography | null;
  readonly minDwellMs: number;
  readonly doubleParkingMs: number;
}

export interface PipelineOptions {
  /** Whether the network looks only where pixels changed. Recorded detections are played back without it. */
  readonly isSparing?: boolean;
  /** Whether pictures that cannot be relied on are told from the street. Recorded detections have no pictures. */
  readonly isGuarded?: boolean;
  /** How much time there is for looks, asked at each picture; all of it for recordings. */
  readonly pace?: LookPace;
  /** What an earlier pipeline of this camera knew. */
  readonly memory?: PipelineMemory;
}

/** Why the picture cannot be relied on, and since which picture. */
export interface ViewTrouble {
  readonly fault: ViewFault;
  readonly sinceMs: number;
}

/** What one frame brought. */
export interface PipelineStep {
  readonly events: readonly VisitEvent[];
  readonly standing: readonly Visit[];
  /** Lane counts of the periods that ended with this frame. */
  readonly flows: readonly FlowPeriod[];
  /** Vehicles seen in this frame. */
  readonly vehicles: readonly VehicleSighting[];
  /** Null while the picture can be relied on. */
  readonly trouble: ViewTrouble | null;
  /** How much of the picture the network looked at: 0 where nothing changed, 1 for a whole look. */
  readonly pixelShare: number;
  /** Places driven through whose look waits because the box's looks take more time than there is. */
  readonly putOffPlaces: number;
  /** By daylight and lamps or by infrared light; null where nobody looked. */
  readonly viewMode: ViewMode | null;
  /** With the first frame: whether the watch goes on where an earlier one ended, or why not. */
  readonly beginning: Beginning | null;
  /** What must outlive the process as of this frame; null while there is nothing new. */
  readonly toKeep: ToKeep | null;
}

/**
 * From one camera's pictures to its visits: view guard → detector → tracker → visit watch. The live edge and the
 * analysis of recordings run this same class; the same pictures and times always give the same events. No clock is read
 * here.
 */
export class CameraPipeline {
  readonly #tracker = new Tracker({ scoreBeginMin: TRACK_SCORE_MIN });
  readonly #sparing: SparingDetector | null;
  #guard: ViewGuard | null;
  readonly #pace = new MemoryPace();
  readonly #memory: PipelineMemory | null;
  readonly #lookPace: LookPace;
  #beginning: Beginning | null = null;
  #watch: VisitWatch | null = null;
  #flow: LaneFlow | null = null;
  #lastAtMs: number | null = null;
  #isSuspended = false;

  constructor(
    private readonly detector: Detector,
    private readonly rules: CameraRules,
    { isSparing = true, isGuarded = true, pace = UNHURRIED, memory }: PipelineOptions = {},
  ) {
    this.#sparing = isSparing ? new SparingDetector(detector) : null;
    this.#guard = isGuarded ? new ViewGuard(memory?.view ?? undefined) : null;
    this.#memory = memory ?? null;
    this.#lookPace = pace;
  }

  /** Frames come one at a time, each after the one before has been stepped, with growing times. */
  async step(picture: Picture, atMs: number): Promise<PipelineStep> {
    const watch = this.#watchFor(picture, atMs);
    const view = this.#guard?.observe(picture, atMs);
    const viewMode = view?.mode ?? null;
    if (view && (view.fault !== null || view.isInDoubt)) {
      this.#suspend(this.#lastAtMs ?? atMs);
      const trouble = view.fault && { fault: view.fault, sinceMs: view.sinceMs ?? atMs };
      const nothing = { events: [], flows: [], vehicles: [], pixelShare: 0, putOffPlaces: 0 };
      return { ...nothing, standing: watch.standing(), trouble, viewMode, ...this.#memorise(watch, [], atMs) };
    }
    this.#resume(atMs);
    const { detections, pixelShare, putOffPlaces } = await this.#look(picture, atMs);
    const tracks = this.#tracker.update(detections, atMs);
    const isUnsettled = (view?.unsettledUntilMs ?? null) !== null;
    const sightings = { ...sightingsOf(tracks, picture, atMs), isUnsettled };
    const events = watch.observe(sightings);
    const flows = this.#flowFor(picture).observe(sightings);
    this.#lastAtMs = atMs;
    const { vehicles } = sightings;
    const kept = this.#memorise(watch, events, atMs);
    const seen = { vehicles, pixelShare, putOffPlaces, viewMode };
    return { events, standing: watch.standing(), flows, trouble: null, ...seen, ...kept };
  }

  /** The camera was turned on purpose: its view is learned anew from the next picture on. */
  acceptView(): void {
    if (this.#guard) this.#guard = new ViewGuard();
    this.#pace.forgetView();
  }

  /** From `atMs` on there is no picture; the places may change unseen until `regainSight`. */
  loseSight(atMs: number): void {
    this.#watch?.loseSight(atMs);
    this.#flow?.loseSight(atMs);
  }

  regainSight(atMs: number): void {
    this.#watch?.regainSight(atMs);
    this.#flow?.regainSight(atMs);
  }

  /** The recording ends here: what was still open and can be decided is. */
  finish(): readonly VisitEvent[] {
    return this.#isSuspended ? [] : (this.#watch?.finish() ?? []);
  }

  /** What the picture shows is not the street as it is: nothing is concluded from it. */
  #suspend(lastGoodMs: number): void {
    if (!this.#isSuspended) this.loseSight(lastGoodMs);
    this.#isSuspended = true;
  }

  #resume(atMs: number): void {
    if (this.#isSuspended) this.regainSight(atMs);
    this.#isSuspended = false;
  }

  async #look(picture: Picture, atMs: number): Promise<Pick<Look, 'detections' | 'pixelShare' | 'putOffPlaces'>> {
    if (this.#sparing) return this.#sparing.detect(picture, atMs, this.#lookPace);
    return { detections: await this.detector.detect(picture), pixelShare: 1, putOffPlaces: 0 };
  }

  #memorise(
    watch: VisitWatch,
    events: readonly VisitEvent[],
    atMs: number,
  ): Pick<PipelineStep, 'beginning' | 'toKeep'> {
    const beginning = this.#beginning;
    this.#beginning = null;
    return { beginning, toKeep: this.#pace.take(watch, this.#guard, events, atMs) };
  }

  /** Made at the first picture, because only the picture tells its aspect and its time. */
  #watchFor({ widthPx, heightPx }: Picture, atMs: number): VisitWatch {
    if (this.#watch) return this.#watch;
    const options = { ...this.rules, aspect: widthPx / heightPx };
    const remembered = this.#memory?.watch;
    const problem = remembered ? snapshotProblem(remembered, options, atMs) : null;
    this.#beginning = problem ?? (remembered ? 'resumed' : 'afresh');
    return (this.#watch = new VisitWatch(options, remembered && !problem ? remembered : undefined));
  }

  #flowFor({ widthPx, heightPx }: Picture): LaneFlow {
    return (this.#flow ??= new LaneFlow({ ...this.rules, aspect: widthPx / heightPx }));
  }
}

/** The vehicles that were seen in this very frame, not for the first time; their boxes as shares of the picture. */
function sightingsOf(tracks: readonly Track[], picture: Picture, atMs: number): FrameSightings {
  const { widthPx, heightPx } = picture;
  const vehicles = tracks
    .filter((track) => track.state !== 'tentative' && track.lastSeenMs === atMs)
    .map(({ id, type, score, detectedBox: box }) => ({
      trackId: id,
      vehicleType: type,
      score,
      box: {
        x: box.xPx / widthPx,
        y: box.yPx / heightPx,
        width: box.widthPx / widthPx,
        height: box.heightPx / heightPx,
      },
    }));
  return { atMs, vehicles };
}
