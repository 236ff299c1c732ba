import { VisitWatch } from '#curb';
import type { FrameSightings, Homography, VehicleSighting, Visit, VisitEvent, Zone } from '#curb';
import { Tracker } from '#detection';
import type { Detector, Picture, Track } from '#detection';

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

/** What one frame brought. */
export interface PipelineStep {
  readonly events: readonly VisitEvent[];
  readonly standing: readonly Visit[];
  /** Vehicles seen in this frame. */
  readonly vehicles: readonly VehicleSighting[];
}

/**
 * From one camera's pictures to its visits: detector → tracker → visit watch. The live edge and the analysis of
 * recordings run this same class; the same pictures and times always give the same events. No clock is read here.
 */
export class CameraPipeline {
  readonly #tracker = new Tracker({ scoreBeginMin: TRACK_SCORE_MIN });
  #watch: VisitWatch | null = null;

  constructor(
    private readonly detector: Detector,
    private readonly rules: CameraRules,
  ) {}

  /** Frames come one at a time, each after the one before has been stepped, with growing times. */
  async step(picture: Picture, atMs: number): Promise<PipelineStep> {
    const detections = await this.detector.detect(picture);
    const tracks = this.#tracker.update(detections, atMs);
    const sightings = sightingsOf(tracks, picture, atMs);
    const watch = this.#watchFor(picture);
    const events = watch.observe(sightings);
    return { events, standing: watch.standing(), vehicles: sightings.vehicles };
  }

  /** From `atMs` on there is no picture; the places may change unseen until `regainSight`. */
  loseSight(atMs: number): void {
    this.#watch?.loseSight(atMs);
  }

  regainSight(atMs: number): void {
    this.#watch?.regainSight(atMs);
  }

  /** The recording ends here: what was still open and can be decided is. */
  finish(): readonly VisitEvent[] {
    return this.#watch?.finish() ?? [];
  }

  /** Made at the first picture, because only the picture tells its aspect. */
  #watchFor({ widthPx, heightPx }: Picture): VisitWatch {
    return (this.#watch ??= new VisitWatch({ ...this.rules, aspect: widthPx / heightPx }));
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
