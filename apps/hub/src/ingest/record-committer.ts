import { Inject, Injectable } from '@nestjs/common';
import { DONE, RECORDS_IN_HAND_MAX, UnusableRecordError, ageProblem } from '#events/nats';
import type { Outcome, RecordDelivery } from '#events/nats';
import { CameraOwners } from '../cameras/camera-owners.js';
import { Cities } from '../cities/cities.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { databaseTrouble } from '../persistence/database-trouble.js';
import { StreamTail } from '../stream/stream-tail.js';
import { IngestState } from './ingest-state.js';
import { located } from './located-record.js';
import type { LocatedRecord } from './located-record.js';
import { RecordLedger } from './record-ledger.js';

/** One transaction takes about so many records; more wait for the next. Larger ones gain nothing (`bench/ingest`). */
export const COMMIT_RECORDS_MAX = 2_048;
/** While the database writes one group, the next is put together and sent. */
const COMMITS_AT_ONCE_MAX = 2;
const DAY_MS = 86_400_000;

interface Waiting {
  readonly deliveries: readonly RecordDelivery[];
  readonly resolve: (outcomes: readonly Outcome[]) => void;
}

/**
 * Commits records in groups: what arrives while transactions run goes into the next. A lone record waits for
 * nothing, and under load one commit carries thousands.
 */
@Injectable()
export class RecordCommitter {
  #waiting: Waiting[] = [];
  #waitingRecords = 0;
  #commits = 0;
  /** Boxes whose records are being committed. */
  readonly #boxes = new Set<string>();

  constructor(
    @Inject(RecordLedger) private readonly ledger: RecordLedger,
    @Inject(Cities) private readonly cities: Cities,
    @Inject(CameraOwners) private readonly owners: CameraOwners,
    @Inject(StreamTail) private readonly stream: StreamTail,
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
    @Inject(IngestState) private readonly state: IngestState,
  ) {}

  /** Resolves once each record is committed, by this delivery or an earlier one, or has failed; never rejects. */
  commit(deliveries: readonly RecordDelivery[]): Promise<readonly Outcome[]> {
    // The broker holds back more than this, so a longer queue would be a mistake of ours.
    if (this.#waitingRecords + deliveries.length > RECORDS_IN_HAND_MAX) {
      const error = new Error('too many records in hand');
      return Promise.resolve(deliveries.map(() => ({ done: false, error })));
    }
    return new Promise((resolve) => {
      this.#waiting.push({ deliveries, resolve });
      this.#waitingRecords += deliveries.length;
      if (this.#commits < COMMITS_AT_ONCE_MAX) void this.#commitWaiting();
    });
  }

  async #commitWaiting(): Promise<void> {
    this.#commits += 1;
    // Messages that came in the same turn go together.
    await Promise.resolve();
    for (let group = this.#takeGroup(); group.length > 0; group = this.#takeGroup()) {
      const boxes = new Set(group.map(boxOf));
      for (const box of boxes) this.#boxes.add(box);
      const outcomes = await this.#commitGroup(group.flatMap(({ deliveries }) => deliveries));
      for (const box of boxes) this.#boxes.delete(box);
      let next = 0;
      for (const { deliveries, resolve } of group) resolve(outcomes.slice(next, (next += deliveries.length)));
    }
    this.#commits -= 1;
  }

  /**
   * The messages that have waited longest, whole, until a commit is full. Those of a box whose records are being
   * committed wait on: a second transaction would only wait for the locks of the same cameras.
   */
  #takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    let records = 0;
    for (const waiting of this.#waiting) {
      if (records >= COMMIT_RECORDS_MAX || this.#boxes.has(boxOf(waiting))) left.push(waiting);
      else {
        group.push(waiting);
        records += waiting.deliveries.length;
      }
    }
    this.#waiting = left;
    this.#waitingRecords -= records;
    return group;
  }

  async #commitGroup(deliveries: readonly RecordDelivery[]): Promise<Outcome[]> {
    try {
      const cities = await this.cities.ofDevices(new Set(deliveries.map(({ deviceId }) => deviceId)));
      const outcomes = deliveries.map((): Outcome => DONE);
      const usable: (LocatedRecord & { readonly index: number })[] = [];
      const nowMs = Date.now();
      const records = located(deliveries, cities);
      const strangers = await this.owners.problems(
        records.map(({ delivery: { record, deviceId }, city }) => ({
          cityId: city.id,
          cameraId: record.cameraId,
          deviceId,
        })),
      );
      for (const [index, { delivery, city }] of records.entries()) {
        // Whether a record of before was counted already cannot be told once its raw event is gone.
        const problem = strangers[index] ?? ageProblem(delivery.record.atMs, nowMs, city.rawEventDays * DAY_MS);
        if (problem === null) usable.push({ delivery, city, index });
        else outcomes[index] = { done: false, error: new UnusableRecordError(problem) };
      }
      const settled = await this.#commitLocated(usable);
      for (const [i, { index }] of usable.entries()) outcomes[index] = settled[i] ?? DONE;
      return outcomes;
    } catch (error) {
      return this.#failed(deliveries, error);
    }
  }

  async #commitLocated(records: readonly LocatedRecord[]): Promise<Outcome[]> {
    if (records.length === 0) return [];
    const startedMs = performance.now();
    try {
      const fresh = await this.ledger.commitLocated(records);
      this.state.committed();
      this.metrics.committed(fresh, records.length, performance.now() - startedMs);
      this.stream.committed(fresh, this.#waiting.length > 0);
      return records.map(() => DONE);
    } catch (error) {
      if (databaseTrouble(error) !== 'data') return this.#failed(records, error);
      if (records.length === 1) {
        const reason = `the database refuses it: ${error instanceof Error && 'code' in error ? String(error.code) : ''}`;
        return [{ done: false, error: new UnusableRecordError(reason) }];
      }
      // One record spoils the transaction of all: halves, again and again, show which.
      const middle = Math.ceil(records.length / 2);
      const first = await this.#commitLocated(records.slice(0, middle));
      return [...first, ...(await this.#commitLocated(records.slice(middle)))];
    }
  }

  #failed(records: readonly unknown[], error: unknown): Outcome[] {
    this.state.failed(error);
    return records.map(() => ({ done: false, error }));
  }
}

/** A message is of one box. */
function boxOf({ deliveries }: Waiting): string {
  return deliveries[0]?.deviceId ?? '';
}
