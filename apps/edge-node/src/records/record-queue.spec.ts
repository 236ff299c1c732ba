import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CurbRecord } from '#events';
import { CurbRecords } from './curb-records.js';
import { RecordQueue } from './record-queue.js';
import { RecordUplink } from './record-sink.js';

const records = new CurbRecords('north');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('records on their way', () => {
  it('leave in the order in which they were put', async () => {
    const { queue, uplink } = begin();
    await put(queue, loss(1), loss(2), loss(3));
    await vi.runAllTimersAsync();
    expect(uplink.taken).toEqual([loss(1).id, loss(2).id, loss(3).id]);
    expect(queue.depth).toBe(0);
  });

  it('wait for the broker, and leave once, in order, when it is back', async () => {
    const { queue, uplink, told } = begin();
    uplink.isAway = true;
    await put(queue, loss(1), loss(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(queue.depth).toBe(2);
    expect(told.stalled).toBe(1);
    uplink.isAway = false;
    queue.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(uplink.taken).toEqual([loss(1).id, loss(2).id]);
  });

  it('are tried again with growing waits of at most ten seconds', async () => {
    const { queue, uplink } = begin();
    uplink.isAway = true;
    await put(queue, loss(1));
    await vi.advanceTimersByTimeAsync(20_000);
    const early = uplink.attempts;
    expect(early).toBeLessThanOrEqual(10);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(uplink.attempts - early).toBeGreaterThanOrEqual(10);
    expect(uplink.attempts - early).toBeLessThanOrEqual(20);
  });

  it('are never more than the limit: reports give way first, then the oldest, each counted', async () => {
    const { queue, uplink, told } = begin(3);
    uplink.isAway = true;
    await put(queue, loss(1), report(2), loss(3), loss(4), loss(5));
    expect(queue.depth).toBe(3);
    expect(told.dropped).toEqual([
      ['scheduled_report', 'full'],
      ['comms_lost', 'full'],
    ]);
    uplink.isAway = false;
    await vi.runAllTimersAsync();
    expect(uplink.taken.slice(-3)).toEqual([loss(3).id, loss(4).id, loss(5).id]);
  });

  it('that no wire can carry are dropped and counted, and hold up nothing', async () => {
    const { queue, uplink, told } = begin();
    uplink.unsendable = loss(1).id;
    await put(queue, loss(1), loss(2));
    await vi.runAllTimersAsync();
    expect(told.dropped).toEqual([['comms_lost', 'unsendable']]);
    expect(uplink.taken).toEqual([loss(2).id]);
  });

  it('may leave before the box stops, but do not keep it from stopping', async () => {
    const { queue, uplink } = begin();
    await put(queue, loss(1));
    await queue.drain(1_000);
    expect(uplink.taken).toEqual([loss(1).id]);
    uplink.isAway = true;
    await put(queue, loss(2));
    const drained = queue.drain(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await drained;
    queue.close();
    expect(queue.depth).toBe(1);
  });
});

class FakeUplink extends RecordUplink {
  readonly taken: string[] = [];
  attempts = 0;
  isAway = false;
  unsendable = '';

  override publish(record: CurbRecord): Promise<{ bytes: number; duplicate: boolean }> {
    this.attempts++;
    if (this.isAway) return Promise.reject(new Error('no responders'));
    if (record.id === this.unsendable) return Promise.reject(new RangeError('too long'));
    this.taken.push(record.id);
    return Promise.resolve({ bytes: 100, duplicate: false });
  }
}

function begin(recordsMax = 100) {
  const uplink = new FakeUplink();
  const told = { dropped: [] as [string, string][], stalled: 0 };
  const listener = {
    published: () => undefined,
    dropped: ({ body }: CurbRecord, reason: string) => void told.dropped.push([body.type, reason]),
    stalled: () => void told.stalled++,
  };
  return { queue: new RecordQueue(uplink, listener, recordsMax, () => 0.5), uplink, told };
}

async function put(queue: RecordQueue, ...items: readonly CurbRecord[]): Promise<void> {
  for (const item of items) await queue.put(item);
}

function loss(atMs: number): CurbRecord {
  return records.ofLoss('no_video', atMs, atMs);
}

function report(endMs: number): CurbRecord {
  const counts = { framesDecoded: 0, framesAnalysed: 0, framesSkipped: 0, videoBytes: 0, configHash: 0 };
  return records.ofReport({ periodMs: 1, observedMs: 0, ...counts }, endMs, endMs);
}
