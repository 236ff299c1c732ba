import { curbZoneId } from './city-rows.js';

const DAY_MS = 86_400_000;

/** What a question is about: one camera, one of its zones, and times. */
export interface Place {
  readonly camera: string;
  readonly zone: string;
  /** The beginning of some day. */
  readonly dayMs: number;
  /** The beginning of the last day. */
  readonly lateMs: number;
  /** All the time there is. */
  readonly fromMs: number;
  readonly endMs: number;
}

export interface ReadRoute {
  readonly name: string;
  readonly path: (place: Place) => string;
  /** The same of the raw events; the first parameter is the city. Null where they hold no such thing. */
  readonly raw: {
    readonly sql: string;
    readonly parameters: (place: Place) => readonly unknown[];
    readonly isCityWide?: boolean;
  } | null;
}

const iso = (ms: number) => new Date(ms).toISOString();
const day = ({ dayMs }: Place) => `from=${iso(dayMs)}&to=${iso(dayMs + DAY_MS)}`;
const all = ({ fromMs, endMs }: Place) => `from=${iso(fromMs)}&to=${iso(endMs)}`;
const halves = ({ fromMs, endMs }: Place) => {
  const middle = iso((fromMs + endMs) / 2);
  return `before_from=${iso(fromMs)}&before_to=${middle}&after_from=${middle}&after_to=${iso(endMs)}`;
};
const zone = ({ camera, zone: id }: Place) => `${camera}.${id}`;
const ofDay = ({ camera, zone: id, dayMs }: Place) => [new Date(dayMs), new Date(dayMs + DAY_MS), camera, id];
const ofAll = ({ camera, zone: id, fromMs, endMs }: Place) => [new Date(fromMs), new Date(endMs), camera, id];
const ofCamera = ({ camera, fromMs, endMs }: Place) => [new Date(fromMs), new Date(endMs), camera];
const ofCity = ({ fromMs, endMs }: Place) => [new Date(fromMs), new Date(endMs)];

const AT_ZONE = 'city_id = $1 and at >= $2 and at < $3 and camera_id = $4 and zone_id = $5';
const HOURS = `select date_trunc('hour', at) as hour, count(*)::int as arrivals from events
  where ${AT_ZONE} and kind = 'park_start' group by hour order by hour`;
const heat = (where: string) => `select extract(isodow from at) as weekday, extract(hour from at) as hour, count(*)::int
  from events where ${where} and kind = 'park_start' group by 1, 2`;
const DWELLS = `select least(floor(extract(epoch from ended.at - begun.at) / 60), 1440) as minutes, count(*)::int
  from events as begun join events as ended on ended.city_id = $1 and ended.camera_id = $4 and ended.at >= $2
    and ended.kind = 'park_end' and ended.visit_id = begun.visit_id
  where begun.city_id = $1 and begun.at >= $2 and begun.at < $3 and begun.camera_id = $4 and begun.zone_id = $5
    and begun.kind = 'park_start' group by 1`;
const LANES = (
  where: string,
) => `select begun.camera_id, begun.zone_id, count(*)::int, sum(ended.at - begun.at) as blocked
  from events as begun join events as ended on ended.city_id = $1 and ended.camera_id = begun.camera_id
    and ended.at >= $2 and ended.kind = 'park_end' and ended.visit_id = begun.visit_id
  where begun.city_id = $1 and begun.at >= $2 and begun.at < $3 and begun.visit_type = 'double_parking'
    and begun.kind = 'park_start' and ${where} group by 1, 2 order by blocked desc limit 100`;
const LISTED = `select * from events where ${AT_ZONE} and kind = 'park_start' order by at desc, id desc limit 101`;
const COMPARED = `select at >= $2::timestamptz + ($3::timestamptz - $2::timestamptz) / 2 as is_after, count(*)::int from events
  where ${AT_ZONE} and kind = 'park_start' group by 1`;

/** What a page about the city asks, of one place or of all. */
export const READ_ROUTES: readonly ReadRoute[] = [
  {
    name: 'hours of a zone, a day',
    path: (place) => `/api/v1/zones/${zone(place)}/hours?${day(place)}`,
    raw: { sql: HOURS, parameters: ofDay },
  },
  { name: "a camera's zones today", path: ({ camera }) => `/api/v1/zones?camera=${camera}`, raw: null },
  {
    name: 'visits of a zone, a day',
    path: (place) => `/api/v1/visits?zone=${zone(place)}&${day(place)}`,
    raw: { sql: LISTED, parameters: ofDay },
  },
  { name: "the city's events, a page", path: (place) => `/api/v1/events?limit=50&${day(place)}`, raw: null },
  {
    name: 'heat map of a zone, all days',
    path: (place) => `/api/v1/insights/heat-map?zone=${zone(place)}&${all(place)}`,
    raw: { sql: heat(AT_ZONE), parameters: ofAll },
  },
  {
    name: 'dwell distribution of a zone, all days',
    path: (place) => `/api/v1/insights/dwell-distribution?zone=${zone(place)}&${all(place)}`,
    raw: { sql: DWELLS, parameters: ofAll },
  },
  {
    name: 'compare two halves, a zone',
    path: (place) => `/api/v1/insights/compare?zone=${zone(place)}&${halves(place)}`,
    raw: { sql: COMPARED, parameters: ofAll },
  },
  {
    name: 'hot spots of a camera, all days',
    path: (place) => `/api/v1/insights/hot-spots?camera=${place.camera}&${all(place)}`,
    raw: { sql: LANES('begun.camera_id = $4'), parameters: ofCamera },
  },
  {
    name: 'heat map of the city, all days',
    path: (place) => `/api/v1/insights/heat-map?${all(place)}`,
    raw: { sql: heat('city_id = $1 and at >= $2 and at < $3'), parameters: ofCity, isCityWide: true },
  },
  {
    name: 'compare two halves of the city',
    path: (place) => `/api/v1/insights/compare?${halves(place)}`,
    raw: null,
  },
  {
    name: 'hot spots of the city, all days',
    path: (place) => `/api/v1/insights/hot-spots?${all(place)}`,
    raw: { sql: LANES('true'), parameters: ofCity, isCityWide: true },
  },
  {
    name: 'coverage of the city, all days',
    path: (place) => `/api/v1/insights/coverage?${all(place)}`,
    raw: null,
  },
  {
    name: 'CDS metrics of a zone, a day',
    path: ({ camera, zone: id, dayMs }) =>
      `/cds/demo/metrics/aggregates?curb_place_type=zone&curb_place_id=${curbZoneId(camera, id)}&start_time=${dayMs}&end_time=${dayMs + DAY_MS}`,
    raw: { sql: HOURS, parameters: ofDay },
  },
  {
    name: 'CDS events of a zone, the last day',
    path: ({ camera, zone: id, lateMs }) =>
      `/cds/demo/events/events?curb_zone_id=${curbZoneId(camera, id)}&start_time=${lateMs}&end_time=${lateMs + DAY_MS}`,
    raw: null,
  },
  {
    name: 'CDS events of the city, a page',
    path: ({ dayMs, lateMs }) =>
      `/cds/demo/events/events?limit=50&start_time=${lateMs}&end_time=${lateMs + 3_600_000 * (1 + ((dayMs / DAY_MS) % 24))}`,
    raw: null,
  },
  {
    name: 'CDS status of a zone',
    path: ({ camera, zone: id }) => `/cds/demo/events/status?curb_zone_id=${curbZoneId(camera, id)}`,
    raw: null,
  },
  {
    name: 'CDS sessions of a zone, a day',
    path: ({ camera, zone: id, dayMs }) =>
      `/cds/demo/metrics/sessions?curb_place_type=zone&curb_place_id=${curbZoneId(camera, id)}&start_time=${dayMs}&end_time=${dayMs + DAY_MS}`,
    raw: null,
  },
  { name: 'CDS curb zones, a page', path: () => '/cds/demo/curbs/zones?limit=50', raw: null },
  {
    name: 'CDS curb zone',
    path: ({ camera, zone: id }) => `/cds/demo/curbs/zones/${curbZoneId(camera, id)}`,
    raw: null,
  },
];
