import type { RecordKind } from '#events';
import type { EventView } from '../api/event.view.js';

/** Which events of a city somebody wants; null: whichever. */
export interface StreamFilter {
  readonly camera: string | null;
  /** `<camera>.<zone>`; events that are of no zone are left out. */
  readonly zone: string | null;
  readonly types: readonly RecordKind[] | null;
}

export const ALL_EVENTS: StreamFilter = { camera: null, zone: null, types: null };

export function isWanted(event: Pick<EventView, 'camera' | 'zone' | 'type'>, wanted: StreamFilter): boolean {
  if (wanted.camera !== null && wanted.camera !== event.camera) return false;
  if (wanted.zone !== null && wanted.zone !== event.zone) return false;
  return wanted.types === null || wanted.types.some((type) => type === event.type);
}
