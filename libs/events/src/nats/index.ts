export {
  NatsUnreachableError,
  connectNats,
  keepConnecting,
  natsOptions,
  plaintextProblem,
  serverNames,
} from './connection.js';
export type { NatsAddress, NatsCredentials } from './connection.js';
export { proveLink } from './link-proof.js';
export {
  ACK_WAIT_MS,
  CONFIG_BYTES_MAX,
  DELIVERIES_IN_HAND_MAX,
  PULL_BATCH_MAX,
  RECORDS_IN_HAND_MAX,
  ensureRecordConsumer,
  ensureStreams,
} from './streams.js';
export type { Replicas } from './streams.js';
export { JetStreamRecordPublisher } from './record-publisher.js';
export type { Published } from './record-publisher.js';
export { ConfigOffers, OwnConfigs } from './config-buckets.js';
export type { StoredReport } from './config-buckets.js';
export { CameraBucket, putCameraDescription } from './camera-bucket.js';
export type { CameraBucketOptions, DescribedCamera } from './camera-bucket.js';
export { readMessage } from './delivered-records.js';
export type { ReadMessage, ReadRecord, RecordDelivery, StoredMessage } from './delivered-records.js';
export { JetStreamRecordServer, RECORDS_PATTERN } from './record-server.js';
export type { JetStreamRecordServerOptions, RecordsHandler } from './record-server.js';
export { SettleErrorsFilter } from './settle-errors.filter.js';
export { DONE, UnusableRecordError, settle } from './settle.js';
export type { GivenUp, Outcome, Settlement } from './settle.js';
export {
  CLOCK_AHEAD_MS_MAX,
  RECORD_AGE_MS_MAX,
  REPORT_PERIOD_MS_MAX,
  VISIT_MS_MAX,
  admissionProblem,
  ageProblem,
  publicationOf,
} from './admission.js';
export type { Publication } from './admission.js';
export { DeadLetterBox } from './dead-letter-box.js';
export type { DeadLetter, DeadLetterFilter } from './dead-letter-box.js';
export { DEAD_LETTER_HEADERS } from './dead-letters.js';
