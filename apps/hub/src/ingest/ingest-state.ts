import { Inject, Injectable } from '@nestjs/common';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { databaseTrouble } from '../persistence/database-trouble.js';

/** Whether records can be written, as the last commit showed; says so once, in the log, when it changes. */
@Injectable()
export class IngestState {
  #isFull = false;

  constructor(
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  /** The database has no room: records wait at the broker. */
  get isDatabaseFull(): boolean {
    return this.#isFull;
  }

  committed(): void {
    if (!this.#isFull) return;
    this.#setFull(false);
    this.log.info('database has room again, records are being written');
  }

  failed(error: unknown): void {
    const trouble = databaseTrouble(error);
    this.metrics.commitsFailed.inc({ trouble });
    if (trouble !== 'full' || this.#isFull) return;
    this.#setFull(true);
    this.log.error('database disk is full: records wait at the broker until there is room', errorFields(error));
  }

  #setFull(isFull: boolean): void {
    this.#isFull = isFull;
    this.metrics.databaseFull.set(isFull ? 1 : 0);
  }
}
