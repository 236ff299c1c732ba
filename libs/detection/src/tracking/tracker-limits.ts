export interface TrackerLimits {
  /** Detections at least this sure begin a track. */
  readonly scoreBeginMin: number;
  /** Less sure ones carry a track on, and those below this only at its very place (ByteTrack, Zhang et al., 2022). */
  readonly scoreStrongMin: number;
  readonly hitsToConfirm: number;
  /** A track that began inside another's box is believed only when it has been seen for this long. */
  readonly contestedMsMin: number;
  /** A tentative track that is not seen again within this time was a glitch. */
  readonly tentativeMsMax: number;
  /** How long a moving vehicle may be missed where nothing hides it. */
  readonly lostMsMax: number;
  /** The same for a still one: detectors lose parked cars for seconds. */
  readonly stillLostMsMax: number;
  /** How long a moving vehicle behind a nearer one is waited for. */
  readonly hiddenMsMax: number;
  /** How long a still one is: as long as a bus may stand at its stop. */
  readonly stillHiddenMsMax: number;
}

/** CenterNet scores real cars 0.25 to 0.6; see docs/performance.md for what the whole tracker makes of it. */
export const TRACKER_LIMITS: TrackerLimits = {
  scoreBeginMin: 0.35,
  scoreStrongMin: 0.25,
  hitsToConfirm: 2,
  contestedMsMin: 600,
  tentativeMsMax: 650,
  lostMsMax: 2_500,
  stillLostMsMax: 4_000,
  hiddenMsMax: 6_000,
  stillHiddenMsMax: 60_000,
};
