import { BATCH_RECORDS_MAX } from '#events';
import type { OutgoingRecord, RecordUplink } from './record-sink.js';
import { LOST_AFTER_MS, resendDelayMs } from './resend-delay.js';

/** 2,048 records without an answer: at 5,000 a second, room for a hub that takes 0.4 s to commit. */
export const BACKLOG_MESSAGES_MAX = 32;
/** New records have slots of their own, which no backlog takes. */
export const LIVE_MESSAGES_MAX = 64;

type Lane = 'live' | 'backlog';

/** What left together and waits for the hub's word. */
interface Message {
  readonly lane: Lane;
  /** Those that are still unsettled. */
  readonly records: Map<string, OutgoingRecord>;
  attempts: number;
  sentMs: number;
  dueMs: number;
}

/** What waits on the disk, dearest first. */
export interface Backlog {
  /** Begins again with the first record. */
  rewind(): void;
  /** The next records, at most `limit`; none at the end. */
  next(limit: number): readonly OutgoingRecord[];
}

export interface DispatchListener {
  sent(records: number, bytes: number): void;
  resent(records: number, bytes: number): void;
  /** The stream did not take what was sent again. */
  refused(error: unknown): void;
}

export interface DispatcherSurroundings {
  readonly uplink: RecordUplink;
  readonly backlog: Backlog;
  readonly listener: DispatchListener;
  /** Monotonic: a clock that is set must not stall anything. */
  readonly nowMs: () => number;
  readonly random: () => number;
}

/**
 * Decides what leaves when. A new record leaves at once, alone. What finds no free slot, or the link down, is backlog: it
 * leaves in batches, the dearest first, as the hub settles what went before. Nothing is sent beyond the slots, so a hub
 * that is away gets no more than they hold. What the hub does not settle is sent again after growing waits, and all of it
 * is considered anew when the link comes up.
 */
export class Dispatcher {
  readonly #messages = new Set<Message>();
  readonly #messageOf = new Map<string, Message>();
  readonly #counts: Record<Lane, number> = { live: 0, backlog: 0 };
  /** Whether the disk may hold what is not on its way; `isMissed` when some of it may lie before the next read. */
  #hasBacklog = false;
  #isMissed = false;
  #heardMs = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(private readonly surroundings: DispatcherSurroundings) {}

  /** Records that have just been put, in that order. */
  offer(records: readonly OutgoingRecord[]): void {
    const fresh = records.filter(({ id }) => !this.#messageOf.has(id));
    for (let from = 0; from < fresh.length; from += BATCH_RECORDS_MAX) {
      const some = fresh.slice(from, from + BATCH_RECORDS_MAX);
      if (this.#counts.live >= LIVE_MESSAGES_MAX || !this.#send('live', some)) this.#miss();
    }
    this.#pump();
  }

  /** The hub has these, or they gave way: they are sent no more. Returns those that were on their way. */
  forget(ids: readonly string[]): readonly string[] {
    const known: string[] = [];
    let lastSentMs = -Infinity;
    for (const id of ids) {
      const message = this.#messageOf.get(id);
      if (!message) continue;
      known.push(id);
      lastSentMs = Math.max(lastSentMs, message.sentMs);
      this.#messageOf.delete(id);
      message.records.delete(id);
      if (message.records.size === 0) this.#end(message);
    }
    if (known.length > 0) this.#heard(lastSentMs);
    this.#pump();
    return known;
  }

  /** The link is up: whatever the hub has not settled is sent anew. */
  restart(): void {
    for (const message of this.#messages) this.#end(message);
    this.#messageOf.clear();
    this.surroundings.backlog.rewind();
    this.#hasBacklog = true;
    this.#isMissed = false;
    this.#pump();
  }

  /** The disk may hold what could not be read before. */
  reconsider(): void {
    this.#miss();
    this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** After a silence, what left long before what is answered now waits as if it had just been sent for the first time. */
  #heard(lastSentMs: number): void {
    const { nowMs, random } = this.surroundings;
    const atMs = nowMs();
    const wasSilent = atMs - this.#heardMs > LOST_AFTER_MS;
    this.#heardMs = atMs;
    if (!wasSilent) return;
    for (const message of this.#messages) {
      if (message.sentMs > lastSentMs - LOST_AFTER_MS) continue;
      message.dueMs = Math.min(message.dueMs, atMs + resendDelayMs(1, random()));
    }
  }

  #pump(): void {
    while (this.#hasBacklog && this.#counts.backlog < BACKLOG_MESSAGES_MAX && this.#canSend()) {
      const batch = this.#nextBatch();
      if (batch.length === 0) {
        this.#hasBacklog = false;
        break;
      }
      if (!this.#send('backlog', batch)) {
        this.#miss();
        break;
      }
    }
    this.#schedule();
  }

  /** The next records that are not on their way already; none once the disk has been read to its end since the last miss. */
  #nextBatch(): readonly OutgoingRecord[] {
    const { backlog } = this.surroundings;
    for (;;) {
      const page = backlog.next(BATCH_RECORDS_MAX);
      const batch = page.filter(({ id }) => !this.#messageOf.has(id));
      if (batch.length > 0 || (page.length === 0 && !this.#isMissed)) return batch;
      if (page.length > 0) continue;
      this.#isMissed = false;
      backlog.rewind();
    }
  }

  /** False when the link is down after all. */
  #send(lane: Lane, records: readonly OutgoingRecord[]): boolean {
    const { uplink, listener } = this.surroundings;
    if (!this.#canSend()) return false;
    try {
      uplink.send(records);
    } catch {
      return false;
    }
    const byId = new Map(records.map((record) => [record.id, record]));
    const sentMs = this.surroundings.nowMs();
    const message: Message = { lane, records: byId, attempts: 1, sentMs, dueMs: this.#dueMs(1) };
    this.#messages.add(message);
    this.#counts[lane]++;
    for (const { id } of records) this.#messageOf.set(id, message);
    listener.sent(records.length, bytesOf(records));
    return true;
  }

  #sendDueAgain(): void {
    const { uplink, listener, nowMs } = this.surroundings;
    const dueMs = nowMs();
    for (const message of this.#messages) {
      if (message.dueMs > dueMs || !this.#canSend()) continue;
      const records = [...message.records.values()];
      message.sentMs = nowMs();
      message.dueMs = this.#dueMs(++message.attempts);
      listener.resent(records.length, bytesOf(records));
      uplink.sendAgain(records).catch((error: unknown) => listener.refused(error));
    }
    this.#schedule();
  }

  #canSend(): boolean {
    return this.surroundings.uplink.isUp && !this.#isClosed;
  }

  #dueMs(attempts: number): number {
    const { nowMs, random } = this.surroundings;
    return nowMs() + resendDelayMs(attempts, random());
  }

  /** Wakes for the message that is due first; while the link is down nothing is due, and its return is a restart. */
  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#messages.size === 0 || !this.#canSend()) return;
    const firstMs = Math.min(...[...this.#messages].map(({ dueMs }) => dueMs));
    this.#timer = setTimeout(() => this.#sendDueAgain(), Math.max(0, firstMs - this.surroundings.nowMs()));
  }

  #miss(): void {
    this.#hasBacklog = true;
    this.#isMissed = true;
  }

  #end(message: Message): void {
    this.#messages.delete(message);
    this.#counts[message.lane]--;
  }
}

function bytesOf(records: readonly OutgoingRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
