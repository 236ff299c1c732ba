import type { EdgeMetrics } from '../http/edge-metrics.js';
import type { EventLog } from '../logging/event-log.js';
import { openRecordStore } from './open-record-store.js';
import { outboxListener } from './outbox-listener.js';
import { Outbox } from './outbox.js';
import type { RecordUplink } from './record-sink.js';
import { isDamage } from './sqlite-record-store.js';

export interface OutboxSurroundings {
  readonly directory: string;
  /** What records may take on the disk. */
  readonly bytesMax: number;
  readonly uplink: RecordUplink;
  readonly metrics: EdgeMetrics;
  readonly log: EventLog;
}

/** The outbox of a box: its store in `directory`, told of in metrics and log. Opens whatever the disk holds. */
export function openOutbox({ directory, bytesMax, uplink, metrics, log }: OutboxSurroundings): Outbox {
  const onSetAside = (path: string, error: unknown): void => {
    metrics.outboxSetAside.inc();
    log.error('outbox damaged: set aside, and a new one begun', { path, error });
  };
  const outbox = new Outbox({
    open: () => openRecordStore({ directory, bytesMax, onSetAside }),
    isDamage,
    uplink,
    listener: outboxListener(metrics, log),
  });
  metrics.watchOutbox(outbox, uplink);
  return outbox;
}
