import { CURB_KINDS, LANE_KINDS } from '#curb';
import type { ZoneKind } from '#curb';
import type { ZoneSort } from '../persistence/city-hour.row.js';

/** The kinds of zones that are summed together. Where they change, a migration marks every hour of every city. */
export const KINDS_OF_SORT: Readonly<Record<ZoneSort, readonly ZoneKind[]>> = { curb: CURB_KINDS, lane: LANE_KINDS };
export const ZONE_SORTS = ['curb', 'lane'] as const satisfies readonly ZoneSort[];
