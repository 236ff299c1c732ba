import type { EngineName, ViewFault, ViewMode } from '#detection';
import type { CurbRecord } from '#events';
import type { Loss } from '../video/loss.js';
import type { Beginning } from './pipeline-memory.js';

/** What was seen of one frame, and what was put off. */
export interface SeenOfFrame {
  readonly vehicles: number;
  /** How much of the picture the network looked at, 0 where nothing had changed. */
  readonly pixelShare: number;
  /** Places driven through whose look waits because looks take more time than the box has. */
  readonly putOffPlaces: number;
  /** How many times as long looks at these and at whole pictures wait; 1 while there is time for all. */
  readonly lookStretch: number;
}

/** Who is told what a camera's session does: logs and metrics. Per-frame facts are counters, not lines. */
export interface SessionObserver {
  ready(engine: EngineName): void;
  firstPicture(widthPx: number, heightPx: number): void;
  decoded(): void;
  analysed(lookMs: number, seen: SeenOfFrame): void;
  /** The picture cannot be relied on, or, with null, can again. */
  viewJudged(fault: ViewFault | null): void;
  /** The camera sees by daylight and lamps, or by infrared light: at first, and whenever it changes. */
  lightChanged(mode: ViewMode): void;
  /** The watch goes on with this many visits, or begins anew. */
  began(beginning: Beginning, visits: number): void;
  skipped(frames: number): void;
  failed(error: unknown): void;
  videoBytes(added: number): void;
  lost(loss: Loss, retryInMs: number): void;
  restored(): void;
  finished(): void;
  analystFailed(error: unknown, retryInMs: number): void;
  recorded(record: CurbRecord): void;
}
