import { isLane, type StandingVisit, type Zone } from '../api/types.js';
import { counted, spokenDuration } from '../words/durations.js';
import { KIND_NAMES, VEHICLE_NAMES, zoneName } from '../words/names.js';
import { dwellSoFarMs } from './vehicles.js';

/** What a screen reader says of a standing vehicle. */
export function spokenVisit(visit: StandingVisit, zone: Zone, nowMs: number): string {
  const vehicle = VEHICLE_NAMES[visit.vehicleType];
  const stay = `${visit.startCensored ? 'at least ' : ''}${spokenDuration(dwellSoFarMs(visit, nowMs))}`;
  return visit.type === 'double_parking'
    ? `${vehicle} double-parked in ${zoneName(zone.id)}, blocking for ${stay}`
    : `${vehicle} in ${zoneName(zone.id)}, standing for ${stay}`;
}

/** What a screen reader says of a zone. */
export function spokenZone(zone: Zone): string {
  const name = `${zoneName(zone.id)}, ${KIND_NAMES[zone.kind].toLowerCase()}`;
  const standing = zone.visits.length;
  if (isLane(zone.kind)) return `${name}: ${standing === 0 ? 'clear' : `blocked by ${counted(standing, 'vehicle')}`}`;
  return `${name}: ${standing === 0 ? 'empty' : `${counted(standing, 'vehicle')} standing`}`;
}
