import type { GroundPoint } from '#curb';
import { STREETS } from './town.js';
import { cornersOf } from './street.js';
import type { TownCurb, TownStreet } from './street.js';

/** Of the Earth taken for a sphere: along a street it is off by centimetres. */
const METRES_PER_DEGREE = 111_195;
const DEGREE_DECIMALS = 7;
const RADIANS = Math.PI / 180;
const START_DATE = '2025-01-01T00:00:00Z';

const WORKING_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
type Position = readonly [lng: number, lat: number];

/** What the town publishes of its curbs, for `kerbline curbs import`: its rules, and the one that changed at `ruleMs`. */
export function townCurbs(ruleMs: number): object {
  return {
    cameras: STREETS.map(({ cameraId, anchor }) => ({
      id: cameraId,
      anchor: { lat: anchor.lat, lng: anchor.lng, heading_deg: anchor.headingDeg },
      asset_name: cameraId.replace(/^sim-/, 'simulated-').toUpperCase(),
    })),
    policies: policies(ruleMs),
    zones: STREETS.flatMap((street) => street.curbs.map((curb) => zone(street, curb))),
    areas: STREETS.map((street) => ({
      key: street.cameraId,
      name: street.name,
      geometry: polygon(street, { id: '', leftM: -7, rightM: 7, fromM: 8, toM: 62 }),
      zones: street.curbs.map(({ id }) => keyOf(street, id)),
    })),
    objects: STREETS.map((street) => ({
      key: `${street.cameraId}-camera`,
      object_type: 'surveillance_camera',
      name: `Camera of ${street.name}`,
      camera: street.cameraId,
      zone: keyOf(street, street.curbs[0]?.id ?? ''),
      geometry: { type: 'Point', coordinates: [street.anchor.lng, street.anchor.lat] },
      description: 'Simulated: there is no such camera',
    })),
  };
}

function policies(ruleMs: number): object[] {
  const [before, after] = [{ end_date: ruleMs }, { start_date: ruleMs }];
  const byDay = { days_of_week: WORKING_DAYS, time_of_day_start: '08:00', time_of_day_end: '19:00' };
  const hours = (to: string) => ({ days_of_week: WORKING_DAYS, time_of_day_start: '06:00', time_of_day_end: to });
  return [
    limit('two-hours', 'Two hours by day', 120, [byDay]),
    limit('two-hours-until-the-change', 'Two hours by day, until the rule changed', 120, [{ ...byDay, ...before }]),
    limit('one-hour-since-the-change', 'One hour by day, since the rule changed', 60, [{ ...byDay, ...after }]),
    ...deliveries('until-the-change', 30, [{ ...hours('11:00'), ...before }]),
    ...deliveries('since-the-change', 20, [{ ...hours('18:00'), ...after }]),
    {
      ...{ key: 'buses', name: 'Buses', priority: 5 },
      rules: [{ activity: 'stopping', user_classes: ['bus'], name: 'Buses may stop' }],
    },
    {
      ...{ key: 'nobody-else', name: 'Nobody but buses', priority: 6 },
      rules: [{ activity: 'no stopping', name: 'No stopping at the bus stop' }],
    },
    {
      ...{ key: 'no-stopping', name: 'No stopping', priority: 5 },
      rules: [{ activity: 'no stopping', name: 'No stopping' }],
    },
  ];
}

function limit(key: string, name: string, minutes: number, spans: readonly object[]): object {
  const rule = { activity: 'parking', max_stay: minutes, max_stay_unit: 'minute' };
  return {
    key,
    name,
    priority: 10,
    rules: [{ ...rule, name: `Parking, at most ${minutes} minutes` }],
    time_spans: spans,
  };
}

/** Deliveries may load; everybody else may not park there at that time. */
function deliveries(when: string, minutes: number, spans: readonly object[]): object[] {
  const rule = { activity: 'loading', max_stay: minutes, max_stay_unit: 'minute', user_classes: ['delivery'] };
  return [
    {
      ...{ key: `loading-${when}`, name: 'Loading', priority: 10, time_spans: spans },
      rules: [{ ...rule, name: `Loading, at most ${minutes} minutes` }],
    },
    {
      ...{ key: `loading-only-${when}`, name: 'Nobody else in the loading bay', priority: 20, time_spans: spans },
      rules: [{ activity: 'no parking', name: 'No parking in the loading bay' }],
    },
  ];
}

function zone(street: TownStreet, curb: TownCurb): object {
  const lengthCm = Math.round((curb.toM - curb.fromM) * 100);
  return {
    ...{ key: keyOf(street, curb.id), camera: street.cameraId, zone: curb.id },
    name: `${curb.id.replaceAll('_', ' ')}, ${street.name}`,
    geometry: polygon(street, curb),
    policies: policiesOf(street, curb),
    ...{ start_date: START_DATE, street_name: street.name, jurisdiction_type: 'public' },
    ...{ length: lengthCm, width: Math.round((curb.rightM - curb.leftM) * 100) },
    ...(curb.kind === 'parking' ? { parking_angle: 'parallel', num_spaces: curb.bays } : {}),
  };
}

function policiesOf({ isChanged }: TownStreet, { kind }: TownCurb): readonly string[] {
  switch (kind) {
    case 'parking':
      return isChanged ? ['two-hours-until-the-change', 'one-hour-since-the-change'] : ['two-hours'];
    case 'loading':
      return ['until', 'since'].flatMap((when) => [`loading-${when}-the-change`, `loading-only-${when}-the-change`]);
    case 'bus_stop':
      return ['buses', 'nobody-else'];
    case 'no_stopping':
      return ['no-stopping'];
  }
}

function polygon(street: TownStreet, strip: Parameters<typeof cornersOf>[0]): object {
  const corners = cornersOf(strip).map((corner) => onEarth(corner, street.anchor));
  const [first] = corners;
  return { type: 'Polygon', coordinates: [[...corners, ...(first ? [first] : [])]] };
}

function onEarth({ xM, yM }: GroundPoint, { lat, lng, headingDeg }: TownStreet['anchor']): Position {
  const heading = headingDeg * RADIANS;
  const eastM = xM * Math.cos(heading) + yM * Math.sin(heading);
  const northM = yM * Math.cos(heading) - xM * Math.sin(heading);
  return [
    Number((lng + eastM / (METRES_PER_DEGREE * Math.cos(lat * RADIANS))).toFixed(DEGREE_DECIMALS)),
    Number((lat + northM / METRES_PER_DEGREE).toFixed(DEGREE_DECIMALS)),
  ];
}

function keyOf({ cameraId }: TownStreet, curbId: string): string {
  return `${cameraId}.${curbId}`;
}
