import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseUnderTest } from '../hub/support/database-under-test.js';

/**
 * Words that name somebody, or a vehicle beyond one stop of it. A name is split into its words first: `image_x` is a
 * place in a picture and no picture, `visit_id` is one stop and is new for the next.
 */
const NAMES_SOMEBODY = new Set([
  ...['plate', 'plates', 'licence', 'license', 'registration', 'vin', 'alpr', 'anpr', 'lpr'],
  ...['face', 'faces', 'person', 'persons', 'people', 'pedestrian', 'driver', 'owner', 'gender', 'age'],
  ...['embedding', 'embeddings', 'descriptor', 'fingerprint', 'signature', 'reid', 'biometric', 'appearance'],
  ...['mac', 'imei', 'imsi', 'ssid', 'bluetooth', 'phone', 'email'],
  ...['track', 'tracks', 'trip', 'trips', 'route', 'journey', 'make', 'model', 'colour', 'color'],
]);

/** Columns that hold bytes or anything one likes, with what is in them. Whoever adds to this list says what. */
const CAN_HOLD_ANYTHING = new Set([
  // The record as it came: fields of `record.proto`, which are looked at below.
  'events.payload',
  // SHA-256 of a key.
  'api_keys.key_hash',
  // SHA-256 of a one-time code.
  'enrolment_codes.code_hash',
  // What an operator configures of a camera, and what its box finds wrong with it.
  'camera_configs.config',
  'camera_config_reports.problems',
  // The figures of a day, and which of them a later edition changed.
  'turnover_reports.content',
  'turnover_reports.changes',
  // Corners of a zone.
  'zones.polygon',
  'zones.ground_polygon',
  // What others report to the city of their own vehicles, in the words of the Curb Data Specification. Its schema has a
  // `vehicle_id`, the reporting fleet's own: no camera knows it, and it is shown to whom the city lets read events.
  'posted_events.event',
]);

/** Fields of the wire that hold bytes and are no id. Whoever adds to this list says what is in them. */
const BYTES_ON_THE_WIRE = new Set([
  // A record within a batch: the same fields once more.
  'record',
  // Ids of records, one after the other.
  'committed',
  'given_up',
]);
/** Columns whose name is another matter. Whoever adds to this list says which. */
const NAMED_OTHERWISE = new Set([
  // Of a report's figures: whether a new edition says anything new.
  'turnover_reports.fingerprint',
]);
/** Tables that a city fills with its own words: what it publishes of its curbs, by the standard's schema. */
const PUBLISHED = /^curb_/;

/** The words of `snake_case` and `camelCase`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_');
}

const suspicious = (names: readonly string[]) =>
  names.filter((name) => wordsOf(name.split('.').at(-1) ?? '').some((word) => NAMES_SOMEBODY.has(word)));

describe('what a city keeps', () => {
  let database: DatabaseUnderTest;
  let columns: readonly { readonly name: string; readonly type: string }[] = [];

  beforeAll(async () => {
    database = await DatabaseUnderTest.start();
    const opened = await database.open();
    columns = await opened.query(
      `select table_name || '.' || column_name as name, data_type as type from information_schema.columns
       where table_schema = 'public' order by 1`,
    );
  });
  afterAll(() => database.stop());

  it('has no column for a plate, a face, or anything that knows a vehicle again', () => {
    expect(columns.length).toBeGreaterThan(50);
    expect(suspicious(columns.map(({ name }) => name)).filter((name) => !NAMED_OTHERWISE.has(name))).toEqual([]);
  });

  it('has columns that could hold anything only where it is written down what they hold', () => {
    const open = columns.filter(
      ({ type, name }) => ['bytea', 'jsonb', 'json', 'xml'].includes(type) && !PUBLISHED.test(name),
    );
    expect(open.map(({ name }) => name).filter((name) => !isPartition(name) && !CAN_HOLD_ANYTHING.has(name))).toEqual(
      [],
    );
  });

  it('tells one camera’s stops from another’s by ids that the two do not share', () => {
    const ids = columns
      .filter(({ name, type }) => name.startsWith('visits.') && type === 'uuid')
      .map(({ name }) => name);
    expect(ids).toEqual(['visits.id']);
  });
});

describe('what a box sends', () => {
  const proto = readFileSync(join(import.meta.dirname, '../../libs/events/proto/kerbline/v1/record.proto'), 'utf8');
  const fields = [
    ...proto.replaceAll(/\/\/.*$/gm, '').matchAll(/^\s*(?:optional |repeated )?([\w.]+)\s+(\w+)\s*=\s*\d+/gm),
  ].map(([, type = '', name = '']) => ({ type, name }));

  it('has no field for a plate, a face, or anything that knows a vehicle again', () => {
    expect(fields.length).toBeGreaterThan(20);
    expect(suspicious(fields.map(({ name }) => name))).toEqual([]);
  });

  it('holds bytes only for ids, or where it is written down what they hold', () => {
    expect(
      fields
        .filter(({ type }) => type === 'bytes')
        .map(({ name }) => name)
        .filter((name) => !/(^|_)ids?$/.test(name) && !BYTES_ON_THE_WIRE.has(name)),
    ).toEqual([]);
  });
});

describe('looking for names of somebody', () => {
  it('finds them in either spelling, and lets harmless ones be', () => {
    expect(suspicious(['visits.plate_text', 'faceVector', 'vehicle_embedding', 'trackId'])).toHaveLength(4);
    expect(suspicious(['image_x', 'visit_id', 'vehicle_type', 'surface', 'engine', 'template'])).toEqual([]);
  });
});

/** Parts of a table have its columns. */
function isPartition(name: string): boolean {
  return /^events_\w+\.payload$/.test(name);
}
