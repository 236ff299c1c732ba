import type { EdgeMetrics } from '../http/edge-metrics.js';
import type { EventLog } from '../logging/event-log.js';
import type { OutboxListener } from './outbox.js';

/** A full outbox drops at every put: so often at most it is worth a line. */
const DROP_LINE_MS_MIN = 60_000;

/** What becomes of records, as counters and, where an operator should know, as lines. */
export function outboxListener(
  metrics: EdgeMetrics,
  log: EventLog,
  nowMs: () => number = () => performance.now(),
): OutboxListener {
  let droppedLines = 0;
  let toldAtMs = -DROP_LINE_MS_MIN;
  let refusals = 0;
  return {
    stored: (records, fsyncMs) => {
      metrics.outboxStored.inc(records);
      metrics.outboxFsyncSeconds.observe(fsyncMs / 1_000);
    },
    sent: (records, bytes) => {
      metrics.outboxSent.inc(records);
      metrics.outboxSentBytes.inc(bytes);
    },
    resent: (records, bytes) => {
      metrics.outboxResent.inc(records);
      metrics.outboxSentBytes.inc(bytes);
    },
    refused: (error) => {
      // The first of a row: the waits between them grow, and the metric counts the rest.
      if (refusals++ === 0) log.warn('records wait: the broker does not take them', { error });
    },
    settled: ({ committed, givenUp }) => {
      refusals = 0;
      metrics.outboxSettled.inc({ outcome: 'committed' }, committed.length);
      metrics.outboxSettled.inc({ outcome: 'given_up' }, givenUp.length);
      if (givenUp.length > 0) log.error('records given up by the hub', { records: givenUp.length });
    },
    dropped: (kind, reason, records) => {
      metrics.recordsDropped.inc({ kind, reason }, records);
      droppedLines += records;
      if (nowMs() - toldAtMs < DROP_LINE_MS_MIN) return;
      log.error('records dropped', { records: droppedLines, kind, reason });
      toldAtMs = nowMs();
      droppedLines = 0;
    },
    diskFailed: (error) => log.error('outbox disk refuses: new records are only in memory', { error }),
    diskBack: () => log.info('outbox disk takes records again'),
  };
}
