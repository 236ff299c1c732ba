import { describe, expect, it } from 'vitest';
import type { StandSnapshot, Visit, WatchSnapshot } from '#curb';
import type { ViewReference } from '#detection';
import { CameraMemory, CameraMemoryStore, NOTHING_REMEMBERED } from './camera-memory.js';
import type { Remembered } from './camera-memory.js';

class Memory extends CameraMemoryStore {
  saved: Remembered = NOTHING_REMEMBERED;
  saves = 0;
  view: ViewReference | null = null;
  load(): Remembered {
    return this.saved;
  }
  save(_cameraId: string, remembered: Remembered): void {
    this.saved = remembered;
    this.saves++;
  }
  loadView(): ViewReference | null {
    return this.view;
  }
  saveView(_cameraId: string, _street: string, reference: ViewReference | null): void {
    this.view = reference;
  }
}

const visit: Visit = {
  key: 'bay/1000/1',
  zoneId: 'bay',
  type: 'dwell',
  startMs: 1_000,
  startCensored: false,
  vehicleType: 'car',
  confidence: 80,
  evidence: [],
  place: { image: { x: 0.5, y: 0.5 }, ground: null },
};
const begins = { type: 'park_start', atMs: 1_000, visit } as const;
const ends = { type: 'park_end', atMs: 40_000, visit, endCensored: false, blindMs: 0 } as const;

describe('a visit that was open when the box lost its memory', () => {
  it('ends at the last moment it was seen, and nobody is said to have seen it leave', () => {
    const store = new Memory();
    const before = new CameraMemory('north', store);
    before.note([begins], 9_000);
    before.note([], 30_000);
    before.save();
    expect(new CameraMemory('north', store).interrupted()).toEqual([
      { type: 'park_end', atMs: 30_000, visit, endCensored: true, blindMs: 0 },
    ]);
  });

  it('is ended once', () => {
    const store = new Memory();
    new CameraMemory('north', store).note([begins], 9_000);
    const after = new CameraMemory('north', store);
    after.interrupted();
    after.save();
    expect(new CameraMemory('north', store).interrupted()).toEqual([]);
  });

  it('is ended again when the box died before the end was on its way', () => {
    const store = new Memory();
    new CameraMemory('north', store).note([begins], 9_000);
    new CameraMemory('north', store).interrupted();
    expect(new CameraMemory('north', store).interrupted()).toHaveLength(1);
  });
});

it('a visit that was seen to end is not ended a second time', () => {
  const store = new Memory();
  const visits = new CameraMemory('north', store);
  visits.note([begins], 9_000);
  visits.note([ends], 42_000);
  expect(new CameraMemory('north', store).interrupted()).toEqual([]);
});

it('a fault that the hub knows of is remembered until it ends', () => {
  const store = new Memory();
  const fault = { fault: 'stopped', lostAtMs: 50_000 } as const;
  new CameraMemory('north', store).rememberFault(fault);
  const after = new CameraMemory('north', store);
  expect(after.fault).toEqual(fault);
  after.rememberFault(null);
  expect(new CameraMemory('north', store).fault).toBeNull();
});

describe('the watch', () => {
  const watchAt = (atMs: number, ...ordinals: number[]): WatchSnapshot => {
    const stands = ordinals.map((ordinal) => ({ ordinal, state: 'watched', leavingAtMs: null }) as StandSnapshot);
    return { version: 2, rules: '[]', atMs, nextOrdinal: 9, stands, headings: [] };
  };

  it('is saved with the event that it told, before anybody hears of it', () => {
    const store = new Memory();
    new CameraMemory('north', store).note([begins], 9_000, { watch: watchAt(9_000, 1) });
    expect(store.saved).toMatchObject({ watch: { atMs: 9_000 }, visits: [{ visit }], unsent: [begins] });
  });

  it('is what the next pipeline begins with', () => {
    const store = new Memory();
    new CameraMemory('north', store).note([begins], 9_000, { watch: watchAt(9_000, 1) });
    expect(new CameraMemory('north', store).pipeline.watch).toEqual(watchAt(9_000, 1));
  });

  it('is saved when somebody else stands there, at most once in ten seconds', () => {
    const store = new Memory();
    const memory = new CameraMemory('north', store);
    for (let atMs = 0; atMs < 20_000; atMs += 1_000) memory.note([], atMs, { watch: watchAt(atMs, atMs) });
    expect(store.saves).toBe(2);
  });

  it('is not saved while the same vehicles stand there', () => {
    const store = new Memory();
    const memory = new CameraMemory('north', store);
    for (let atMs = 0; atMs < 60_000; atMs += 1_000) memory.note([], atMs, { watch: watchAt(atMs, 1) });
    expect(store.saves).toBe(1);
  });

  it('that could not be resumed is forgotten with its visits', () => {
    const store = new Memory();
    new CameraMemory('north', store).note([begins], 9_000, { watch: watchAt(9_000, 1) });
    const after = new CameraMemory('north', store);
    after.interrupted();
    after.save();
    expect(store.saved).toMatchObject({ watch: null, visits: [] });
  });
});

describe('an event', () => {
  it('that was decided and perhaps not sent when the box died is told again', () => {
    const store = new Memory();
    new CameraMemory('north', store).note([begins], 9_000);
    expect(new CameraMemory('north', store).unsent).toEqual([begins]);
  });

  it('that has become a record is not', () => {
    const store = new Memory();
    const memory = new CameraMemory('north', store);
    memory.note([begins], 9_000);
    memory.sent([begins]);
    memory.save();
    expect(new CameraMemory('north', store).unsent).toEqual([]);
  });
});

it('a view is remembered as it was learned, until the camera is turned on purpose', () => {
  const store = new Memory();
  const view: ViewReference = { version: 1, modes: {} };
  const memory = new CameraMemory('north', store);
  memory.note([], 10_000, { view });
  expect(new CameraMemory('north', store).pipeline.view).toEqual(view);
  memory.forgetView();
  expect(new CameraMemory('north', store).pipeline.view).toBeNull();
});
