export { faultId, recordId, visitId } from './event-id.js';
export { FAULTS, RECORD_KINDS } from './record.js';
export type {
  CommsLostBody,
  CommsRestoredBody,
  CurbRecord,
  Fault,
  LaneFlowBody,
  ParkEndBody,
  ParkStartBody,
  RecordBody,
  RecordKind,
  ScheduledReportBody,
  VisitRecord,
} from './record.js';
export {
  RECORD_BYTES_MAX,
  RECORD_VERSION,
  UndecodableRecordError,
  decodeRecord,
  encodeRecord,
  isRecordShortEnough,
} from './record-codec.js';
export {
  BATCH_BYTES_MAX,
  BATCH_RECORDS_MAX,
  decodeBatch,
  decodeSettled,
  encodeBatch,
  encodeSettled,
  peekRecordId,
} from './batch-codec.js';
export type { Settled } from './batch-codec.js';
export {
  CAMERA_BUCKET,
  CONFIG_BUCKET,
  CONFIG_REPORT_BUCKET,
  DEAD_LETTER_STREAM,
  DEAD_LETTER_SUBJECTS,
  ID_PATTERN,
  RECORD_CONSUMER,
  RECORD_STREAM,
  RECORD_SUBJECTS,
  batchSubject,
  deadLetterSubject,
  deviceInboxPrefix,
  parseBatchSubject,
  parseRecordSubject,
  recordSubject,
  requestSubject,
  settledSubject,
} from './subjects.js';
export type { BoxRequest } from './subjects.js';
export type {
  AcceptViewAnswer,
  AcceptViewRequest,
  CameraDescription,
  ReloadConfigAnswer,
  SnapshotAnswer,
  SnapshotRequest,
  ZoneDescription,
} from './camera-description.js';
export { configReport, fleetCameraConfig, offeredConfig } from './fleet-config.js';
export type { ConfigReport, FleetCameraConfig, OfferedConfig } from './fleet-config.js';
