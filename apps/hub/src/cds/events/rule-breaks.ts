import { knownVehicle } from '#curb';
import type { LocalClock, Stay, VehicleType } from '#curb';
import type { VisitRow } from '../../persistence/visit.row.js';
import type { ViolationView } from './curb-event.js';
import type { KnownCurbs } from './known-curbs.js';

/** One breach of one rule. */
export interface Incident {
  /** What was broken, for the incident's id. */
  readonly rule: string;
  readonly violation: ViolationView;
  readonly startMs: number;
  readonly endMs: number;
}

/** What of a stop that lasted until `endMs`, or so far, the policies of its curb zone forbid. */
export function ruleBreaks(
  visit: Pick<VisitRow, 'camera_id' | 'zone_id' | 'vehicle_type' | 'start_at'>,
  endMs: number,
  { curbs, clock }: { readonly curbs: KnownCurbs; readonly clock: LocalClock },
): Incident[] {
  const startMs = visit.start_at.getTime();
  const zone = curbs.zoneAt(visit.camera_id, visit.zone_id, startMs);
  if (zone === null) return [];
  const vehicle = knownVehicle(visit.vehicle_type as VehicleType);
  const stay: Stay = { startMs, endMs, vehicle };
  return curbs.violationsAt(zone, stay, clock).map(({ code, broken, startMs: fromMs, endMs: toMs }) => {
    const { name, activity, maxStayMs } = broken.rule;
    const limit =
      code === 'max_stay' && maxStayMs !== null ? `, at most ${Math.round(maxStayMs / 60_000)} minutes` : '';
    return {
      rule: `${code}/${broken.policyId}`,
      violation: { violation_code: code, violation_name: name ?? `${activity}${limit}` },
      startMs: fromMs,
      endMs: toMs,
    };
  });
}
