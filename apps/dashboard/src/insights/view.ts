import type { HeatMeasure, VisitType } from '../api/types.js';
import { PERIOD_DAYS, type PeriodDays } from './period.js';

export const INSIGHTS_PATH = '/insights';
export const HEAT_MEASURES = ['occupancy', 'arrivals', 'double_parking'] as const satisfies readonly HeatMeasure[];
export const STOPS = ['dwell', 'double_parking'] as const satisfies readonly VisitType[];

export type Place =
  | { readonly of: 'city' }
  | { readonly of: 'camera'; readonly cameraId: string }
  | { readonly of: 'zone'; readonly zoneId: string };

/** What one looks at. The page's address holds all of it, so that it can be sent to somebody. */
export interface View {
  readonly days: PeriodDays;
  readonly place: Place;
  readonly measure: HeatMeasure;
  readonly stops: VisitType;
}

const DAYS_DEFAULT: PeriodDays = 28;

/** The view of an address; what it does not say, or says wrongly, is as usual. */
export function viewOf(search: string): View {
  const query = new URLSearchParams(search);
  const zoneId = query.get('zone');
  const cameraId = query.get('camera');
  return {
    days: PERIOD_DAYS.find((days) => String(days) === query.get('days')) ?? DAYS_DEFAULT,
    place: zoneId ? { of: 'zone', zoneId } : cameraId ? { of: 'camera', cameraId } : { of: 'city' },
    measure: HEAT_MEASURES.find((measure) => measure === query.get('measure')) ?? HEAT_MEASURES[0],
    stops: STOPS.find((stops) => stops === query.get('stops')) ?? STOPS[0],
  };
}

/** The address of a view; whatever else was in the address before, such as the city, stays. */
export function searchOf(view: View, before: string): string {
  const query = new URLSearchParams(before);
  for (const own of ['camera', 'zone']) query.delete(own);
  query.set('days', String(view.days));
  for (const [name, value] of Object.entries(placeQuery(view.place))) query.set(name, value);
  query.set('measure', view.measure);
  query.set('stops', view.stops);
  return `?${query}`;
}

/** The place as the hub's API has it. */
export function placeQuery(place: Place): Record<string, string> {
  switch (place.of) {
    case 'city':
      return {};
    case 'camera':
      return { camera: place.cameraId };
    case 'zone':
      return { zone: place.zoneId };
  }
}

/** The camera that sees the place; null of the whole city. */
export function cameraOf(place: Place): string | null {
  if (place.of === 'city') return null;
  return place.of === 'camera' ? place.cameraId : (place.zoneId.split('.')[0] ?? null);
}
