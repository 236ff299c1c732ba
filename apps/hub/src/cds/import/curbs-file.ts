import { z } from 'zod';
import { ID_PATTERN } from '#events';
import { policyContent, text, timestamp } from '../curbs/policy-content.js';
import { polygonOnEarthProblem } from './polygon-problem.js';

/** More than any city has curb zones; a file beyond this is another file. */
const PLACES_MAX = 50_000;

const key = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected a key of letters, digits, dots, _ and -, at most 64');
const id = z.string().regex(ID_PATTERN, 'expected an id such as main-street');
const centimetres = z.int().positive();
const lng = z.number().min(-180).max(180);
const lat = z.number().min(-90).max(90);
const position = z.tuple([lng, lat]);

const point = z.strictObject({ type: z.literal('Point'), coordinates: position });
const polygon = z
  .strictObject({ type: z.literal('Polygon'), coordinates: z.array(z.array(position)).min(1) })
  .superRefine((given, context) => {
    const problem = polygonOnEarthProblem(given);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

const camera = z.strictObject({
  id,
  anchor: z.strictObject({ lat, lng, heading_deg: z.number().min(0).max(360) }),
  asset_name: text.optional(),
});

/** The standard's optional fields of a zone, as the city fills them. */
const zoneDetails = {
  name: text.optional(),
  description: text.optional(),
  user_zone_id: text.optional(),
  street_name: text.optional(),
  cross_street_start_name: text.optional(),
  cross_street_end_name: text.optional(),
  owner_name: text.optional(),
  address_number: text.optional(),
  length: centimetres.optional(),
  width: centimetres.optional(),
  num_spaces: z.int().nonnegative().optional(),
  parking_angle: z.enum(['parallel', 'perpendicular', 'angled']).optional(),
  street_side: z.enum(['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW']).optional(),
  median: z.boolean().optional(),
  entire_roadway: z.boolean().optional(),
  jurisdiction_type: z.enum(['public', 'private', 'other']).optional(),
};

const zone = z
  .strictObject({
    key,
    revision: z.int().positive().default(1),
    camera: id.optional(),
    zone: id.optional(),
    adjacent_lanes: z.array(id).default([]),
    /** Left out: the camera's own ground polygon, put on Earth by its anchor. */
    geometry: polygon.optional(),
    policies: z.array(key).default([]),
    start_date: timestamp.optional(),
    ...zoneDetails,
  })
  .superRefine((given, context) => {
    const note = (message: string) => context.addIssue({ code: 'custom', message });
    if ((given.camera === undefined) !== (given.zone === undefined)) note('camera and zone are given together');
    if (given.geometry === undefined && given.camera === undefined) note('needs a geometry, or a camera and its zone');
    if (given.entire_roadway === true && given.street_side !== undefined) {
      note('street_side has no meaning where entire_roadway is true');
    }
  });

const area = z.strictObject({ key, name: text.optional(), geometry: polygon, zones: z.array(key).min(1) });

const space = z.strictObject({
  key,
  zone: key,
  geometry: polygon,
  length: centimetres,
  name: text.optional(),
  width: centimetres.optional(),
  space_number: z.int().positive().optional(),
});

const object = z
  .strictObject({
    key,
    object_type: text,
    name: text,
    geometry: point,
    zone: key.optional(),
    space: key.optional(),
    /** The camera it is, so that its faults can be told. */
    camera: id.optional(),
    description: text.optional(),
    owner: text.optional(),
    operator: text.optional(),
    linear_distance: z.int().optional(),
    perpendicular_distance: z.int().optional(),
    max_length: centimetres.optional(),
    max_depth: centimetres.optional(),
    max_height: centimetres.optional(),
  })
  .superRefine(({ zone: atZone, space: atSpace }, context) => {
    if (atZone === undefined && atSpace === undefined) {
      context.addIssue({ code: 'custom', message: 'needs a zone or a space' });
    }
  });

/** What a city tells of its curbs, in one JSON file. */
const curbsFile = z.strictObject({
  cameras: z.array(camera).max(PLACES_MAX).default([]),
  policies: z
    .array(z.strictObject({ key, ...policyContent.shape }))
    .max(PLACES_MAX)
    .default([]),
  zones: z.array(zone).min(1).max(PLACES_MAX),
  areas: z.array(area).max(PLACES_MAX).default([]),
  spaces: z.array(space).max(PLACES_MAX).default([]),
  objects: z.array(object).max(PLACES_MAX).default([]),
});
export type CurbsFile = z.infer<typeof curbsFile>;
export type FileZone = CurbsFile['zones'][number];

/** Everything that keeps a file from being taken, one sentence each. Nothing of it was stored. */
export class CurbsFileError extends Error {
  override readonly name = 'CurbsFileError';
  readonly isForPeople = true;

  constructor(readonly problems: readonly string[]) {
    super(`the file cannot be taken:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Reads a file's text; throws `CurbsFileError` with all that is wrong with its form. */
export function readCurbsFile(fileText: string): CurbsFile {
  let json: unknown;
  try {
    json = JSON.parse(fileText);
  } catch (error) {
    throw new CurbsFileError([`it is no JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = curbsFile.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CurbsFileError(parsed.error.issues.map(({ path, message }) => `${placeOf(json, path)}: ${message}`));
}

/** `zones[0] "parking_a".length`: with the key of the entry, where it has one. */
function placeOf(json: unknown, path: readonly PropertyKey[]): string {
  const [list, index, ...rest] = path;
  if (list === undefined) return 'the file';
  if (typeof index !== 'number') return path.map(String).join('.');
  const entries: unknown = Object.entries(json ?? {}).find(([name]) => name === list)?.[1];
  const entry: unknown = Array.isArray(entries) ? entries[index] : null;
  const named = typeof entry === 'object' && entry !== null && 'key' in entry ? ` "${String(entry.key)}"` : '';
  return [`${String(list)}[${index}]${named}`, ...rest.map(String)].join('.');
}
