import { isDeepStrictEqual } from 'node:util';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ConfigReport, OfferedConfig } from '#events';
import { OwnConfigs, keepConnecting } from '#events/nats';
import type { NatsAddress } from '#events/nats';
import { waitOrAbort } from '#rounds';
import { EdgeConfigError } from '../config/edge-config.js';
import type { EdgeConfig } from '../config/edge-config.js';
import { reloadProblems } from '../config/reload.js';
import type { EventLog } from '../logging/event-log.js';
import type { BoxFile } from './box-file.js';

/** The cameras that run, and the way to change what they run. */
export interface RunningFleet {
  readonly config: EdgeConfig;
  apply(config: EdgeConfig): Promise<void>;
}

export interface FleetConfigParts {
  readonly address: NatsAddress;
  readonly file: BoxFile;
  readonly fleet: RunningFleet;
  readonly log: EventLog;
}

/** Reads again although nobody said anything: a hint may have been lost. */
const READ_AGAIN_MS = 300_000;
/** A server of a cluster may answer a reading with what was there a moment before. */
const SETTLE_MS = 1_000;

/**
 * Runs what the hub wants each camera to run, as long as the box's own checks let it pass, and tells the hub what became
 * of it. One configuration at a time; a bad one changes nothing.
 */
export class FleetConfigs {
  readonly #stop = new AbortController();
  #refused = new Map<string, { readonly version: number; readonly problems: readonly string[] }>();
  #work: Promise<void> = Promise.resolve();
  #connection: NatsConnection | null = null;
  #done: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: FleetConfigParts) {}

  start(): void {
    this.#done = this.#keep().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.parts.log.error('fleet configuration given up', { error });
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#connection?.close();
    await this.#done;
    await this.#work;
  }

  async #keep(): Promise<void> {
    const { address, fleet } = this.parts;
    // The box's other connection already says that the broker is away.
    const connection = await keepConnecting(address, { signal: this.#stop.signal, onFailure: () => undefined });
    this.#connection = connection;
    const own = await OwnConfigs.open(connection, fleet.config.deviceId);
    this.#takeAll(own);
    await Promise.all([this.#listen(own), this.#followLink(connection, own), this.#readAgain(own)]);
  }

  async #listen(own: OwnConfigs): Promise<void> {
    for await (const cameraId of own.changes()) {
      this.#enqueue(async () => {
        const before = this.parts.file.running(cameraId)?.version;
        await this.#take(own, cameraId);
        if (this.parts.file.running(cameraId)?.version !== before) return;
        await waitOrAbort(SETTLE_MS, this.#stop.signal);
        await this.#take(own, cameraId);
      });
    }
  }

  async #followLink(connection: NatsConnection, own: OwnConfigs): Promise<void> {
    for await (const { type } of connection.status()) if (type === 'reconnect') this.#takeAll(own);
  }

  async #readAgain(own: OwnConfigs): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await waitOrAbort(READ_AGAIN_MS, this.#stop.signal);
      this.#takeAll(own);
    }
  }

  #takeAll(own: OwnConfigs): void {
    for (const { id } of this.parts.fleet.config.cameras) this.#enqueue(() => this.#take(own, id));
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#stop.signal.aborted) return;
      // The next hint, reconnect or reading again is the next attempt.
      await work().catch((error: unknown) => this.parts.log.warn('fleet configuration not read', { error }));
    });
  }

  async #take(own: OwnConfigs, cameraId: string): Promise<void> {
    if (!this.parts.fleet.config.cameras.some(({ id }) => id === cameraId)) return;
    const offered = await own.read(cameraId);
    if (offered) await this.#put(cameraId, offered);
    await own.report(this.#report(cameraId, offered));
  }

  async #put(cameraId: string, offered: OfferedConfig): Promise<void> {
    const { file, fleet, log } = this.parts;
    if (isDeepStrictEqual(file.running(cameraId), offered)) return;
    const { version } = offered;
    const problems = await this.#problemsOf(cameraId, offered);
    if (problems.length === 0) {
      file.accept(cameraId, offered, fleet.config);
      this.#refused.delete(cameraId);
      log.info('fleet configuration applied', { cameraId, version });
    } else {
      this.#refused.set(cameraId, { version, problems });
      log.warn('fleet configuration refused', { cameraId, version, problems });
    }
  }

  /** Puts it in force, or says why not. */
  async #problemsOf(cameraId: string, offered: OfferedConfig): Promise<readonly string[]> {
    const { file, fleet } = this.parts;
    try {
      const config = file.readWith(cameraId, offered);
      const problems = reloadProblems(fleet.config, config);
      if (problems.length === 0) await fleet.apply(config);
      return problems;
    } catch (error) {
      if (error instanceof EdgeConfigError) return error.problems;
      throw error;
    }
  }

  #report(cameraId: string, offered: OfferedConfig | null): ConfigReport {
    const { file, fleet } = this.parts;
    const refused = this.#refused.get(cameraId);
    return {
      deviceId: fleet.config.deviceId,
      cameraId,
      runningVersion: file.running(cameraId)?.version ?? null,
      offeredVersion: offered?.version ?? null,
      problems: [...(refused?.problems ?? file.problems(cameraId))],
    };
  }
}
