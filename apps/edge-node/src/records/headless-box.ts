import { deviceInboxPrefix } from '#events';
import type { CurbRecord } from '#events';
import type { NatsCredentials } from '#events/nats';
import { EdgeMetrics } from '../http/edge-metrics.js';
import type { EventLog } from '../logging/event-log.js';
import { NatsLink } from './nats-link.js';
import { openOutbox } from './open-outbox.js';
import type { Outbox } from './outbox.js';

export interface HeadlessBoxOptions {
  readonly deviceId: string;
  /** `nats://host:port` */
  readonly natsUrl: string;
  readonly credentials?: NatsCredentials;
  /** The PEM file of the authorities of a `tls://` broker. */
  readonly caFile?: string;
  /** Where the outbox lives; one process at a time. */
  readonly directory: string;
  readonly bytesMax: number;
  readonly log: EventLog;
}

/** A box without cameras: its outbox and its link, for programs that make records themselves, as simulators do. */
export class HeadlessBox {
  readonly metrics = new EdgeMetrics();
  readonly outbox: Outbox;
  readonly link: NatsLink;

  /** Opens the outbox and begins to connect; both go on by themselves until `close`. */
  constructor({ deviceId, natsUrl: url, credentials, caFile, directory, bytesMax, log }: HeadlessBoxOptions) {
    const name = `kerbline box ${deviceId}`;
    const security = { ...(credentials ? { credentials } : {}), ...(caFile ? { caFile } : {}) };
    this.link = new NatsLink(deviceId, { url, name, inboxPrefix: deviceInboxPrefix(deviceId), ...security }, log);
    this.outbox = openOutbox({ directory, bytesMax, uplink: this.link, metrics: this.metrics, log });
    this.link.start();
  }

  /** As `RecordSink.put`: resolves once the record would survive a power cut. */
  put(record: CurbRecord): Promise<void> {
    return this.outbox.put(record);
  }

  /** Ends within a second. What the hub has not settled waits on the disk for the next start. */
  async close(): Promise<void> {
    this.outbox.close();
    await this.link.stop();
  }
}
