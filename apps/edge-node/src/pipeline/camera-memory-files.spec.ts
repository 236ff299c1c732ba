import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EventLog } from '../logging/event-log.js';
import { CameraMemoryFiles } from './camera-memory-files.js';
import { NOTHING_REMEMBERED } from './camera-memory.js';
import type { OpenVisit, Remembered } from './camera-memory.js';

const open: OpenVisit = {
  lastSeenMs: 9_000,
  visit: {
    key: 'bay/1000/1',
    zoneId: 'bay',
    type: 'double_parking',
    startMs: 1_000,
    startCensored: true,
    vehicleType: 'truck',
    confidence: 64,
    evidence: [],
    place: { image: { x: 0.25, y: 0.5 }, ground: { xM: 1.5, yM: -2 } },
  },
};

const watch = {
  version: 2,
  rules: '[]',
  atMs: 9_000,
  nextOrdinal: 2,
  stands: [],
  headings: [{ zoneId: 'lane', xM: 0.5, yM: 8 }],
} as const;

const remembered: Remembered = {
  visits: [open],
  fault: { fault: 'no_video', lostAtMs: 8_000 },
  unsent: [{ type: 'park_start', atMs: 1_000, visit: open.visit }],
  watch,
};
const reference = {
  version: 1,
  modes: { color: { columns: 2, rows: 1, orientation: 'AAAA', sharpness: [0.5] } },
} as const;

class Warnings extends EventLog {
  readonly messages: string[] = [];

  override warn(message: string): void {
    this.messages.push(message);
  }

  override debug(): void {}
  override info(): void {}
  override error(): void {}
}

function files() {
  const directory = mkdtempSync(join(tmpdir(), 'kerbline-visits-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const log = new Warnings();
  return { directory, warnings: log.messages, store: new CameraMemoryFiles(directory, log) };
}

it("what is remembered comes back as it was saved, each camera's apart", () => {
  const { store } = files();
  store.save('north', remembered);
  expect(store.load('north')).toEqual(remembered);
  expect(store.load('south')).toEqual(NOTHING_REMEMBERED);
});

it('the file of an earlier release is read: its visits are there, and no watch', () => {
  const { directory, store, warnings } = files();
  const { visits, fault } = remembered;
  writeFileSync(join(directory, 'north.memory.json'), JSON.stringify({ format: 1, visits, fault }));
  expect(store.load('north')).toEqual({ visits, fault, unsent: [], watch: null });
  expect(warnings).toEqual([]);
});

it.each([
  ['damaged', { ...watch, stands: [{ ordinal: 'one' }] }],
  ['of another version', { ...watch, version: 1 }],
])('a watch that is %s is left aside with one warning, and its visits are kept', (_, saved) => {
  const { directory, store, warnings } = files();
  writeFileSync(join(directory, 'north.memory.json'), JSON.stringify({ format: 1, ...remembered, watch: saved }));
  expect(store.load('north')).toEqual({ ...remembered, watch: null });
  expect(warnings).toEqual(['visits not resumed']);
});

it('a learned view comes back for the zones and calibration it was learned for, until it is forgotten', () => {
  const { directory, store } = files();
  store.saveView('north', 'street', reference);
  expect(store.loadView('north', 'street')).toEqual(reference);
  expect(store.loadView('north', 'another street')).toBeNull();
  store.saveView('north', 'street', null);
  expect(readdirSync(directory)).toEqual([]);
});

it('a file torn by a power cut is nothing, and is told', () => {
  const { directory, store, warnings } = files();
  writeFileSync(join(directory, 'north.memory.json'), '{"format":1,"vis');
  expect(store.load('north')).toEqual(NOTHING_REMEMBERED);
  expect(warnings).toHaveLength(1);
});

it('the first start is no fault', () => {
  const { store, warnings } = files();
  expect(store.load('north')).toEqual(NOTHING_REMEMBERED);
  expect(warnings).toEqual([]);
});

it('saving leaves no half-written file behind', () => {
  const { directory, store } = files();
  store.save('north', remembered);
  expect(readdirSync(directory)).toEqual(['north.memory.json']);
});
