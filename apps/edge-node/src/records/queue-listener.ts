import type { EdgeMetrics } from '../http/edge-metrics.js';
import type { EventLog } from '../logging/event-log.js';
import type { QueueListener } from './record-queue.js';

/** What becomes of records, as counters and, where an operator should know, as lines. */
export function queueListener(metrics: EdgeMetrics, log: EventLog): QueueListener {
  return {
    published: ({ body: { type: kind } }, bytes) => {
      metrics.recordsPublished.inc({ kind });
      metrics.recordBytes.inc({ kind }, bytes);
    },
    dropped: ({ cameraId, body: { type: kind } }, reason) => {
      metrics.recordsDropped.inc({ kind, reason });
      log.error('record dropped', { cameraId, kind, reason });
    },
    stalled: (error) => log.warn('records wait', { error }),
  };
}
