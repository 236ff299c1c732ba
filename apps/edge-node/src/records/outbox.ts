import { decodeRecord, encodeRecord } from '#events';
import type { CurbRecord, Settled } from '#events';
import { Dispatcher } from './dispatcher.js';
import type { DispatchListener } from './dispatcher.js';
import { keepClass } from './keep-class.js';
import { RecordNotSafeError, RecordSink } from './record-sink.js';
import type { OutgoingRecord, RecordUplink } from './record-sink.js';
import type { DropReason, HeldRecord, RecordStore, StorePlace } from './record-store.js';
import { UnsafeRecords } from './unsafe-records.js';

/** Puts of one turn share an fsync; more than these take the next one. */
const GROUP_RECORDS_MAX = 256;
/** A disk that refuses is asked again after these waits, doubled from the first to the last. */
const DISK_RETRY_MS_MIN = 1_000;
const DISK_RETRY_MS_MAX = 30_000;
/**
 * What is settled is forgotten in groups: 14,000 records one message at a time wrote 65 MB, in groups 5. What a power cut
 * leaves of it is sent once more.
 */
const FORGET_AFTER_MS = 50;
const FORGET_GROUP_RECORDS = 2_048;
/** Settled ids that a full disk could not forget; beyond these, records are sent again and settled again. */
const UNFORGOTTEN_MAX = 10_000;

export interface OutboxListener extends DispatchListener {
  /** Records were made safe by one fsync, which took this long. */
  stored(records: number, fsyncMs: number): void;
  settled(settled: Settled): void;
  dropped(kind: HeldRecord['kind'], reason: DropReason | 'unsendable', records: number): void;
  /** The disk refuses, for the first time since it last took something. */
  diskFailed(error: unknown): void;
  diskBack(): void;
}

export interface OutboxOptions {
  /** Opens the store, setting a damaged one aside; called again after a failure. */
  readonly open: () => RecordStore;
  /** Whether this error says that the store must be set aside. */
  readonly isDamage: (error: unknown) => boolean;
  readonly uplink: RecordUplink;
  readonly listener: OutboxListener;
  readonly nowMs?: () => number;
  readonly random?: () => number;
}

interface Staged {
  readonly record: HeldRecord;
  readonly resolve: () => void;
  readonly reject: (error: RecordNotSafeError) => void;
}

/**
 * Records between the street and the hub. A put is done when the record is fsynced; the record stays until the hub has
 * committed it. While the disk refuses, records are in a small memory and on their way all the same, and each put says
 * so by failing.
 */
export class Outbox extends RecordSink {
  readonly #dispatcher: Dispatcher;
  readonly #unsafe = new UnsafeRecords();
  /** On the disk still, though the hub has them. */
  readonly #unforgotten = new Set<string>();
  #store: RecordStore | null = null;
  #staged: Staged[] = [];
  #isFlushAsked = false;
  #place: StorePlace | null = null;
  #unsafeToSend: HeldRecord[] = [];
  /** Gave way in the very flush that put them: they do not leave. */
  readonly #justDropped = new Set<string>();
  #diskFailures = 0;
  #diskTimer: NodeJS.Timeout | null = null;
  #forgetTimer: NodeJS.Timeout | null = null;
  #isPastTold = false;
  #isClosed = false;
  #emptied: (() => void)[] = [];

  constructor(private readonly options: OutboxOptions) {
    super();
    const { uplink, listener } = options;
    this.#dispatcher = new Dispatcher({
      uplink,
      listener,
      backlog: { rewind: () => this.#rewind(), next: (limit) => this.#next(limit) },
      nowMs: options.nowMs ?? (() => performance.now()),
      random: options.random ?? Math.random,
    });
    this.#write([]);
    uplink.onSettled((settled) => this.#settle(settled));
    uplink.onUp(() => this.#dispatcher.restart());
  }

  /** Records the hub has not settled. */
  get depth(): number {
    const onDisk = Math.max(0, (this.#store?.records ?? 0) - this.#unforgotten.size);
    return onDisk + this.#unsafe.size + this.#staged.length;
  }

  /** Of those, the ones that only memory holds. */
  get unsafeDepth(): number {
    return this.#unsafe.size;
  }

  get isDiskFailing(): boolean {
    return this.#diskFailures > 0;
  }

  /** What the records take on the disk. */
  get bytes(): number {
    return this.#store?.bytes ?? 0;
  }

  /** When the oldest record that waits was made, by the box's clock; null when none waits. */
  get oldestRecordedAtMs(): number | null {
    const waiting = [...(this.#store?.oldest() ?? []), ...this.#unsafe.all.slice(0, 1)];
    const times = waiting.filter(({ kind }) => kind !== 'unknown').map(({ bytes }) => decodeRecord(bytes).recordedAtMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  override put(record: CurbRecord): Promise<void> {
    if (this.#isClosed) return Promise.reject(new RecordNotSafeError('the outbox is closed'));
    const { type: kind } = record.body;
    let bytes;
    try {
      bytes = encodeRecord(record);
    } catch (cause) {
      this.options.listener.dropped(kind, 'unsendable', 1);
      return Promise.reject(new RecordNotSafeError(`a ${kind} record cannot be sent: ${messageOf(cause)}`, { cause }));
    }
    const held = { id: record.id, kind, keepClass: keepClass(record.body), bytes };
    return new Promise((resolve, reject) => {
      this.#staged.push({ record: held, resolve, reject });
      this.#askFlush();
    });
  }

  override async drain(patienceMs: number): Promise<void> {
    this.#flushAll();
    if (this.depth === 0) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, patienceMs);
      this.#emptied.push(() => {
        clearTimeout(patience);
        resolve();
      });
    });
  }

  /** Ends all attempts. What was put is on the disk, and waits there for the next start. */
  close(): void {
    if (this.#isClosed) return;
    this.#flushAll();
    this.#forget();
    this.#isClosed = true;
    this.#dispatcher.close();
    for (const timer of [this.#diskTimer, this.#forgetTimer]) if (timer) clearTimeout(timer);
    this.#closeStore();
  }

  #askFlush(): void {
    if (this.#isFlushAsked) return;
    this.#isFlushAsked = true;
    setImmediate(() => {
      this.#isFlushAsked = false;
      this.#flush();
      if (this.#staged.length > 0) this.#askFlush();
    });
  }

  #flushAll(): void {
    while (this.#staged.length > 0) this.#flush();
  }

  #flush(): void {
    const group = this.#staged.splice(0, GROUP_RECORDS_MAX);
    if (group.length === 0) return;
    const records = group.map(({ record }) => record);
    const failure = this.#write(records);
    if (failure) this.#tellDropped(this.#unsafe.add(records), 'disk');
    this.#dispatcher.offer(records.filter(({ id }) => !this.#justDropped.has(id)));
    this.#justDropped.clear();
    for (const { resolve, reject } of group) {
      if (failure) reject(failure);
      else resolve();
    }
  }

  /** Writes these and whatever the disk still lacks. Null when all of it is safe. */
  #write(records: readonly HeldRecord[]): RecordNotSafeError | null {
    try {
      this.#writeOnce(records);
    } catch (error) {
      this.#diskRefused(error);
      return new RecordNotSafeError(`not on the disk: ${messageOf(error)}`, { cause: error });
    }
    if (this.#diskFailures === 0) return null;
    this.#diskFailures = 0;
    this.options.listener.diskBack();
    this.#dispatcher.reconsider();
    return null;
  }

  #writeOnce(records: readonly HeldRecord[]): void {
    try {
      this.#append(records);
    } catch (error) {
      if (!this.options.isDamage(error)) throw error;
      // Opened again, it is set aside; what is in hand goes into the new one.
      this.#closeStore();
      this.#append(records);
    }
  }

  #append(records: readonly HeldRecord[]): void {
    this.#store ??= this.#open();
    const all = [...this.#unsafe.all, ...records];
    const { losses } = this.#unsafe;
    if (all.length + losses.length > 0) {
      const startedMs = performance.now();
      const given = this.#store.append(all, losses);
      this.options.listener.stored(all.length, performance.now() - startedMs);
      this.#unsafe.clear();
      this.#tellDropped(given, 'full');
    }
  }

  #open(): RecordStore {
    const store = this.options.open();
    // Losses of earlier runs, once: those of this one have been told as they happened.
    if (!this.#isPastTold) {
      for (const { kind, reason, records } of store.dropped) this.options.listener.dropped(kind, reason, records);
    }
    this.#isPastTold = true;
    return store;
  }

  #settle(settled: Settled): void {
    if (this.#isClosed) return;
    const ids = [...settled.committed, ...settled.givenUp];
    const onTheirWay = this.#dispatcher.forget(ids);
    const isOnDisk = (id: string): boolean => !this.#unsafe.has(id);
    const toForget = onTheirWay.filter(isOnDisk).slice(0, UNFORGOTTEN_MAX - this.#unforgotten.size);
    this.#unsafe.remove(ids);
    for (const id of toForget) this.#unforgotten.add(id);
    // Of an earlier run, or settled twice: whether the disk has them is not known here.
    if (onTheirWay.length < ids.length) this.#removeNow(ids);
    if (this.#unforgotten.size >= FORGET_GROUP_RECORDS) this.#forget();
    this.#forgetTimer ??= setTimeout(() => this.#forget(), FORGET_AFTER_MS);
    this.options.listener.settled(settled);
    if (this.depth === 0) for (const resolve of this.#emptied.splice(0)) resolve();
  }

  #forget(): void {
    if (this.#forgetTimer) clearTimeout(this.#forgetTimer);
    this.#forgetTimer = null;
    if (this.#unforgotten.size > 0) this.#removeNow([...this.#unforgotten]);
  }

  /** A disk too full to forget is asked again when it is asked to write. */
  #removeNow(ids: readonly string[]): void {
    if (!this.#store) return;
    try {
      this.#store.remove(ids);
      for (const id of ids) this.#unforgotten.delete(id);
    } catch (error) {
      this.#diskRefused(error);
    }
  }

  #tellDropped(dropped: readonly HeldRecord[], reason: DropReason): void {
    for (const { id, kind } of dropped) {
      this.#justDropped.add(id);
      this.options.listener.dropped(kind, reason, 1);
    }
    this.#dispatcher.forget(dropped.map(({ id }) => id));
  }

  #diskRefused(error: unknown): void {
    if (this.#diskFailures++ === 0) this.options.listener.diskFailed(error);
    this.#retryDiskLater();
  }

  #retryDiskLater(): void {
    if (this.#diskTimer || this.#isClosed) return;
    const fullMs = Math.min(DISK_RETRY_MS_MAX, DISK_RETRY_MS_MIN * 2 ** Math.min(this.#diskFailures, 20));
    this.#diskTimer = setTimeout(() => {
      this.#diskTimer = null;
      if (this.#write([]) === null) this.#forget();
    }, fullMs);
  }

  #closeStore(): void {
    try {
      this.#store?.close();
    } catch {
      // Its files are as the last commit left them.
    }
    this.#store = null;
  }

  /** What only memory holds is sent first: it would not survive the night. */
  #rewind(): void {
    this.#place = null;
    this.#unsafeToSend = [...this.#unsafe.all];
  }

  #next(limit: number): readonly OutgoingRecord[] {
    if (this.#unsafeToSend.length > 0) return this.#unsafeToSend.splice(0, limit);
    try {
      for (;;) {
        const page = this.#store?.after(this.#place, limit) ?? [];
        this.#place = page.at(-1)?.place ?? this.#place;
        const unsettled = page.filter(({ id }) => !this.#unforgotten.has(id));
        if (unsettled.length > 0 || page.length === 0) return unsettled;
      }
    } catch (error) {
      if (this.options.isDamage(error)) this.#closeStore();
      this.#diskRefused(error);
      return [];
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
