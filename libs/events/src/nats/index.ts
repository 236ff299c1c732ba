export {
  NatsUnreachableError,
  connectNats,
  keepConnecting,
  natsOptions,
  serverNames,
  waitOrAbort,
} from './connection.js';
export type { NatsAddress, NatsCredentials } from './connection.js';
export {
  ACK_WAIT_MS,
  CONFIG_BYTES_MAX,
  DELIVERIES_IN_HAND_MAX,
  PULL_BATCH_MAX,
  ensureRecordConsumer,
  ensureStreams,
} from './streams.js';
export type { Replicas } from './streams.js';
export { JetStreamRecordPublisher } from './record-publisher.js';
export type { Published } from './record-publisher.js';
export { CameraBucket } from './camera-bucket.js';
export type { CameraBucketOptions, DescribedCamera } from './camera-bucket.js';
export { JetStreamRecordServer } from './record-server.js';
export type { JetStreamRecordServerOptions, RecordDelivery } from './record-server.js';
export { SettleErrorsFilter } from './settle-errors.filter.js';
export { UnusableRecordError, settle } from './settle.js';
export type { Outcome, Settlement } from './settle.js';
export { CLOCK_AHEAD_MS_MAX, REPORT_PERIOD_MS_MAX, VISIT_MS_MAX, admissionProblem } from './admission.js';
export { DEAD_LETTER_HEADERS } from './dead-letters.js';
