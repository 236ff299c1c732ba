import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settled } from '#events';
import { BACKLOG_MESSAGES_MAX, Dispatcher, LIVE_MESSAGES_MAX } from './dispatcher.js';
import { RecordUplink } from './record-sink.js';
import type { OutgoingRecord } from './record-sink.js';

const HOUR_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a record that is put while the link is up', () => {
  it('leaves at once, alone', () => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record(1)]);
    dispatcher.offer([record(2)]);
    expect(uplink.messages).toEqual([['1'], ['2']]);
  });

  it('is not sent twice when it is put twice', () => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record(1)]);
    dispatcher.offer([record(1)]);
    expect(uplink.messages).toEqual([['1']]);
  });

  it('leaves before the backlog, however long that is', () => {
    const { dispatcher, uplink, disk } = begin();
    disk.hold(10_000);
    dispatcher.restart();
    uplink.messages.length = 0;
    dispatcher.offer([record('new')]);
    expect(uplink.messages).toEqual([['new']]);
  });

  it('becomes backlog when so many wait for the hub, and leaves when it has settled one', () => {
    const { dispatcher, uplink, disk } = begin();
    for (let i = 0; i < LIVE_MESSAGES_MAX + BACKLOG_MESSAGES_MAX + 1; i++) {
      disk.add(record(i));
      dispatcher.offer([record(i)]);
    }
    const sent = LIVE_MESSAGES_MAX + BACKLOG_MESSAGES_MAX;
    expect(uplink.messages).toHaveLength(sent);
    disk.settle('70');
    dispatcher.forget(['70']);
    expect(uplink.messages.at(-1)).toEqual([String(sent)]);
  });
});

describe('the backlog', () => {
  it('leaves in batches of 64, at most 32 of them unsettled', () => {
    const { dispatcher, uplink, disk } = begin();
    disk.hold(10_000);
    dispatcher.restart();
    expect(uplink.messages.map(({ length }) => length)).toEqual(Array.from({ length: 32 }, () => 64));
  });

  it('goes on when a batch is settled whole, not before', () => {
    const { dispatcher, uplink, disk } = begin();
    disk.hold(10_000);
    dispatcher.restart();
    const [first = []] = uplink.messages;
    disk.settle(...first);
    dispatcher.forget(first.slice(1));
    expect(uplink.messages).toHaveLength(32);
    dispatcher.forget(first.slice(0, 1));
    expect(uplink.messages).toHaveLength(33);
  });

  it('leaves whole, each record once', () => {
    const { dispatcher, uplink, disk } = begin();
    disk.hold(5_000);
    dispatcher.restart();
    for (let i = 0; i < uplink.messages.length; i++) {
      const batch = uplink.messages[i] ?? [];
      disk.settle(...batch);
      dispatcher.forget(batch);
    }
    expect(new Set(uplink.messages.flat()).size).toBe(5_000);
    expect(uplink.messages.flat()).toHaveLength(5_000);
  });

  it('has what was put while the link was down, when it comes up', () => {
    const { dispatcher, uplink, disk } = begin();
    uplink.isUp = false;
    disk.add(record(1));
    dispatcher.offer([record(1)]);
    expect(uplink.messages).toEqual([]);
    uplink.isUp = true;
    dispatcher.restart();
    expect(uplink.messages).toEqual([['1']]);
  });
});

describe('a record the hub does not settle', () => {
  it('is sent again after waits that double, with half of each by chance', () => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record(1)]);
    vi.advanceTimersByTime(7_499);
    expect(uplink.again).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(uplink.again).toEqual([['1']]);
    vi.advanceTimersByTime(14_999);
    expect(uplink.again).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(uplink.again).toHaveLength(2);
  });

  it('is sent no more than some thirty times a day', () => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record(1)]);
    vi.advanceTimersByTime(24 * HOUR_MS);
    expect(uplink.again.length).toBeGreaterThanOrEqual(24);
    expect(uplink.again.length).toBeLessThanOrEqual(45);
  });

  it('is not sent again once it is settled', () => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record(1), record(2)]);
    dispatcher.forget(['1']);
    vi.advanceTimersByTime(8_000);
    expect(uplink.again).toEqual([['2']]);
  });

  it('is sent anew at once when the link comes up again', () => {
    const { dispatcher, uplink, disk } = begin();
    disk.add(record(1));
    dispatcher.offer([record(1)]);
    uplink.isUp = false;
    vi.advanceTimersByTime(60_000);
    expect(uplink.again).toEqual([]);
    uplink.isUp = true;
    dispatcher.restart();
    expect(uplink.messages).toEqual([['1'], ['1']]);
  });

  it.each([
    ['forward', HOUR_MS],
    ['back', -HOUR_MS],
  ])('is sent again in time though the clock of the box is put %s by an hour', (_way, jumpMs) => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record(1)]);
    vi.setSystemTime(Date.now() + jumpMs);
    vi.advanceTimersByTime(7_499);
    expect(uplink.again).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(uplink.again).toEqual([['1']]);
  });

  it('has the reason told when the stream refuses it', async () => {
    const { dispatcher, uplink, told } = begin();
    uplink.refusal = new Error('maximum bytes exceeded');
    dispatcher.offer([record(1)]);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(told.refused).toEqual([uplink.refusal]);
  });
});

describe('what was lost between a broker that took it and the hub', () => {
  /** Sent, and sent again for an hour, without an answer: the next attempt is far away. */
  async function silentHour() {
    const begun = begin();
    begun.dispatcher.offer([record('lost')]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    begun.uplink.again.length = 0;
    return begun;
  }

  it('is sent again within ten seconds of the hub answering something later', async () => {
    const { dispatcher, uplink } = await silentHour();
    dispatcher.offer([record('later')]);
    dispatcher.forget(['later']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(uplink.again).toEqual([['lost']]);
  });

  it('waits as long as ever while the hub answers nothing', async () => {
    const { dispatcher, uplink } = await silentHour();
    dispatcher.offer([record('later')]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(uplink.again).not.toContainEqual(['lost']);
  });

  it('waits as long as ever when the hub was not silent: then it has its reasons', async () => {
    const { dispatcher, uplink } = begin();
    dispatcher.offer([record('refused')]);
    for (let ms = 0; ms < HOUR_MS; ms += 9_000) {
      dispatcher.offer([record(ms)]);
      dispatcher.forget([String(ms)]);
      await vi.advanceTimersByTimeAsync(9_000);
    }
    expect(uplink.again.length).toBeLessThan(12);
  });
});

class FakeUplink extends RecordUplink {
  override isUp = true;
  readonly messages: string[][] = [];
  readonly again: string[][] = [];
  refusal: Error | null = null;

  override send(records: readonly OutgoingRecord[]): void {
    this.messages.push(records.map(({ id }) => id));
  }

  override sendAgain(records: readonly OutgoingRecord[]): Promise<void> {
    this.again.push(records.map(({ id }) => id));
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  }

  override onUp(_listener: () => void): void {}
  override onSettled(_listener: (settled: Settled) => void): void {}
}

/** What waits on the disk, as a list. */
class FakeDisk {
  #records: OutgoingRecord[] = [];
  #read = 0;

  add(held: OutgoingRecord): void {
    this.#records.push(held);
  }

  hold(count: number): void {
    for (let i = 0; i < count; i++) this.add(record(i));
  }

  settle(...ids: readonly string[]): void {
    const settled = new Set(ids);
    this.#read -= this.#records.slice(0, this.#read).filter(({ id }) => settled.has(id)).length;
    this.#records = this.#records.filter(({ id }) => !settled.has(id));
  }

  rewind(): void {
    this.#read = 0;
  }

  next(limit: number): readonly OutgoingRecord[] {
    const page = this.#records.slice(this.#read, this.#read + limit);
    this.#read += page.length;
    return page;
  }
}

function begin() {
  const uplink = new FakeUplink();
  const disk = new FakeDisk();
  const told = { refused: [] as unknown[] };
  const listener = {
    sent: () => undefined,
    resent: () => undefined,
    refused: (error: unknown) => void told.refused.push(error),
  };
  const clock = { nowMs: () => performance.now(), random: () => 0.5 };
  return { dispatcher: new Dispatcher({ uplink, backlog: disk, listener, ...clock }), uplink, disk, told };
}

function record(id: string | number): OutgoingRecord {
  return { id: String(id), bytes: new Uint8Array(100) };
}
