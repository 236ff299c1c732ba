import { setTimeout as wait } from 'node:timers/promises';
import { encodeRecord } from '#events';
import type { CurbRecord } from '#events';
import { JetStreamRecordPublisher, keepConnecting } from '#events/nats';
import { PinoEventLog } from '../../../apps/edge-node/src/logging/event-log.js';
import { HeadlessBox } from '../../../apps/edge-node/src/records/headless-box.js';

/** `outbox`: the product. `plain`: published and forgotten. `msgid`: published with its id until the broker has acked. */
export const PATHS = ['outbox', 'plain', 'msgid'] as const;
export type Path = (typeof PATHS)[number];

export interface SenderOptions {
  readonly deviceId: string;
  readonly natsUrl: string;
  readonly directory: string;
  /** Told what the hub says it has, or has given up. */
  readonly onSettled: (committed: readonly string[], givenUp: readonly string[]) => void;
}

/** One way from a box to the hub. */
export interface Sender {
  /** Resolves when this way says that the record is safe, rejects when it says that it is not. */
  put(record: CurbRecord): Promise<void>;
  /** Records that wait, and whether the link is up. */
  readonly depth: number;
  readonly isUp: boolean;
}

/** Room for all of a run: what gives way when it is full is tested elsewhere. */
const OUTBOX_BYTES_MAX = 256_000_000;
const RETRY_MS = 500;

export async function openSender(path: Path, options: SenderOptions): Promise<Sender> {
  if (path === 'outbox') return outboxSender(options);
  const connection = await keepConnecting(
    { url: options.natsUrl, name: options.deviceId },
    { signal: new AbortController().signal, onFailure: () => undefined },
  );
  const publisher = new JetStreamRecordPublisher(connection);
  return path === 'plain' ? plainSender(publisher, options) : patientSender(publisher, options);
}

function outboxSender({ onSettled, ...options }: SenderOptions): Sender {
  const box = new HeadlessBox({ ...options, bytesMax: OUTBOX_BYTES_MAX, log: new PinoEventLog({}, 'silent') });
  box.link.onSettled(({ committed, givenUp }) => onSettled(committed, givenUp));
  return {
    put: (record) => box.put(record),
    get depth() {
      return box.outbox.depth;
    },
    get isUp() {
      return box.link.isUp;
    },
  };
}

/** Published once, as a program does that trusts its client. */
function plainSender(publisher: JetStreamRecordPublisher, { deviceId }: SenderOptions): Sender {
  let depth = 0;
  return {
    put: (record) => {
      depth++;
      publisher
        .sendAndConfirm(deviceId, [encodeRecord(record)])
        .catch(() => undefined)
        .finally(() => depth--);
      return Promise.resolve();
    },
    get depth() {
      return depth;
    },
    isUp: true,
  };
}

/** Published until the broker has acked; the broker forgets ids after two minutes, and memory forgets with its process. */
function patientSender(publisher: JetStreamRecordPublisher, { deviceId }: SenderOptions): Sender {
  let depth = 0;
  return {
    put: async (record) => {
      depth++;
      for (;;) {
        try {
          await publisher.publish(deviceId, record);
          break;
        } catch {
          await wait(RETRY_MS);
        }
      }
      depth--;
    },
    get depth() {
      return depth;
    },
    isUp: true,
  };
}
