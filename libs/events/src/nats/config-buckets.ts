import type { KV, KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection, QueuedIterator } from '@nats-io/transport-node';
import { configReport, configReportOf, offeredConfig } from '../fleet-config.js';
import type { ConfigReport, OfferedConfig } from '../fleet-config.js';
import { CONFIG_BUCKET, CONFIG_REPORT_BUCKET } from '../subjects.js';
import { bindBucket, openConfigBucket, openConfigReportBucket } from './streams.js';
import type { Replicas } from './streams.js';

/** A report, and when the broker stored it. */
export interface StoredReport extends ConfigReport {
  readonly reportedAtMs: number;
}

/** Two hubs that offer the same camera something at once settle it within this many rounds. */
const OFFER_ROUNDS_MAX = 5;

/** The hub's side: offers configurations and hears what became of them. Both buckets are created when missing. */
export class ConfigOffers {
  private constructor(
    private readonly offers: KV,
    private readonly reports: KV,
  ) {}

  static async create(connection: NatsConnection, replicas?: Replicas): Promise<ConfigOffers> {
    return new ConfigOffers(
      await openConfigBucket(connection, replicas),
      await openConfigReportBucket(connection, replicas),
    );
  }

  /** Puts this version there unless a later one is there already. */
  async offer(deviceId: string, cameraId: string, offered: OfferedConfig): Promise<void> {
    const key = `${deviceId}.${cameraId}`;
    for (let round = 1; ; round++) {
      const entry = await this.offers.get(key);
      const present = entry ? offeredConfig.safeParse(parseJson(entry.string())).data : undefined;
      if (present && present.version >= offered.version) return;
      try {
        const text = JSON.stringify(offered);
        await (entry ? this.offers.update(key, text, entry.revision) : this.offers.create(key, text));
        return;
      } catch (error) {
        if (round === OFFER_ROUNDS_MAX) throw error;
      }
    }
  }

  /** Every camera's report as it stands, then each new one. Entries that are no report are skipped. */
  async *watchReports(): AsyncGenerator<StoredReport, void, undefined> {
    const entries: QueuedIterator<KvWatchEntry> = await this.reports.watch({ ignoreDeletes: true });
    try {
      for await (const entry of entries) {
        const report = configReport.safeParse(parseJson(entry.string())).data;
        if (!report || entry.key !== `${report.deviceId}.${report.cameraId}`) continue;
        yield { ...report, reportedAtMs: entry.created.getTime() };
      }
    } finally {
      entries.stop();
    }
  }
}

/** A box's side: reads its own keys and says what it made of them. */
export class OwnConfigs {
  private constructor(
    private readonly connection: NatsConnection,
    private readonly deviceId: string,
    private readonly offers: KV,
    private readonly reports: KV,
  ) {}

  static async open(connection: NatsConnection, deviceId: string): Promise<OwnConfigs> {
    const [offers, reports] = [
      await bindBucket(connection, CONFIG_BUCKET),
      await bindBucket(connection, CONFIG_REPORT_BUCKET),
    ];
    return new OwnConfigs(connection, deviceId, offers, reports);
  }

  /** What the hub wants this camera to run; null when it has said nothing, or nothing that can be read. */
  async read(cameraId: string): Promise<OfferedConfig | null> {
    const entry = await this.offers.get(`${this.deviceId}.${cameraId}`);
    return entry ? (offeredConfig.safeParse(parseJson(entry.string())).data ?? null) : null;
  }

  /**
   * The ids of cameras about whose configuration something was said, from now on. Only a hint to read: other boxes can
   * have a message of the broker's sent to this subject, but not to the inbox in which a reading is answered.
   */
  async *changes(): AsyncGenerator<string, void, undefined> {
    const prefix = `$KV.${CONFIG_BUCKET}.${this.deviceId}.`;
    const messages = this.connection.subscribe(`${prefix}*`);
    try {
      for await (const { subject } of messages) yield subject.slice(prefix.length);
    } finally {
      messages.unsubscribe();
    }
  }

  async report(report: ConfigReport): Promise<void> {
    await this.reports.put(`${this.deviceId}.${report.cameraId}`, JSON.stringify(configReportOf(report)));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
