import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EventLog } from '../logging/event-log.js';
import { OpenVisitFiles } from './open-visit-files.js';
import type { OpenVisit } from './open-visits.js';

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
    place: { image: { x: 0.25, y: 0.5 }, ground: { xM: 1.5, yM: -2 } },
  },
};

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
  return { directory, warnings: log.messages, store: new OpenVisitFiles(directory, log) };
}

it('open visits come back as they were saved, one list a camera', () => {
  const { store } = files();
  store.save('north', [open]);
  expect(store.load('north')).toEqual([open]);
  expect(store.load('south')).toEqual([]);
});

it('a file torn by a power cut is no list, and is told', () => {
  const { directory, store, warnings } = files();
  writeFileSync(join(directory, 'north.visits.json'), '{"format":1,"vis');
  expect(store.load('north')).toEqual([]);
  expect(warnings).toHaveLength(1);
});

it('the first start is no fault', () => {
  const { store, warnings } = files();
  expect(store.load('north')).toEqual([]);
  expect(warnings).toEqual([]);
});

it('saving leaves no half-written file behind', () => {
  const { directory, store } = files();
  store.save('north', [open]);
  expect(readdirSync(directory)).toEqual(['north.visits.json']);
});
