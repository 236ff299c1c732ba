import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { VIEW_FAULTS } from '#detection';
import type { EngineName } from '#detection';
import type { CurbRecord } from '#events';
import type { SessionObserver } from '../pipeline/session-observer.js';
import type { Loss } from '../video/loss.js';

const PREFIX = 'kerbline_edge_';
/** From a fast engine on a small picture to the slowest one on a loaded machine. */
const LOOK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2];

/**
 * The event loop's delay is measured with a timer. Node's own 10 ms would wake a box at rest a hundred times a second;
 * this is as often as the pictures of one camera do.
 */
const EVENT_LOOP_PRECISION_MS = 200;

/** From a fast disk to a memory card that is about to die. */
const FSYNC_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What waits in the outbox, read when metrics are asked for. */
export interface OutboxLevel {
  readonly depth: number;
  readonly unsafeDepth: number;
  readonly bytes: number;
  readonly oldestRecordedAtMs: number | null;
}

/** The box's metrics, for Prometheus. */
export class EdgeMetrics {
  readonly registry = new Registry();
  readonly framesDecoded = this.#counter('frames_decoded_total', 'Frames decoded at the sampling rate', ['camera']);
  readonly framesAnalysed = this.#counter('frames_analysed_total', 'Frames taken through the pipeline', ['camera']);
  readonly framesLookedAt = this.#counter('frames_looked_at_total', 'Frames of which the network saw a part', [
    'camera',
  ]);
  readonly picturesLookedAt = this.#counter('pictures_looked_at_total', 'What the network saw, in whole pictures', [
    'camera',
  ]);
  readonly framesSkipped = this.#counter('frames_skipped_total', 'Frames replaced by a newer one', ['camera']);
  readonly framesFailed = this.#counter('frames_failed_total', 'Frames the detector failed on', ['camera']);
  readonly vehiclesSeen = this.#counter('vehicles_seen_total', 'Vehicles, summed over frames', ['camera']);
  readonly videoBytes = this.#counter('video_bytes_total', 'Compressed video read, without transport headers', [
    'camera',
  ]);
  readonly videoLosses = this.#counter('video_losses_total', 'Times the video was lost or not found', [
    'camera',
    'cause',
  ]);
  readonly analystFailures = this.#counter('analyst_failures_total', 'Times a detector thread failed', ['camera']);
  readonly recordsMade = this.#counter('records_total', 'Records made', ['camera', 'kind']);
  readonly recordsDropped = this.#counter('records_dropped_total', 'Records lost on this box, over its restarts', [
    'kind',
    'reason',
  ]);
  readonly outboxStored = this.#counter('outbox_stored_total', 'Records made safe on the disk', []);
  readonly outboxSent = this.#counter(
    'outbox_sent_total',
    'Records sent for the first time since the link came up',
    [],
  );
  readonly outboxResent = this.#counter('outbox_resent_total', 'Records sent again for want of an answer', []);
  readonly outboxSentBytes = this.#counter('outbox_sent_bytes_total', 'Bytes of records sent, first and again', []);
  readonly outboxSettled = this.#counter('outbox_settled_total', 'Records the hub has answered for', ['outcome']);
  readonly outboxSetAside = this.#counter('outbox_set_aside_total', 'Damaged stores that were set aside', []);
  readonly outboxFsyncSeconds = new Histogram({
    name: `${PREFIX}outbox_fsync_seconds`,
    help: 'Writing records to the disk until they would survive a power cut; one fsync each',
    buckets: FSYNC_SECONDS,
    registers: [this.registry],
  });
  readonly cameraUp = new Gauge({
    name: `${PREFIX}camera_up`,
    help: '1 while the camera gives pictures',
    labelNames: ['camera'],
    registers: [this.registry],
  });
  readonly viewFault = new Gauge({
    name: `${PREFIX}view_fault`,
    help: '1 while the picture cannot be relied on for this reason',
    labelNames: ['camera', 'fault'],
    registers: [this.registry],
  });
  readonly infrared = new Gauge({
    name: `${PREFIX}camera_infrared`,
    help: '1 while the camera sees by infrared light',
    labelNames: ['camera'],
    registers: [this.registry],
  });
  readonly visitsResumed = this.#counter('visits_resumed_total', 'Visits that went on after a restart', ['camera']);
  readonly placesPutOff = this.#counter(
    'places_put_off_total',
    'Places driven through whose look had to wait because the looks of all cameras take more time than there is',
    ['camera'],
  );
  readonly lookStretch = new Gauge({
    name: `${PREFIX}look_stretch`,
    help: 'How many times as long through traffic and whole pictures wait for a look; 1 while there is time for all looks',
    labelNames: ['camera'],
    registers: [this.registry],
  });
  readonly lookSeconds = new Histogram({
    name: `${PREFIX}look_seconds`,
    help: 'From handing a frame to the detector thread to its answer',
    labelNames: ['camera'],
    buckets: LOOK_SECONDS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({
      register: this.registry,
      prefix: PREFIX,
      eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS,
    });
  }

  /** Gauges that are read when they are asked for. */
  watchOutbox(outbox: OutboxLevel, broker: { readonly isUp: boolean }): void {
    this.#gauge('outbox_records', 'Records the hub has not answered for', () => outbox.depth);
    this.#gauge('outbox_unsafe_records', 'Of those, the ones the disk has refused', () => outbox.unsafeDepth);
    this.#gauge('outbox_bytes', 'What records take on the disk', () => outbox.bytes);
    this.#gauge('outbox_oldest_seconds', 'Age of the oldest record that waits, by the clock of the box', () => {
      const oldestMs = outbox.oldestRecordedAtMs;
      return oldestMs === null ? 0 : Math.max(0, Date.now() - oldestMs) / 1_000;
    });
    this.#gauge('broker_up', '1 while the broker is connected', () => (broker.isUp ? 1 : 0));
  }

  observerFor(camera: string): SessionObserver {
    const label = { camera };
    this.cameraUp.set(label, 0);
    for (const counter of [this.framesDecoded, this.framesAnalysed, this.framesSkipped, this.videoBytes]) {
      counter.inc(label, 0);
    }
    return {
      ready: (_engine: EngineName) => undefined,
      firstPicture: () => this.cameraUp.set(label, 1),
      decoded: () => this.framesDecoded.inc(label),
      analysed: (lookMs, { vehicles, pixelShare, putOffPlaces, lookStretch }) => {
        this.framesAnalysed.inc(label);
        if (pixelShare > 0) this.framesLookedAt.inc(label);
        this.picturesLookedAt.inc(label, pixelShare);
        this.vehiclesSeen.inc(label, vehicles);
        this.placesPutOff.inc(label, putOffPlaces);
        this.lookStretch.set(label, lookStretch);
        this.lookSeconds.observe(label, lookMs / 1_000);
      },
      viewJudged: (fault) => {
        for (const kind of VIEW_FAULTS) this.viewFault.set({ camera, fault: kind }, kind === fault ? 1 : 0);
      },
      lightChanged: (mode) => this.infrared.set(label, mode === 'infrared' ? 1 : 0),
      began: (_beginning, visits) => this.visitsResumed.inc(label, visits),
      skipped: (frames: number) => this.framesSkipped.inc(label, frames),
      failed: () => this.framesFailed.inc(label),
      videoBytes: (added: number) => this.videoBytes.inc(label, added),
      lost: ({ cause }: Loss) => {
        this.cameraUp.set(label, 0);
        this.videoLosses.inc({ camera, cause });
      },
      restored: () => this.cameraUp.set(label, 1),
      finished: () => this.cameraUp.set(label, 0),
      analystFailed: () => this.analystFailures.inc(label),
      recorded: ({ body }: CurbRecord) => this.recordsMade.inc({ camera, kind: body.type }),
    };
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: PREFIX + name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: PREFIX + name, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}
