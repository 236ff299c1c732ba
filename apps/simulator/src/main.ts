import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CameraDescription, CurbRecord, Settled } from '#events';
import { LedgerFile } from './ledger-file.js';
import { simulateRequest } from './simulate-request.js';
import type { SimulateOptions, SimulateRequest } from './simulate-request.js';
import { deviceTraffic } from './traffic/device-traffic.js';
import type { Put } from './traffic/device-traffic.js';
import { describeStreet } from './traffic/street.js';

const CAMERAS_A_BOX = 4;
/** Puts that share their fsyncs; also how often the pace is looked at. */
const GROUP_RECORDS = 256;
/** So many records wait in a box's outbox at most before its street waits too. */
const OUTBOX_RECORDS_MAX = 20_000;
const POLL_MS = 20;
const PROGRESS_MS = 5_000;

/** A box without cameras, as the command line brings it: the real outbox and the real link. */
export interface SimulatedBox {
  readonly outbox: { readonly depth: number; drain(patienceMs: number): Promise<void> };
  readonly link: {
    describe(description: CameraDescription): void;
    onSettled(listener: (settled: Settled) => void): void;
  };
  put(record: CurbRecord): Promise<void>;
  close(): Promise<void>;
}

export type OpenBox = (options: { deviceId: string; natsUrl: string; directory: string }) => SimulatedBox;

export interface SimulateResult {
  /** Different records that boxes have called safe. */
  readonly emitted: number;
  readonly repeated: number;
  /** Records the hub put to its dead letters. */
  readonly givenUp: number;
  /** Records still without the hub's word when patience ended. */
  readonly waiting: number;
}

interface Lane {
  readonly deviceId: string;
  readonly box: SimulatedBox;
  readonly traffic: Generator<Put>;
  next: Put | null;
}

/** `kerbline simulate`: tells the traffic of simulated streets through real boxes, and waits until a hub has it all. */
export async function runSimulation(
  options: SimulateOptions,
  openBox: OpenBox,
  progress: (line: string) => void = console.error,
): Promise<SimulateResult> {
  const request = simulateRequest(options, Date.now());
  const home = await mkdtemp(join(tmpdir(), 'kerbline-simulate-'));
  const ledger = new LedgerFile(request.ledgerFile);
  const lanes = lanesOf(request, home, openBox);
  const counts = { emitted: 0, repeated: 0, givenUp: 0 };
  for (const { box } of lanes) box.link.onSettled(({ givenUp }) => (counts.givenUp += givenUp.length));
  const telling = setInterval(() => progress(`${counts.emitted} records`), PROGRESS_MS);
  try {
    await tellAll(lanes, request, (lane, { record, isRepeated }) => {
      if (isRepeated) counts.repeated++;
      else {
        counts.emitted++;
        ledger.add(lane.deviceId, record, Date.now());
      }
    });
    progress(`${counts.emitted} records told; waiting for the hub to have them`);
    await Promise.all(lanes.map(({ box }) => box.outbox.drain(request.patienceMs)));
    return { ...counts, waiting: lanes.reduce((sum, { box }) => sum + box.outbox.depth, 0) };
  } finally {
    clearInterval(telling);
    ledger.close();
    await Promise.all(lanes.map(({ box }) => box.close()));
    await rm(home, { recursive: true, force: true });
  }
}

function lanesOf(
  { cameras, devicePrefix, natsUrl, ...street }: SimulateRequest,
  home: string,
  openBox: OpenBox,
): Lane[] {
  return Array.from({ length: Math.ceil(cameras / CAMERAS_A_BOX) }, (_, index) => {
    const deviceId = `${devicePrefix}-${index + 1}`;
    const count = Math.min(CAMERAS_A_BOX, cameras - index * CAMERAS_A_BOX);
    const cameraIds = Array.from({ length: count }, (_each, camera) => `${deviceId}-${camera + 1}`);
    const box = openBox({ deviceId, natsUrl, directory: join(home, deviceId) });
    for (const cameraId of cameraIds) box.link.describe(describeStreet(deviceId, cameraId, `Simulated ${cameraId}`));
    const traffic = deviceTraffic({ cameraIds, ...street });
    return { deviceId, box, traffic, next: nextOf(traffic) };
  });
}

/** All boxes' records in the order of their street's time, at the pace asked for. */
async function tellAll(
  lanes: readonly Lane[],
  { recordsPerSecond }: SimulateRequest,
  onSafe: (lane: Lane, put: Put) => void,
): Promise<void> {
  const startedMs = performance.now();
  for (let told = 0; ;) {
    const group: Promise<void>[] = [];
    const atOnce = recordsPerSecond > 0 ? Math.ceil(Math.min(GROUP_RECORDS, recordsPerSecond / 10)) : GROUP_RECORDS;
    while (group.length < atOnce) {
      const lane = earliest(lanes);
      const put = lane?.next;
      if (!lane || !put) break;
      lane.next = nextOf(lane.traffic);
      group.push(lane.box.put(put.record).then(() => onSafe(lane, put)));
    }
    if (group.length === 0) return;
    await Promise.all(group);
    told += group.length;
    while (lanes.some(({ box }) => box.outbox.depth > OUTBOX_RECORDS_MAX)) await wait(POLL_MS);
    const dueMs = recordsPerSecond > 0 ? startedMs + (told * 1_000) / recordsPerSecond : 0;
    if (dueMs > performance.now()) await wait(dueMs - performance.now());
  }
}

function earliest(lanes: readonly Lane[]): Lane | null {
  let first: Lane | null = null;
  for (const lane of lanes) {
    if (lane.next && (!first?.next || lane.next.putAtMs < first.next.putAtMs)) first = lane;
  }
  return first;
}

function nextOf(traffic: Generator<Put>): Put | null {
  const { value, done } = traffic.next() as IteratorResult<Put, undefined>;
  return done === true ? null : value;
}
