import type { Zone, ZoneKind } from '../api/types.js';
import { KIND_NAMES } from '../words/names.js';
import { STAY_CLASSES, STAY_NAMES } from './vehicles.js';

/** What the colors mean: the kinds of zone on this street, and how long a vehicle has stood. */
export function Legend({ zones }: { zones: readonly Zone[] }) {
  const kinds = [...new Set(zones.map((zone) => zone.kind))].filter((kind): kind is ZoneKind => kind !== 'travel_lane');
  return (
    <div className="legend">
      <ul aria-label="Zones">
        {kinds.map((kind) => (
          <li key={kind} className="legend-kind" data-kind={kind}>
            {KIND_NAMES[kind]}
          </li>
        ))}
      </ul>
      <ul aria-label="How long a vehicle has stood">
        {STAY_CLASSES.map((stay) => (
          <li key={stay} className="legend-stay" data-stay={stay}>
            {STAY_NAMES[stay]}
          </li>
        ))}
        <li className="legend-stay" data-concern="blocks_lane">
          double-parked
        </li>
      </ul>
    </div>
  );
}
