import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settled } from '#events';
import { minuteReport, streetEvent } from '../../../../bench/support/street-records.js';
import { Outbox } from './outbox.js';
import { RecordNotSafeError, RecordUplink } from './record-sink.js';
import type { OutgoingRecord } from './record-sink.js';
import { RecordStore } from './record-store.js';
import type { DropCount, HeldRecord, StorePlace, StoredRecord } from './record-store.js';
import { UNSAFE_RECORDS_MAX } from './unsafe-records.js';

const DISK_FULL = new Error('database or disk is full');
const DAMAGED = new Error('database disk image is malformed');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a put', () => {
  it('is done when the record is on the disk, and not before', async () => {
    const { outbox, store } = begin();
    let isDone = false;
    const put = outbox.put(streetEvent(0)).then(() => (isDone = true));
    expect([isDone, store.records]).toEqual([false, 0]);
    await settled(put);
    expect(store.records).toBe(1);
  });

  it('shares its fsync with the others of its turn', async () => {
    const { outbox, told } = begin();
    await settled(Promise.all([0, 1, 2].map((i) => outbox.put(streetEvent(i)))));
    expect(told.stored).toEqual([3]);
  });

  it('of a record that no wire can carry fails, is counted and holds up nothing', async () => {
    const { outbox, told, uplink } = begin();
    const endless = { ...streetEvent(0), cameraId: 'c'.repeat(200) };
    await expect(outbox.put(endless)).rejects.toBeInstanceOf(RecordNotSafeError);
    await settled(outbox.put(streetEvent(1)));
    expect(told.dropped).toEqual([['park_start', 'unsendable', 1]]);
    expect(uplink.sent).toEqual([streetEvent(1).id]);
  });

  it('after the end of the outbox fails', async () => {
    const { outbox } = begin();
    outbox.close();
    await expect(outbox.put(streetEvent(0))).rejects.toThrow('the outbox is closed');
  });

  it('just before the end is on the disk', async () => {
    const { outbox, store } = begin();
    const put = outbox.put(streetEvent(0));
    outbox.close();
    await put;
    expect(store.records).toBe(1);
  });
});

describe('a record in the outbox', () => {
  it('leaves when the hub says that it has it or can never use it', async () => {
    const { outbox, uplink, told } = begin();
    await settled(Promise.all([0, 1, 2].map((i) => outbox.put(streetEvent(i)))));
    uplink.settle({ committed: [streetEvent(0).id], givenUp: [streetEvent(1).id] });
    expect(outbox.depth).toBe(1);
    expect(told.settled).toEqual([[1, 1]]);
  });

  it('is waited for when the outbox is drained, but not for ever', async () => {
    const { outbox, uplink } = begin();
    await settled(outbox.put(streetEvent(0)));
    let isDrained = false;
    const drained = outbox.drain(1_000).then(() => (isDrained = true));
    await vi.advanceTimersByTimeAsync(500);
    expect(isDrained).toBe(false);
    uplink.settle({ committed: [streetEvent(0).id], givenUp: [] });
    await drained;
    await settled(outbox.put(streetEvent(1)));
    await settled(outbox.drain(1_000), 1_000);
    expect(outbox.depth).toBe(1);
  });

  it('has its age told by when it was made', async () => {
    const { outbox } = begin();
    expect(outbox.oldestRecordedAtMs).toBeNull();
    await settled(Promise.all([2, 0, 1].map((i) => outbox.put(streetEvent(i)))));
    expect(outbox.oldestRecordedAtMs).toBe(Math.min(...[0, 1, 2].map((i) => streetEvent(i).recordedAtMs)));
  });

  it('that gave way in the moment it was put does not leave', async () => {
    const { outbox, store, uplink, told } = begin();
    store.givesWay = minuteReport(0).id;
    await settled(outbox.put(minuteReport(0)));
    expect(uplink.sent).toEqual([]);
    expect(told.dropped).toEqual([['scheduled_report', 'full', 1]]);
  });
});

describe('losses of earlier runs', () => {
  it('are told once, when the store is first open', async () => {
    const { told, outbox } = begin((store) => store.dropped.push({ kind: 'park_end', reason: 'full', records: 7 }));
    await settled(outbox.put(streetEvent(0)));
    expect(told.dropped).toEqual([['park_end', 'full', 7]]);
  });
});

describe('a full disk', () => {
  it('makes each put fail with the reason, while its record leaves from memory', async () => {
    const { outbox, store, uplink, told } = begin();
    store.refusal = DISK_FULL;
    const failure = outbox.put(streetEvent(0)).catch((error: unknown) => error);
    expect(await settled(failure)).toMatchObject({ name: 'RecordNotSafeError', cause: DISK_FULL });
    await settled(outbox.put(streetEvent(1)).catch(() => undefined));
    expect(uplink.sent).toEqual([streetEvent(0).id, streetEvent(1).id]);
    expect([outbox.depth, outbox.unsafeDepth, outbox.isDiskFailing]).toEqual([2, 2, true]);
    expect(told.diskFailed).toBe(1);
  });

  it('is asked again, and gets what it has missed', async () => {
    const { outbox, store, told } = begin();
    store.refusal = DISK_FULL;
    await settled(outbox.put(streetEvent(0)).catch(() => undefined));
    store.refusal = null;
    await vi.advanceTimersByTimeAsync(30_000);
    expect([store.records, outbox.unsafeDepth, outbox.isDiskFailing]).toEqual([1, 0, false]);
    expect(told.diskBack).toBe(1);
  });

  it('gets nothing that the hub has settled meanwhile', async () => {
    const { outbox, store, uplink } = begin();
    store.refusal = DISK_FULL;
    await settled(outbox.put(streetEvent(0)).catch(() => undefined));
    uplink.settle({ committed: [streetEvent(0).id], givenUp: [] });
    store.refusal = null;
    await vi.advanceTimersByTimeAsync(30_000);
    expect([store.records, outbox.depth]).toEqual([0, 0]);
  });

  it('that cannot even forget what is settled forgets it later', async () => {
    const { outbox, store, uplink } = begin();
    await settled(outbox.put(streetEvent(0)));
    store.refusal = DISK_FULL;
    uplink.settle({ committed: [streetEvent(0).id], givenUp: [] });
    await vi.advanceTimersByTimeAsync(100);
    expect([outbox.depth, store.records, outbox.isDiskFailing]).toEqual([0, 1, true]);
    store.refusal = null;
    await vi.advanceTimersByTimeAsync(30_000);
    expect([outbox.depth, store.records, outbox.isDiskFailing]).toEqual([0, 0, false]);
  });

  it('lets memory hold so many, drops the cheapest beyond, and counts them on the disk when there is room', async () => {
    const { outbox, store, told, uplink } = begin();
    uplink.isUp = false;
    store.refusal = DISK_FULL;
    const records = [...Array.from({ length: UNSAFE_RECORDS_MAX - 1 }, (_, i) => streetEvent(i)), minuteReport(0)];
    // More than one group: some turns pass.
    await settled(Promise.all(records.map((record) => outbox.put(record).catch(() => undefined))), 100);
    expect([outbox.unsafeDepth, told.dropped]).toEqual([UNSAFE_RECORDS_MAX, []]);
    await settled(outbox.put(streetEvent(9_000)).catch(() => undefined));
    expect(told.dropped).toEqual([['scheduled_report', 'disk', 1]]);
    store.refusal = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.records).toBe(UNSAFE_RECORDS_MAX);
    expect(store.dropped).toEqual([{ kind: 'scheduled_report', reason: 'disk', records: 1 }]);
  });

  it('at the start does not keep the box from starting', async () => {
    const { outbox, store, open } = begin((_store, opening) => (opening.refusal = DISK_FULL));
    expect(outbox.isDiskFailing).toBe(true);
    open.refusal = null;
    await vi.advanceTimersByTimeAsync(30_000);
    await settled(outbox.put(streetEvent(0)));
    expect(store.records).toBe(1);
  });
});

describe('a store that is damaged while it is open', () => {
  it('is opened anew, which sets it aside, and takes the record that found the damage', async () => {
    const { outbox, store, open } = begin();
    store.refusal = DAMAGED;
    open.onOpen = () => (store.refusal = null);
    await settled(outbox.put(streetEvent(0)));
    expect([open.times, store.records]).toEqual([2, 1]);
  });
});

class FakeUplink extends RecordUplink {
  override isUp = true;
  readonly sent: string[] = [];
  settle: (settled: Settled) => void = () => undefined;

  override send(records: readonly OutgoingRecord[]): void {
    this.sent.push(...records.map(({ id }) => id));
  }

  override sendAgain(): Promise<void> {
    return Promise.resolve();
  }

  override onUp(): void {}

  override onSettled(listener: (settled: Settled) => void): void {
    this.settle = listener;
  }
}

/** A store in memory, which refuses when it is told to. */
class FakeStore extends RecordStore {
  override readonly bytes = 0;
  override readonly dropped: DropCount[] = [];
  refusal: Error | null = null;
  givesWay = '';
  #held: StoredRecord[] = [];

  get records(): number {
    return this.#held.length;
  }

  override append(records: readonly HeldRecord[], losses: readonly DropCount[]): readonly HeldRecord[] {
    if (this.refusal) throw this.refusal;
    const kept = records.filter(({ id }) => id !== this.givesWay);
    for (const record of kept) {
      this.#held.push({ ...record, place: { keepClass: 0, seq: this.#held.length } });
    }
    this.dropped.push(...losses);
    return records.filter(({ id }) => id === this.givesWay);
  }

  override remove(ids: readonly string[]): void {
    if (this.refusal) throw this.refusal;
    this.#held = this.#held.filter(({ id }) => !ids.includes(id));
  }

  override after(place: StorePlace | null, limit: number): readonly StoredRecord[] {
    return this.#held.filter(({ place: { seq } }) => seq > (place?.seq ?? -1)).slice(0, limit);
  }

  override oldest(): readonly StoredRecord[] {
    const byTime = (a: StoredRecord, b: StoredRecord) => a.place.seq - b.place.seq;
    return [...this.#held].sort(byTime);
  }

  override close(): void {}
}

class Opening {
  refusal: Error | null = null;
  times = 0;
  onOpen: () => void = () => undefined;
}

function begin(prepare: (store: FakeStore, open: Opening) => void = () => undefined) {
  const uplink = new FakeUplink();
  const store = new FakeStore();
  const open = new Opening();
  prepare(store, open);
  const told = {
    stored: [] as number[],
    settled: [] as [number, number][],
    dropped: [] as [string, string, number][],
    ...{ diskFailed: 0, diskBack: 0 },
  };
  const outbox = new Outbox({
    open: () => {
      if (open.refusal) throw open.refusal;
      if (open.times++ > 0) open.onOpen();
      return store;
    },
    isDamage: (error) => error === DAMAGED,
    uplink,
    random: () => 0.5,
    listener: {
      stored: (records) => void told.stored.push(records),
      sent: () => undefined,
      resent: () => undefined,
      refused: () => undefined,
      settled: ({ committed, givenUp }) => void told.settled.push([committed.length, givenUp.length]),
      dropped: (kind, reason, records) => void told.dropped.push([kind, reason, records]),
      diskFailed: () => void told.diskFailed++,
      diskBack: () => void told.diskBack++,
    },
  });
  return { outbox, store, uplink, told, open };
}

/** Lets the turn end in which something was put, and waits for it. */
async function settled<Result>(promise: Promise<Result>, afterMs = 0): Promise<Result> {
  await vi.advanceTimersByTimeAsync(afterMs);
  return promise;
}
