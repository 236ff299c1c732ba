import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { expect } from 'vitest';
import type { Version } from './cds-client.js';

// Written from the field tables of the standard: 1.0.1 from its prose, 1.1 from its OpenAPI description.

const uuid = { type: 'string', format: 'uuid' };
const uuids = { type: 'array', items: uuid, uniqueItems: true };
/** Milliseconds, not seconds: later than the year 2001. */
const timestamp = { type: 'integer', minimum: 1_000_000_000_000, maximum: 253_402_300_799_999 };
const centimetres = { type: 'integer', minimum: 0 };
const confidence = { type: 'integer', minimum: 1, maximum: 100 };
const text = { type: 'string', minLength: 1 };
const lng = { type: 'number', minimum: -180, maximum: 180 };
const lat = { type: 'number', minimum: -90, maximum: 90 };
const position = { type: 'array', prefixItems: [lng, lat], minItems: 2, items: { type: 'number' } };

const point = {
  type: 'object',
  required: ['type', 'coordinates'],
  properties: { type: { const: 'Point' }, coordinates: position },
};
const polygon = {
  type: 'object',
  required: ['type', 'coordinates'],
  properties: {
    type: { const: 'Polygon' },
    coordinates: { type: 'array', minItems: 1, items: { type: 'array', minItems: 4, items: position } },
  },
};
const feature = {
  type: 'object',
  required: ['type', 'geometry', 'properties'],
  properties: {
    type: { const: 'Feature' },
    geometry: { anyOf: [point, { type: 'null' }] },
    properties: { type: 'object', required: ['timestamp'], properties: { timestamp } },
  },
};

const sourceTypes = ['data_feed', 'camera', 'above_ground', 'in_ground', 'meter', 'payment', 'in_person', 'other'];
const laneTypes = [
  'travel_lane',
  'turn_lane',
  'bike_lane',
  'bus_lane',
  'parking',
  'shoulder',
  'median',
  'sidewalk',
  'unspecified',
];
const vehicleTypes = [
  'bicycle',
  'cargo_bicycle',
  'car',
  'scooter',
  'moped',
  'motorcycle',
  'truck',
  'van',
  'freight',
  'other',
  'unspecified',
];
const eventTypes = [
  'comms_lost',
  'comms_restored',
  'decommissioned',
  'park_start',
  'park_end',
  'scheduled_report',
  'enter_area',
  'exit_area',
];
const added = {
  lanes: ['center_turn_lane'],
  vehicles: ['bus', 'delivery_robot', 'scooter_standing', 'scooter_seated'],
  events: ['vehicle_detected', 'vehicle_violation_start', 'vehicle_violation_end', 'citation_issued'],
};

function vehicleType(version: Version) {
  return { enum: version === '1.0' ? vehicleTypes : [...vehicleTypes, ...added.vehicles] };
}

function eventSchema(version: Version) {
  const common = {
    event_id: uuid,
    event_type: { enum: version === '1.0' ? eventTypes : [...eventTypes, ...added.events] },
    event_purpose: text,
    event_location: version === '1.0' ? feature : point,
    event_time: timestamp,
    event_publication_time: timestamp,
    event_session_id: uuid,
    curb_zone_id: uuid,
    curb_area_ids: { ...uuids, minItems: 1 },
    curb_space_id: uuid,
    data_source_type: { enum: sourceTypes },
    data_source_operator_id: uuid,
    data_source_operator_name: text,
    data_source_device_id: uuid,
    data_source_device_name: text,
    data_source_manufacturer: text,
    data_source_model: text,
    sensor_status_is_commissioned: { type: 'boolean' },
    sensor_status_is_online: { type: 'boolean' },
    vehicle_id: text,
    vehicle_license_plate: text,
    vehicle_permit_number: text,
    vehicle_length: centimetres,
    vehicle_type: vehicleType(version),
    vehicle_propulsion_types: { type: 'array' },
    vehicle_blocked_lane_types: {
      type: 'array',
      items: { enum: version === '1.0' ? laneTypes : [...laneTypes, ...added.lanes] },
    },
    curb_occupants: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type'],
        properties: {
          type: vehicleType(version),
          length: { type: 'number' },
          linear_location: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } },
        },
        additionalProperties: false,
      },
    },
    actual_cost: { type: 'integer' },
  };
  const only1_1 = {
    curb_object_id: uuid,
    vehicle_type_confidence: confidence,
    enforcement: {
      type: 'object',
      required: ['enforcement_id'],
      properties: {
        enforcement_id: uuid,
        violations: {
          type: 'array',
          items: {
            type: 'object',
            properties: { violation_code: text, violation_name: text, violation_cost: text },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
  };
  const required = [
    'event_id',
    'event_type',
    'event_time',
    'event_publication_time',
    'data_source_type',
    'data_source_device_id',
  ];
  return {
    type: 'object',
    required: version === '1.0' ? [...required, 'event_location'] : required,
    properties: version === '1.0' ? common : { ...common, ...only1_1 },
    additionalProperties: false,
    // What a camera can determine it has to tell whenever a vehicle parks.
    if: { properties: { event_type: { const: 'park_start' }, data_source_type: { const: 'camera' } } },
    then: { required: ['vehicle_blocked_lane_types', 'vehicle_type'] },
  };
}

function zoneSchema(version: Version) {
  const common = {
    curb_zone_id: uuid,
    geometry: polygon,
    curb_policy_ids: uuids,
    prev_policies: {
      type: 'array',
      items: {
        type: 'object',
        required: ['curb_policy_ids', 'start_date', 'end_date'],
        properties: { curb_policy_ids: uuids, start_date: timestamp, end_date: timestamp },
        additionalProperties: false,
      },
    },
    prev_curb_zone_ids: uuids,
    published_date: timestamp,
    last_updated_date: timestamp,
    start_date: timestamp,
    end_date: timestamp,
    name: text,
    user_zone_id: text,
    street_name: text,
    cross_street_start_name: text,
    cross_street_end_name: text,
    length: centimetres,
    width: centimetres,
    parking_angle: { enum: ['parallel', 'perpendicular', 'angled'] },
    num_spaces: { type: 'integer', minimum: 0 },
    street_side: { enum: ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] },
    median: { type: 'boolean' },
    entire_roadway: { type: 'boolean' },
    curb_area_ids: uuids,
    curb_space_ids: uuids,
  };
  const only1_1 = {
    description: text,
    owner_name: text,
    address_number: text,
    jurisdiction_type: { enum: ['public', 'private', 'other'] },
    curb_object_ids: uuids,
  };
  return {
    type: 'object',
    required: ['curb_zone_id', 'geometry', 'curb_policy_ids', 'published_date', 'last_updated_date', 'start_date'],
    properties: version === '1.0' ? common : { ...common, ...only1_1 },
    additionalProperties: false,
  };
}

const dates = { published_date: timestamp, last_updated_date: timestamp };
const areaSchema = {
  type: 'object',
  required: ['curb_area_id', 'geometry', 'published_date', 'last_updated_date', 'curb_zone_ids'],
  properties: { curb_area_id: uuid, geometry: polygon, name: text, ...dates, curb_zone_ids: uuids },
  additionalProperties: false,
};
const spaceSchema = {
  type: 'object',
  required: ['curb_space_id', 'geometry', 'published_date', 'last_updated_date', 'curb_zone_id', 'length'],
  properties: {
    curb_space_id: uuid,
    geometry: polygon,
    name: text,
    ...dates,
    curb_zone_id: uuid,
    space_number: { type: 'integer', minimum: 1 },
    length: centimetres,
    width: centimetres,
  },
  additionalProperties: false,
};
const objectSchema = {
  type: 'object',
  required: ['curb_object_id', 'geometry', 'object_type', 'name', 'published_date', 'last_updated_date'],
  anyOf: [{ required: ['curb_zone_id'] }, { required: ['curb_space_id'] }],
  properties: {
    curb_object_id: uuid,
    geometry: point,
    object_type: text,
    name: text,
    ...dates,
    curb_zone_id: uuid,
    curb_space_id: uuid,
    description: text,
    owner: text,
    operator: text,
  },
  additionalProperties: false,
};

const span = {
  type: 'object',
  properties: {
    start_date: timestamp,
    end_date: timestamp,
    days_of_week: { type: 'array', items: { enum: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] } },
    days_of_month: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 31 } },
    months: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 12 } },
    weeks_of_month: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 5 } },
    time_of_day_start: { type: 'string', pattern: '^\\d\\d:\\d\\d$' },
    time_of_day_end: { type: 'string', pattern: '^\\d\\d:\\d\\d$' },
    designated_period: text,
    designated_period_except: { type: 'boolean' },
  },
  additionalProperties: false,
};

function policySchema(version: Version) {
  const described = version === '1.0' ? {} : { name: text, description: text };
  const rule = {
    type: 'object',
    required: ['activity'],
    properties: {
      ...described,
      activity: {
        enum: [
          'parking',
          'no parking',
          'loading',
          'no loading',
          'unloading',
          'no unloading',
          'stopping',
          'no stopping',
          'travel',
          'no travel',
        ],
      },
      max_stay: { type: 'integer' },
      max_stay_unit: { enum: ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] },
      no_return: { type: 'integer' },
      no_return_unit: { enum: ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] },
      user_classes: { type: 'array', items: text },
      ...(version === '1.0'
        ? {}
        : { user_classes_except: { type: 'array', items: text }, purposes: { type: 'array' } }),
      rate: { type: 'array', items: { type: 'object', required: ['rate', 'rate_unit'] } },
    },
    additionalProperties: false,
  };
  return {
    type: 'object',
    required: ['curb_policy_id', 'published_date', 'priority', 'rules'],
    properties: {
      curb_policy_id: uuid,
      published_date: timestamp,
      priority: { type: 'integer' },
      ...described,
      rules: { type: 'array', minItems: 1, items: rule },
      time_spans: { type: 'array', items: span },
      data_source_operator_id: uuids,
    },
    additionalProperties: false,
  };
}

const statusSchema = {
  type: 'object',
  required: ['data_source_device_id', 'data_source_type'],
  properties: {
    data_source_device_id: uuid,
    data_source_type: { enum: sourceTypes },
    data_source_operator_id: uuid,
    sensor_status_is_commissioned: { type: 'boolean' },
    sensor_status_is_online: { type: 'boolean' },
  },
  additionalProperties: false,
};

export type ListName = 'zones' | 'areas' | 'spaces' | 'objects' | 'policies' | 'events' | 'status';

function itemSchema(list: ListName, version: Version): object {
  switch (list) {
    case 'zones':
      return zoneSchema(version);
    case 'areas':
      return areaSchema;
    case 'spaces':
      return spaceSchema;
    case 'objects':
      return objectSchema;
    case 'policies':
      return policySchema(version);
    case 'events':
      return eventSchema(version);
    case 'status':
      return statusSchema;
  }
}

function envelopeSchema(version: Version, data: object) {
  return {
    type: 'object',
    required: ['version', 'time_zone', 'last_updated', 'currency', 'data'],
    properties: {
      version: { type: 'string', pattern: `^${version.replace('.', '\\.')}(\\.\\d+)?$` },
      time_zone: { type: 'string', minLength: 1 },
      last_updated: { type: 'integer', minimum: 0 },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
      data,
      links: {
        type: 'object',
        required: ['next'],
        properties: { next: { anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }] } },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  };
}

const ajv = new Ajv2020({ allErrors: true, strict: false });
(formats.default as unknown as (instance: Ajv2020) => void)(ajv);

function expectValid(schema: object, body: unknown): void {
  const validate = ajv.compile(schema);
  const isValid = validate(body);
  expect(isValid, JSON.stringify({ errors: validate.errors?.slice(0, 5), body }, null, 1).slice(0, 4_000)).toBe(true);
}

/** Holds a whole answer with a list against the standard. */
export function expectList(list: ListName, body: unknown, version: Version): void {
  const data = {
    type: 'object',
    required: [list],
    properties: { [list]: { type: 'array', items: itemSchema(list, version) } },
    additionalProperties: false,
  };
  expectValid(envelopeSchema(version, data), body);
}

/** Holds one thing that comes without an envelope against the standard. */
export function expectItem(list: ListName, item: unknown, version: Version): void {
  expectValid(itemSchema(list, version), item);
}

/** Holds a whole answer with one thing against the standard. */
export function expectOne(list: ListName, body: unknown, version: Version): void {
  expectValid(envelopeSchema(version, itemSchema(list, version)), body);
}
