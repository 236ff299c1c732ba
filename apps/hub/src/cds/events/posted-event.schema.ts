import { z } from 'zod';
import { CDS_VEHICLE_TYPES, EVENT_TYPES, LANE_TYPES, SOURCE_TYPES } from './curb-event.js';

/** The year 9999. */
const TIMESTAMP_MS_MAX = 253_402_300_799_999;
const TEXT_LENGTH_MAX = 500;
const LIST_LENGTH_MAX = 100;

/** Whole numbers; the standard's own examples write them as text. */
const whole = (min: number, max: number) =>
  z.preprocess(
    (given) => (typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given),
    z.int().min(min).max(max),
  );
const timestamp = whole(0, TIMESTAMP_MS_MAX);
const confidence = whole(1, 100);
const text = z.string().max(TEXT_LENGTH_MAX);
const uuid = z.guid().transform((id) => id.toLowerCase());

const point = z.object({
  type: z.literal('Point'),
  coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)], z.number()),
});
/** 1.1 has a bare Point, 1.0 and the standard's prose a Feature: both are taken. */
const location = z.union([
  point,
  z.object({ type: z.literal('Feature'), geometry: point, properties: z.record(z.string(), z.unknown()).nullable() }),
]);

const occupant = z.object({
  type: z.enum(CDS_VEHICLE_TYPES),
  length: z.number().nonnegative().optional(),
  linear_location: z.tuple([z.number(), z.number()]).optional(),
});

const enforcement = z.looseObject({
  enforcement_id: uuid,
  violations: z
    .array(
      z.looseObject({
        violation_code: text.optional(),
        violation_name: text.optional(),
        violation_cost: text.optional(),
      }),
    )
    .max(LIST_LENGTH_MAX)
    .optional(),
});

/** A curb event of CDS 1.1 as others publish it. Fields it does not name are kept as they are. */
export const postedEvent = z.looseObject({
  event_id: uuid,
  event_type: z.enum(EVENT_TYPES),
  event_time: timestamp,
  event_publication_time: timestamp,
  event_purpose: text.optional(),
  event_location: location.optional(),
  event_session_id: uuid.optional(),
  curb_zone_id: uuid.optional(),
  curb_area_ids: z.array(uuid).max(LIST_LENGTH_MAX).optional(),
  curb_space_id: uuid.optional(),
  curb_object_id: uuid.optional(),
  data_source_type: z.enum(SOURCE_TYPES),
  data_source_device_id: uuid,
  data_source_operator_id: uuid.optional(),
  sensor_status_is_commissioned: z.boolean().optional(),
  sensor_status_is_online: z.boolean().optional(),
  vehicle_length: whole(1, 100_000).optional(),
  vehicle_type: z.enum(CDS_VEHICLE_TYPES).optional(),
  vehicle_type_confidence: confidence.optional(),
  vehicle_license_plate_confidence: confidence.optional(),
  vehicle_color_confidence: confidence.optional(),
  vehicle_company_name_confidence: confidence.optional(),
  vehicle_run_id_confidence: confidence.optional(),
  vehicle_blocked_lane_types: z.array(z.enum(LANE_TYPES)).max(LIST_LENGTH_MAX).optional(),
  curb_occupants: z.array(occupant).max(LIST_LENGTH_MAX).optional(),
  actual_cost: whole(0, 1_000_000_000).optional(),
  enforcement: enforcement.optional(),
});
export type PostedEvent = z.infer<typeof postedEvent>;
