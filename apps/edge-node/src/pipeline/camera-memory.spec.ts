import { describe, expect, it } from 'vitest';
import type { Visit } from '#curb';
import { CameraMemory, CameraMemoryStore, NOTHING_REMEMBERED } from './camera-memory.js';
import type { Remembered } from './camera-memory.js';

class Memory extends CameraMemoryStore {
  saved: Remembered = NOTHING_REMEMBERED;
  load(): Remembered {
    return this.saved;
  }
  save(_cameraId: string, remembered: Remembered): void {
    this.saved = remembered;
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
