import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { ConfigOffers } from '#events/nats';
import { waitOrAbort, workInRounds } from '#rounds';
import { Broker } from '../broker/broker.js';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { Database } from '../persistence/database.js';
import { CameraConfigs } from './camera-configs.js';

/** How soon a change, by whichever hub or command, is on its way to its box. */
const LOOK_MS = 1_000;
/** How often the broker's copy is compared with the table although nothing has changed: a broker may lose its disk. */
const COMPARE_MS = 300_000;

/** Brings configurations from the table to the broker, and what boxes say of them from the broker to the table. */
@Injectable()
export class ConfigExchange implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #configs: CameraConfigs;

  constructor(
    @Inject(Broker) private readonly broker: Broker,
    @Inject(HubSettings) private readonly settings: HubSettings,
    @Inject(Database) private readonly database: Database,
    @Inject(HubLog) private readonly log: HubLog,
  ) {
    this.#configs = new CameraConfigs(database);
  }

  onApplicationBootstrap(): void {
    void this.#forEver('camera configurations not offered', (offers) => this.#offer(offers));
    void this.#forEver('configuration reports not taken', (offers) => this.#takeReports(offers));
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  async #forEver(problem: string, work: (offers: ConfigOffers) => Promise<void>): Promise<void> {
    const onFailure = (error: unknown) => this.log.warn(problem, errorFields(error));
    await workInRounds({ signal: this.#closing.signal, restMs: LOOK_MS, onFailure }, async () => {
      await this.database.whenOpen();
      const { replicas } = this.settings.config.broker;
      await work(await ConfigOffers.create(await this.broker.connection(), replicas));
    });
  }

  async #offer(offers: ConfigOffers): Promise<void> {
    let offeredCount = -1;
    let comparedMs = performance.now();
    while (!this.#closing.signal.aborted) {
      const count = await this.#configs.count();
      if (count !== offeredCount || performance.now() - comparedMs > COMPARE_MS) {
        for (const { deviceId, cameraId, offered } of await this.#configs.allLatest()) {
          await offers.offer(deviceId, cameraId, offered);
        }
        offeredCount = count;
        comparedMs = performance.now();
      }
      await waitOrAbort(LOOK_MS, this.#closing.signal);
    }
  }

  async #takeReports(offers: ConfigOffers): Promise<void> {
    for await (const { deviceId, cameraId, runningVersion: version, ...report } of offers.watchReports()) {
      const { offeredVersion, problems, reportedAtMs } = report;
      await this.#configs.putReport(
        { deviceId, cameraId },
        { version, offeredVersion, problems, reportedAt: new Date(reportedAtMs) },
      );
      if (problems.length > 0) this.log.warn('box refuses a configuration', { deviceId, cameraId, problems });
    }
  }
}
