import {
  CAMERA_BUCKET,
  CONFIG_BUCKET,
  CONFIG_REPORT_BUCKET,
  DEAD_LETTER_STREAM,
  DEAD_LETTER_SUBJECTS,
  RECORD_STREAM,
  RECORD_SUBJECTS,
  deviceInboxPrefix,
  settledSubject,
} from '#events';

/** What one principal may say and hear; everything else is refused by the broker. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer what it is asked: one message, to the asker's own inbox. */
  readonly mayAnswer: boolean;
}

const keys = (bucket: string) => `$KV.${bucket}`;
/** A bucket is a stream of this name. */
const streamOf = (bucket: string) => `KV_${bucket}`;
const directGet = (bucket: string) => `$JS.API.DIRECT.GET.${streamOf(bucket)}.${keys(bucket)}`;

const BUCKETS = [CAMERA_BUCKET, CONFIG_BUCKET, CONFIG_REPORT_BUCKET];
const WATCHED_BUCKETS = [CAMERA_BUCKET, CONFIG_REPORT_BUCKET];

/** Where hub and operator hear their answers; boxes have `deviceInboxPrefix`. Nobody may listen at another's. */
export function inboxPrefix(principal: typeof HUB | typeof OPERATOR): string {
  return `_INBOX_${principal}`;
}

/**
 * A box: its own records, descriptions and reports out; its own configuration, requests and settlements in. It gets no
 * JetStream API but reading its own keys: whoever may create a consumer chooses where the broker delivers.
 */
export function devicePermissions(deviceId: string): Permissions {
  return {
    publish: [
      `kerbline.v1.records.${deviceId}.>`,
      `${keys(CAMERA_BUCKET)}.${deviceId}.*`,
      `${keys(CONFIG_REPORT_BUCKET)}.${deviceId}.*`,
      `${directGet(CONFIG_BUCKET)}.${deviceId}.*`,
    ],
    subscribe: [
      settledSubject(deviceId),
      `kerbline.v1.request.${deviceId}.>`,
      `${keys(CONFIG_BUCKET)}.${deviceId}.*`,
      `${deviceInboxPrefix(deviceId)}.>`,
    ],
    mayAnswer: true,
  };
}

/**
 * A broker at a site, which passes on what the boxes behind it say and hear: what they may, each of them, and nothing
 * else. Their answers go to subjects that the asking broker makes up for one answer each.
 */
export function leafPermissions(deviceIds: readonly string[]): Permissions {
  const boxes = deviceIds.map(devicePermissions);
  return {
    publish: [...boxes.flatMap(({ publish }) => publish), '_R_.*.*'],
    subscribe: boxes.flatMap(({ subscribe }) => subscribe),
    mayAnswer: false,
  };
}

/** The hub: makes and reads its own streams by name. It may not purge or delete any, nor publish a box's records. */
export function hubPermissions(): Permissions {
  const streams = [RECORD_STREAM, DEAD_LETTER_STREAM, ...BUCKETS.map(streamOf)];
  return {
    publish: [
      '$JS.API.INFO',
      ...streams.flatMap((name) => ['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${name}`)),
      `$JS.API.CONSUMER.CREATE.${RECORD_STREAM}.*`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${RECORD_STREAM}.*`,
      `$JS.API.CONSUMER.INFO.${RECORD_STREAM}.*`,
      `$JS.API.CONSUMER.MSG.NEXT.${RECORD_STREAM}.*`,
      `$JS.ACK.${RECORD_STREAM}.>`,
      ...WATCHED_BUCKETS.flatMap((bucket) => [
        `$JS.API.CONSUMER.CREATE.${streamOf(bucket)}.*.${keys(bucket)}.>`,
        `$JS.API.CONSUMER.INFO.${streamOf(bucket)}.*`,
        `$JS.API.CONSUMER.DELETE.${streamOf(bucket)}.*`,
        `$JS.FC.${streamOf(bucket)}.>`,
      ]),
      `${directGet(CONFIG_BUCKET)}.*.*`,
      `${keys(CONFIG_BUCKET)}.*.*`,
      DEAD_LETTER_SUBJECTS,
      settledSubject('*'),
      'kerbline.v1.request.*.*',
      'kerbline.v1.city.*.events.*',
    ],
    subscribe: [`${inboxPrefix(HUB)}.>`],
    mayAnswer: false,
  };
}

/** An operator at the command line: looks at streams, reads dead letters and hears cities' events; changes nothing. */
export function operatorPermissions(): Permissions {
  const streams = [RECORD_STREAM, DEAD_LETTER_STREAM, ...BUCKETS.map(streamOf)];
  return {
    publish: [
      '$JS.API.INFO',
      '$JS.API.STREAM.NAMES',
      '$JS.API.STREAM.LIST',
      ...streams.map((name) => `$JS.API.STREAM.INFO.${name}`),
      `$JS.API.CONSUMER.INFO.${RECORD_STREAM}.*`,
      `$JS.API.STREAM.MSG.GET.${DEAD_LETTER_STREAM}`,
    ],
    subscribe: [`${inboxPrefix(OPERATOR)}.>`, 'kerbline.v1.city.*.events.*'],
    mayAnswer: false,
  };
}

export const HUB = 'hub';
export const OPERATOR = 'operator';

/** What crosses between an account of boxes and the hub's, and nothing besides. */
export interface Crossing {
  /** What boxes tell or ask the hub's side; answers find their way back. */
  readonly told: readonly string[];
  /** What boxes hear of the hub. */
  readonly heard: readonly string[];
  /** What the hub may ask of boxes. */
  readonly asked: readonly string[];
}

/** Of any box: who may say which of it, users' permissions tell. */
export function crossingOfBoxes(): Crossing {
  return {
    told: [
      RECORD_SUBJECTS,
      `${keys(CAMERA_BUCKET)}.>`,
      `${keys(CONFIG_REPORT_BUCKET)}.>`,
      `${directGet(CONFIG_BUCKET)}.>`,
    ],
    heard: [settledSubject('>'), `${keys(CONFIG_BUCKET)}.>`],
    asked: ['kerbline.v1.request.>'],
  };
}

/** Of one box: exactly what its permissions allow. */
export function crossingOfDevice(deviceId: string): Crossing {
  return {
    told: devicePermissions(deviceId).publish,
    heard: [settledSubject(deviceId), `${keys(CONFIG_BUCKET)}.${deviceId}.*`],
    asked: [`kerbline.v1.request.${deviceId}.>`],
  };
}
