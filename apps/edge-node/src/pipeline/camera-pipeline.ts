import { LaneFlow, VisitWatch } from '#curb';
import type { FlowPeriod, FrameSightings, Homography, VehicleSighting, Visit, VisitEvent, Zone } from '#curb';
import { SparingDetector, Tracker, ViewGuard } from '#detection';
import type { Detection, Detector, Picture, Track, ViewFault } from '#detection';

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
}

/**
 * From one camera's pictures to its visits: view guard → detector → tracker → visit watch. The live edge and the
 * analysis of recordings run this same class; the same pictures and times always give the same events. No clock is read
 * here.
 */
export class CameraPipeline {
  readonly #tracker = new Tracker({ scoreBeginMin: TRACK_SCORE_MIN });
  readonly #sparing: SparingDetector | null;
  readonly #guard: ViewGuard | null;
  #watch: VisitWatch | null = null;
  #flow: LaneFlow | null = null;
  #lastAtMs: number | null = null;
  #isSuspended = false;

  constructor(
    private readonly detector: Detector,
    private readonly rules: CameraRules,
    { isSparing = true, isGuarded = true }: PipelineOptions = {},
  ) {
    this.#sparing = isSparing ? new SparingDetector(detector) : null;
    this.#guard = isGuarded ? new ViewGuard() : null;
  }

  /** Frames come one at a time, each after the one before has been stepped, with growing times. */
  async step(picture: Picture, atMs: number): Promise<PipelineStep> {
    const watch = this.#watchFor(picture);
    const view = this.#guard?.observe(picture, atMs);
    if (view && (view.fault !== null || view.isInDoubt)) {
      this.#suspend(this.#lastAtMs ?? atMs);
      const trouble = view.fault && { fault: view.fault, sinceMs: view.sinceMs ?? atMs };
      return { events: [], standing: watch.standing(), flows: [], vehicles: [], trouble, pixelShare: 0 };
    }
    this.#resume(atMs);
    const { detections, pixelShare } = await this.#look(picture, atMs);
    const tracks = this.#tracker.update(detections, atMs);
    const sightings = sightingsOf(tracks, picture, atMs);
    const events = watch.observe(sightings);
    const flows = this.#flowFor(picture).observe(sightings);
    this.#lastAtMs = atMs;
    return { events, standing: watch.standing(), flows, vehicles: sightings.vehicles, trouble: null, pixelShare };
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

  async #look(picture: Picture, atMs: number): Promise<{ detections: readonly Detection[]; pixelShare: number }> {
    if (this.#sparing) return this.#sparing.detect(picture, atMs);
    return { detections: await this.detector.detect(picture), pixelShare: 1 };
  }

  /** Made at the first picture, because only the picture tells its aspect. */
  #watchFor({ widthPx, heightPx }: Picture): VisitWatch {
    return (this.#watch ??= new VisitWatch({ ...this.rules, aspect: widthPx / heightPx }));
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
