import type { RecordKind } from './record.js';

/** Camera, zone and device ids stand in subjects and on the wire, so they are short and plain. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** The JetStream stream that holds records until the hub has committed them. */
export const RECORD_STREAM = 'KERBLINE_RECORDS';
export const RECORD_SUBJECTS = 'kerbline.v1.records.>';
/** The hub's durable pull consumer on `RECORD_STREAM`; any number of hubs share it. */
export const RECORD_CONSUMER = 'hub';

/** Records that can never be used wait here for an operator. */
export const DEAD_LETTER_STREAM = 'KERBLINE_DEAD_LETTERS';
export const DEAD_LETTER_SUBJECTS = 'kerbline.v1.dead.>';

/** The key-value bucket in which each box describes its cameras: key `<device>.<camera>`. */
export const CAMERA_BUCKET = 'kerbline_cameras';
/** The bucket in which the hub keeps what each camera shall run: key `<device>.<camera>`. */
export const CONFIG_BUCKET = 'kerbline_config';
/** The bucket in which each box says what its cameras do run: key `<device>.<camera>`. */
export const CONFIG_REPORT_BUCKET = 'kerbline_config_reports';

/** `kerbline.v1.records.<device>.<camera>.<kind>` */
export function recordSubject(deviceId: string, cameraId: string, kind: RecordKind): string {
  return `kerbline.v1.records.${deviceId}.${cameraId}.${kind}`;
}

/** `kerbline.v1.records.<device>.batch`: where several records of a device's cameras leave together. */
export function batchSubject(deviceId: string): string {
  return `kerbline.v1.records.${deviceId}.batch`;
}

/** The device whose batches this subject carries, or null when it is none. */
export function parseBatchSubject(subject: string): string | null {
  const [root, version, records, deviceId, batch, ...rest] = subject.split('.');
  if (root !== 'kerbline' || version !== 'v1' || records !== 'records' || batch !== 'batch') return null;
  return rest.length === 0 && deviceId ? deviceId : null;
}

/** `kerbline.v1.settled.<device>`: the hub's word on what it has committed. Not stored: whoever missed it asks again by sending again. */
export function settledSubject(deviceId: string): string {
  return `kerbline.v1.settled.${deviceId}`;
}

/** Where a box's own requests are answered: it may listen to no other inbox. */
export function deviceInboxPrefix(deviceId: string): string {
  return `_INBOX_${deviceId}`;
}

/** The device, camera and kind a record's subject speaks of, or null when it is none. */
export function parseRecordSubject(subject: string): { deviceId: string; cameraId: string; kind: string } | null {
  const [root, version, records, deviceId, cameraId, kind, ...rest] = subject.split('.');
  if (root !== 'kerbline' || version !== 'v1' || records !== 'records' || rest.length > 0) return null;
  if (!deviceId || !cameraId || !kind) return null;
  return { deviceId, cameraId, kind };
}

export function deadLetterSubject(deviceId: string, cameraId: string): string {
  return `kerbline.v1.dead.${deviceId}.${cameraId}`;
}

/** What a hub may ask of one box, over Nest's NATS transport. */
export type BoxRequest = 'snapshot' | 'reload_config' | 'accept_view';

/** `kerbline.v1.request.<device>.<request>` */
export function requestSubject(deviceId: string, request: BoxRequest): string {
  return `kerbline.v1.request.${deviceId}.${request}`;
}
