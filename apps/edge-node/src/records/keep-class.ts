import type { RecordBody } from '#events';

/**
 * How dear a record is to a full outbox: the highest class gives way first. Kept on disk, so numbers are never reused.
 * Violations and faults are what a city acts on; reports and lane counts come again in minutes.
 */
export const KEEP_CLASSES = { violation_or_fault: 0, dwell: 1, lane_flow: 2, report: 3 } as const;
export type KeepClass = (typeof KEEP_CLASSES)[keyof typeof KEEP_CLASSES];

export function keepClass(body: RecordBody): KeepClass {
  switch (body.type) {
    case 'park_start':
    case 'park_end':
      return body.visit.type === 'double_parking' ? KEEP_CLASSES.violation_or_fault : KEEP_CLASSES.dwell;
    case 'comms_lost':
    case 'comms_restored':
      return KEEP_CLASSES.violation_or_fault;
    case 'lane_flow':
      return KEEP_CLASSES.lane_flow;
    case 'scheduled_report':
      return KEEP_CLASSES.report;
  }
}
