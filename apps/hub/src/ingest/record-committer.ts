import { Inject, Injectable } from '@nestjs/common';
import { DELIVERIES_IN_HAND_MAX, UnusableRecordError } from '#events/nats';
import type { RecordDelivery } from '#events/nats';
import { eventView } from '../api/event.view.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import type { EventRow } from '../persistence/event.row.js';
import { EventFeed } from '../stream/event-feed.js';
import { RecordLedger } from './record-ledger.js';

/** One transaction takes at most so many records; more wait for the next. */
const COMMIT_BATCH_MAX = 256;
/** SQLSTATE classes that blame the data: 22 (data exception) and 23 (integrity constraint violation). */
const DATA_BLAMED = /^2[23]/;

interface Waiting {
  readonly delivery: RecordDelivery;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits records in groups: what arrives while one transaction runs goes into the next. A lone record waits for
 * nothing, and under load one commit carries hundreds.
 */
@Injectable()
export class RecordCommitter {
  readonly #waiting: Waiting[] = [];
  #isCommitting = false;

  constructor(
    @Inject(RecordLedger) private readonly ledger: RecordLedger,
    @Inject(EventFeed) private readonly feed: EventFeed,
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
  ) {}

  /** Resolves once the record is committed, by this delivery or an earlier one. */
  commit(delivery: RecordDelivery): Promise<void> {
    // The broker holds back more than this, so a longer queue would be a mistake of ours.
    if (this.#waiting.length >= DELIVERIES_IN_HAND_MAX) return Promise.reject(new Error('too many records in hand'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject });
      if (!this.#isCommitting) void this.#commitWaiting();
    });
  }

  async #commitWaiting(): Promise<void> {
    this.#isCommitting = true;
    // Deliveries that came in the same turn go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commitBatch(this.#waiting.splice(0, COMMIT_BATCH_MAX));
    this.#isCommitting = false;
  }

  async #commitBatch(batch: readonly Waiting[]): Promise<void> {
    const startedMs = performance.now();
    try {
      const fresh = await this.ledger.commit(batch.map(({ delivery }) => delivery));
      this.metrics.committed(fresh, batch.length, performance.now() - startedMs);
      this.#publish(fresh);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const sqlState = sqlStateOf(error);
      if (!DATA_BLAMED.test(sqlState)) for (const { reject } of batch) reject(error);
      else if (batch.length === 1) {
        for (const { reject } of batch) reject(new UnusableRecordError(`the database refuses it: ${sqlState}`));
      } else {
        // One record spoils the transaction of all: each on its own shows which.
        for (const waiting of batch) await this.#commitBatch([waiting]);
      }
    }
  }

  #publish(fresh: readonly EventRow[]): void {
    for (const row of fresh) this.feed.publish(eventView(row));
  }
}

function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
