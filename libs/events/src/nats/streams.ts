import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { ConsumerConfig, JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { KV, KvOptions } from '@nats-io/kv';
import { nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { BATCH_BYTES_MAX, BATCH_RECORDS_MAX } from '../batch-codec.js';
import {
  CAMERA_BUCKET,
  CONFIG_BUCKET,
  CONFIG_REPORT_BUCKET,
  DEAD_LETTER_STREAM,
  DEAD_LETTER_SUBJECTS,
  RECORD_CONSUMER,
  RECORD_STREAM,
  RECORD_SUBJECTS,
} from '../subjects.js';

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** A record with subject and headers takes about 300 bytes on the broker's disk: room for some 1.7 million. */
const RECORD_STREAM_BYTES_MAX = 512 * MIB;
/** Records no hub has committed for this long belong to a hub that will not come back. */
const RECORD_AGE_MS_MAX = 30 * DAY_MS;
const DUPLICATE_WINDOW_MS = 120_000;
/** A full batch and its headers; larger than a record, so that the hub sees and explains an oversized one. */
const MESSAGE_BYTES_MAX = BATCH_BYTES_MAX + 1_024;

const DEAD_LETTER_BYTES_MAX = 64 * MIB;
const DEAD_LETTER_AGE_MS_MAX = 90 * DAY_MS;

const CAMERA_BUCKET_BYTES_MAX = 16 * MIB;
const CAMERA_DESCRIPTION_BYTES_MAX = 64 * 1024;
const CONFIG_BUCKET_BYTES_MAX = 64 * MIB;
/** 128 zones of 64 corners with all their decimals fit. */
export const CONFIG_BYTES_MAX = 512 * 1024;
const CONFIG_REPORT_BUCKET_BYTES_MAX = 16 * MIB;
const CONFIG_REPORT_BYTES_MAX = 64 * 1024;

/** On how many servers of a cluster each stream lies: 1 on a single server; 3 survive the loss of one. */
export type Replicas = 1 | 3 | 5;

/** A delivery not settled within this time comes again: longer than the database's statement timeout. */
export const ACK_WAIT_MS = 30_000;
/** Messages all hubs together may hold unsettled; at most 6.4 MB of records. */
export const DELIVERIES_IN_HAND_MAX = 512;
/** The same in records: the bound on each hub's memory. */
export const RECORDS_IN_HAND_MAX = DELIVERIES_IN_HAND_MAX * BATCH_RECORDS_MAX;
/** Messages one hub asks for at a time: enough for two full commits of batches. */
export const PULL_BATCH_MAX = 256;
/** How long one request for deliveries stands: so long at most the broker delivers to a hub whose link is dead. */
export const PULL_EXPIRES_MS = 2_000;
/** While there is nothing to deliver the broker says so this often; a hub that misses two asks whether it is still there. */
export const PULL_HEARTBEAT_MS = 500;

/** JetStream's codes for "it is there already, with another configuration". */
const STREAM_EXISTS_CODES = [10058, 10148];

/** Creates or updates the streams and the buckets, and lays them on more servers where that is asked. Safe to call from every process at every start. */
export async function ensureStreams(
  connection: NatsConnection,
  { replicas = 1 }: { replicas?: Replicas } = {},
): Promise<void> {
  const manager = await jetstreamManager(connection);
  await ensureStream(manager, {
    name: RECORD_STREAM,
    description: 'Curb records that no hub has committed yet',
    subjects: [RECORD_SUBJECTS],
    // A record leaves on the hub's ack. When the stream is full the publisher is refused and keeps its records:
    // discarding the oldest would lose them in silence.
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    storage: StorageType.File,
    max_bytes: RECORD_STREAM_BYTES_MAX,
    max_age: nanos(RECORD_AGE_MS_MAX),
    max_msg_size: MESSAGE_BYTES_MAX,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: replicas,
  });
  await ensureStream(manager, {
    name: DEAD_LETTER_STREAM,
    description: 'Records that can never be used, each with its reason',
    subjects: [DEAD_LETTER_SUBJECTS],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    storage: StorageType.File,
    max_bytes: DEAD_LETTER_BYTES_MAX,
    max_age: nanos(DEAD_LETTER_AGE_MS_MAX),
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: replicas,
  });
  await openCameraBucket(connection, replicas);
  await openConfigBucket(connection, replicas);
  await openConfigReportBucket(connection, replicas);
}

/** A bucket that is there already, reached without asking the JetStream API anything: all that a box may do. */
export function bindBucket(connection: NatsConnection, bucket: string): Promise<KV> {
  return new Kvm(jetstream(connection, { checkAPI: false })).open(bucket, { allow_direct: true });
}

/** The bucket's store, created when missing. */
export function openCameraBucket(connection: NatsConnection, replicas: Replicas = 1): Promise<KV> {
  return openBucket(connection, CAMERA_BUCKET, {
    description: 'What each box says of its cameras',
    history: 1,
    storage: StorageType.File,
    max_bytes: CAMERA_BUCKET_BYTES_MAX,
    maxValueSize: CAMERA_DESCRIPTION_BYTES_MAX,
    replicas,
  });
}

/** What the hub wants cameras to run. Who changed what and when is kept in the database, so one revision suffices here. */
export function openConfigBucket(connection: NatsConnection, replicas: Replicas = 1): Promise<KV> {
  return openBucket(connection, CONFIG_BUCKET, {
    description: 'What each camera shall run',
    history: 1,
    storage: StorageType.File,
    max_bytes: CONFIG_BUCKET_BYTES_MAX,
    maxValueSize: CONFIG_BYTES_MAX,
    allow_direct: true,
    replicas,
  });
}

/** What boxes say of the configuration they run. */
export function openConfigReportBucket(connection: NatsConnection, replicas: Replicas = 1): Promise<KV> {
  return openBucket(connection, CONFIG_REPORT_BUCKET, {
    description: 'What each camera runs',
    history: 1,
    storage: StorageType.File,
    max_bytes: CONFIG_REPORT_BUCKET_BYTES_MAX,
    maxValueSize: CONFIG_REPORT_BYTES_MAX,
    replicas,
  });
}

/** Creates or updates the hubs' shared consumer. */
export async function ensureRecordConsumer(connection: NatsConnection, ackWaitMs: number): Promise<void> {
  const { consumers } = await jetstreamManager(connection);
  const config: Partial<ConsumerConfig> = {
    durable_name: RECORD_CONSUMER,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: DELIVERIES_IN_HAND_MAX,
    // Only the settle table gives a record up, never a count: a long database outage must not lose any.
    max_deliver: -1,
  };
  try {
    await consumers.add(RECORD_STREAM, config);
  } catch (error) {
    if (!existsAlready(error)) throw error;
    await consumers.update(RECORD_STREAM, RECORD_CONSUMER, config);
  }
}

/**
 * The client leaves a bucket that is there as it is: one from the time of a single server is raised here. It also lets
 * every bucket roll up, by which whoever may write one key wipes out all others' with a header (`Nats-Rollup: all`).
 */
async function openBucket(
  connection: NatsConnection,
  bucket: string,
  options: Partial<KvOptions> & { readonly replicas: Replicas },
): Promise<KV> {
  const store = await new Kvm(connection).create(bucket, options);
  const { config } = (await store.status()).streamInfo;
  const replicas = Math.max(config.num_replicas, options.replicas);
  if (config.num_replicas !== replicas || config.allow_rollup_hdrs) {
    const { streams } = await jetstreamManager(connection);
    await streams.update(config.name, { ...config, num_replicas: replicas, allow_rollup_hdrs: false });
  }
  return store;
}

async function ensureStream(
  { streams }: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await streams.add(config);
  } catch (error) {
    if (!existsAlready(error)) throw error;
    await streams.update(config.name, config);
  }
}

function existsAlready(error: unknown): boolean {
  return error instanceof JetStreamApiError && STREAM_EXISTS_CODES.includes(error.code);
}
