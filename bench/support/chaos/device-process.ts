/**
 * One box of a chaos run: tells its traffic, record by record, and writes what became of each to a pipe that no fault of
 * the box touches. Run: node device-process.js OPTIONS, with an IPC channel and the pipe as descriptor 4.
 */
import { writeSync } from 'node:fs';
import { DAY_MS } from '../../../apps/simulator/src/traffic/camera-day.js';
import { deviceTraffic } from '../../../apps/simulator/src/traffic/device-traffic.js';
import type { Put } from '../../../apps/simulator/src/traffic/device-traffic.js';
import { logPosition } from './log-position.js';
import { openSender } from './sender.js';
import type { Path } from './sender.js';

export interface DeviceOptions {
  readonly path: Path;
  readonly deviceId: string;
  readonly cameraIds: readonly string[];
  readonly natsUrl: string;
  readonly directory: string;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly recordsPerSecond: number;
  /** The day from which on its traffic matters, and the number of that day's first record. */
  readonly day: { readonly index: number; readonly dayMs: number } | null;
  /** Where its traffic goes on, and what of the earlier one is told again. */
  readonly next: number;
  readonly inDoubt: readonly number[];
  readonly clockOffsetMs: number;
}

/** What the run may ask of a box. */
export type DeviceOrder =
  | { readonly do: 'pause' }
  /** Tells all that the next so many milliseconds of traffic hold, at once. */
  | { readonly do: 'hurry'; readonly trafficMs: number }
  | { readonly do: 'set-clock'; readonly offsetMs: number };

const LEDGER = 4;
const TELL_MS = 100;

const options = JSON.parse(process.argv[2] ?? '{}') as DeviceOptions;
const realNow = Date.now.bind(Date);
let clockOffsetMs = options.clockOffsetMs;
// All of this process, its libraries too, lives by the clock that was set.
Date.now = () => realNow() + clockOffsetMs;

const write = (line: string) => writeSync(LEDGER, `${line}\n`);
const sender = await openSender(options.path, {
  ...options,
  onSettled: (committed, givenUp) => {
    const lines = [...committed.map((id) => `committed ${id}\n`), ...givenUp.map((id) => `given-up ${id}\n`)];
    writeSync(LEDGER, lines.join(''));
  },
});
const inDoubt = new Set(options.inDoubt);
let index = options.day?.index ?? 0;
const traffic = dailyTraffic(options.day?.dayMs ?? Math.floor(options.fromMs / DAY_MS) * DAY_MS);
for (; index < options.next; index++) {
  const { value } = traffic.next() as IteratorResult<Put, undefined>;
  if (value && inDoubt.has(index)) tell(index, value);
}

let isPaused = false;
process.on('message', (order: DeviceOrder) => {
  if (order.do === 'pause') isPaused = true;
  else if (order.do === 'set-clock') clockOffsetMs = order.offsetMs;
  else hurry(order.trafficMs);
});
process.on('disconnect', () => process.exit());
setInterval(() => {
  if (!isPaused) step();
}, 1_000 / options.recordsPerSecond);
setInterval(() => write(`depth ${sender.depth} ${sender.isUp ? 'up' : 'down'}`), TELL_MS);

/** Day by day, and says where each begins: a box that starts again need not make up all of its past. */
function* dailyTraffic(firstDayMs: number): Generator<Put> {
  const { fromMs, toMs } = options;
  for (let dayMs = firstDayMs; dayMs < toMs; dayMs += DAY_MS) {
    write(`day ${index} ${dayMs}`);
    const span = { fromMs: Math.max(dayMs, fromMs), toMs: Math.min(dayMs + DAY_MS, toMs) };
    yield* deviceTraffic({ ...options, ...span });
  }
}

function step(): number | null {
  const { value } = traffic.next() as IteratorResult<Put, undefined>;
  if (!value) return null;
  tell(index++, value);
  return value.putAtMs;
}

function hurry(trafficMs: number): void {
  const firstMs = step();
  for (let atMs = firstMs; atMs !== null && firstMs !== null && atMs - firstMs < trafficMs;) atMs = step();
}

function tell(at: number, { record }: Put): void {
  // The moment is the camera's; when it was decided is told by the box's clock.
  const told = { ...record, recordedAtMs: record.recordedAtMs + clockOffsetMs };
  write(`begun ${at} ${record.id}`);
  sender.put(told).then(
    () => {
      const durable = options.path === 'outbox' ? logPosition(options.directory) : null;
      write(`${durable ? `durable ${durable.salt} ${durable.frames}\n` : ''}emitted ${at}`);
    },
    () => write(`unsafe ${at}`),
  );
}
