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

const remembered: Remembered = { visits: [open], fault: { fault: 'no_video', lostAtMs: 8_000 } };

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
