import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeRecord } from '#events';
import type { CurbRecord } from '#events';
import { laneCounts, minuteReport, streetEvent } from '../../../../bench/support/street-records.js';
import { keepClass } from './keep-class.js';
import { openRecordStore } from './open-record-store.js';
import type { HeldRecord } from './record-store.js';
import type { SqliteRecordStore } from './sqlite-record-store.js';

const MEGABYTE = 1_000_000;

let directory: string;
let store: SqliteRecordStore;
let setAside: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kerbline-store-'));
  setAside = [];
  open();
});

afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

describe('a store of records', () => {
  it('has them after it is opened again, dearest first, in the order they were put within a class', () => {
    const [dwell, report, violation, later] = [streetEvent(0), minuteReport(0), streetEvent(18), streetEvent(2)];
    store.append([dwell, report, violation, later].map(held), []);
    reopen();
    expect(store.after(null, 10).map(({ id }) => id)).toEqual([violation.id, dwell.id, later.id, report.id]);
    expect(store.records).toBe(4);
  });

  it('is read on from a place', () => {
    store.append(events(0, 10), []);
    const [, , third] = store.after(null, 3);
    expect(store.after(third?.place ?? null, 100)).toHaveLength(7);
  });

  it('keeps a record once, however often it is put', () => {
    store.append(events(0, 3), []);
    store.append(events(2, 4), []);
    expect(store.records).toBe(4);
    const { bytes } = store;
    reopen();
    expect([store.records, store.bytes]).toEqual([4, bytes]);
  });

  it('forgets what is settled, and does not mind what it never had', () => {
    store.append(events(0, 3), []);
    store.remove([streetEvent(1).id, streetEvent(77).id]);
    reopen();
    expect(store.records).toBe(2);
    store.remove([streetEvent(0).id, streetEvent(2).id]);
    expect([store.records, store.bytes]).toEqual([0, 0]);
  });

  it('changes nothing when a write fails in the middle', () => {
    store.append(events(0, 3), []);
    const impossible = { ...held(streetEvent(4)), id: 'no uuid' };
    expect(() => store.append([held(streetEvent(3)), impossible], [])).toThrow();
    const { records, bytes } = store;
    reopen();
    expect([store.records, store.bytes]).toEqual([records, bytes]);
    expect(records).toBe(3);
  });
});

describe('a store that is full', () => {
  it('gives way cheapest first and oldest first within a class, and counts each by its kind, over restarts', () => {
    const dear = held(streetEvent(18));
    store.append([...reports(0, 3), held(laneCounts(0)), held(streetEvent(0)), dear], []);
    const { bytes } = store;
    reopen(bytes);
    const given = store.append([held(streetEvent(20)), held(streetEvent(38))], []);
    expect(given.map(({ id }) => id)).toEqual([0, 1, 2].map((i) => minuteReport(i).id));
    store.append([held(streetEvent(22)), held(streetEvent(24))], []);
    reopen(bytes);
    store.append([held(streetEvent(26))], []);
    const left = store.after(null, 100).map(({ id }) => id);
    expect(left).toEqual(
      [dear.id, streetEvent(38).id, ...[22, 24, 26].map((i) => streetEvent(i).id)].slice(0, left.length),
    );
    reopen(bytes);
    expect(store.dropped).toEqual([
      { kind: 'lane_flow', reason: 'full', records: 1 },
      { kind: 'park_start', reason: 'full', records: 2 },
      { kind: 'scheduled_report', reason: 'full', records: 3 },
    ]);
  });

  it('lets a new report give way to what is dearer', () => {
    store.append(events(0, 10), []);
    reopen(store.bytes);
    const [report] = reports(0, 1);
    expect(store.append(report ? [report] : [], []).map(({ id }) => id)).toEqual([report?.id]);
    expect(store.records).toBe(10);
  });

  it('is not full at exactly its limit', () => {
    store.append(events(0, 10), []);
    reopen(store.bytes);
    expect(store.append([], [])).toEqual([]);
    reopen(store.bytes - 1);
    expect(store.append([], [])).toHaveLength(1);
  });

  it('adds up losses that happened elsewhere', () => {
    store.append([], [{ kind: 'park_end', reason: 'disk', records: 4 }]);
    store.append([], [{ kind: 'park_end', reason: 'disk', records: 3 }]);
    expect(store.dropped).toEqual([{ kind: 'park_end', reason: 'disk', records: 7 }]);
  });
});

describe('the files of a store', () => {
  it('hold seven days of 2,000 events in 8 MB, log and index included, and no more than the store says', () => {
    for (let from = 0; from < 14_000; from += 4) store.append(events(from, from + 4), []);
    expect(store.records).toBe(14_000);
    const sizeBytes = fileBytes();
    expect(sizeBytes).toBeLessThanOrEqual(8 * MEGABYTE);
    const { bytes } = store;
    reopen();
    expect(fileBytes()).toBeLessThanOrEqual(bytes);
  }, 180_000);

  it('are set aside and kept when they are no store, and a new one is begun', () => {
    store.append(events(0, 3), []);
    store.close();
    writeFileSync(join(directory, 'outbox.sqlite'), 'x'.repeat(10_000));
    open();
    expect(store.records).toBe(0);
    expect(setAside).toEqual([join(directory, 'outbox.sqlite.damaged-1')]);
    expect(readFileSync(setAside[0] ?? '', 'utf8')).toBe('x'.repeat(10_000));
  });

  it('are set aside when a page in the middle is overwritten', () => {
    store.append(events(0, 500), []);
    store.close();
    const path = join(directory, 'outbox.sqlite');
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 3 * 4_096, 5 * 4_096);
    writeFileSync(path, bytes);
    open();
    expect(setAside).toHaveLength(1);
    store.append(events(0, 1), []);
    expect(store.records).toBe(1);
  });

  it('lose nothing to a torn tail of the log', () => {
    store.append(events(0, 3), []);
    const log = readFileSync(join(directory, 'outbox.sqlite-wal'));
    const copy = mkdtempSync(join(tmpdir(), 'kerbline-torn-'));
    writeFileSync(join(copy, 'outbox.sqlite'), readFileSync(join(directory, 'outbox.sqlite')));
    store.append(events(3, 6), []);
    const longer = readFileSync(join(directory, 'outbox.sqlite-wal'));
    writeFileSync(join(copy, 'outbox.sqlite-wal'), longer);
    truncateSync(join(copy, 'outbox.sqlite-wal'), Math.floor((log.length + longer.length) / 2));
    const torn = openRecordStore({ directory: copy, bytesMax: MEGABYTE, onSetAside: (path) => setAside.push(path) });
    expect([torn.records, setAside]).toEqual([3, []]);
    torn.close();
    rmSync(copy, { recursive: true });
  });

  it('that were set aside are kept three at a time', () => {
    for (let i = 0; i < 5; i++) {
      store.close();
      writeFileSync(join(directory, 'outbox.sqlite'), `damaged ${i}`);
      open();
    }
    const kept = readdirSync(directory).filter((name) => /damaged-\d+$/.test(name));
    expect(kept.sort()).toEqual([3, 4, 5].map((i) => `outbox.sqlite.damaged-${i}`));
  });
});

function open(bytesMax = 100 * MEGABYTE): void {
  store = openRecordStore({ directory, bytesMax, onSetAside: (path) => void setAside.push(path) });
}

function reopen(bytesMax?: number): void {
  store.close();
  open(bytesMax);
}

function fileBytes(): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

function held(record: CurbRecord): HeldRecord {
  const { id, body } = record;
  return { id, kind: body.type, keepClass: keepClass(body), bytes: encodeRecord(record) };
}

function events(from: number, to: number): HeldRecord[] {
  return Array.from({ length: to - from }, (_, i) => held(streetEvent(from + i)));
}

function reports(from: number, to: number): HeldRecord[] {
  return Array.from({ length: to - from }, (_, i) => held(minuteReport(from + i)));
}
