import { CLOCK_AHEAD_MS_MAX, RECORD_AGE_MS_MAX } from '#events/nats';
import { ID_PATTERN } from '#events';
import { DAY_MS } from './traffic/camera-day.js';

/** A day of each camera is in memory: some 1.3 MB. */
const CAMERAS_MAX = 400;
/** Room for the number that follows it: ids have 32 characters. */
const PREFIX_LENGTH_MAX = 20;
const SECONDS_MAX = 86_400;

/** As typed. */
export interface SimulateOptions {
  readonly cameras: string;
  readonly days: string;
  readonly rate: string;
  readonly seed: string;
  readonly nats: string;
  readonly devicePrefix: string;
  readonly until?: string;
  readonly ledger?: string;
  readonly patience: string;
}

export interface SimulateRequest {
  readonly cameras: number;
  /** The street's time: from when until when. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of all boxes together; 0: as fast as they go. */
  readonly recordsPerSecond: number;
  readonly seed: number;
  readonly natsUrl: string;
  readonly devicePrefix: string;
  readonly ledgerFile: string | null;
  readonly patienceMs: number;
}

/** A wrong argument: said in one sentence, exit code 2. */
export class SimulateUsageError extends Error {
  readonly isForPeople = true;
  readonly exitCode = 2;
}

/** Checks what was typed. Throws `SimulateUsageError`, also where a hub would refuse records as too old or to come. */
export function simulateRequest(options: SimulateOptions, nowMs: number): SimulateRequest {
  const toMs = options.until === undefined ? nowMs : timeOf(options.until);
  const fromMs = toMs - numberOf('--days', options.days, { min: 0.01, max: RECORD_AGE_MS_MAX / DAY_MS }) * DAY_MS;
  if (toMs > nowMs + CLOCK_AHEAD_MS_MAX) throw new SimulateUsageError(`--until is ${options.until}, which is to come`);
  if (nowMs - fromMs > RECORD_AGE_MS_MAX) {
    const oldest = new Date(nowMs - RECORD_AGE_MS_MAX).toISOString();
    throw new SimulateUsageError(
      `--days ${options.days} would begin ${new Date(fromMs).toISOString()}; a hub takes records from ${oldest} on`,
    );
  }
  const { devicePrefix } = options;
  if (!ID_PATTERN.test(devicePrefix) || devicePrefix.length > PREFIX_LENGTH_MAX) {
    throw new SimulateUsageError(
      `--device-prefix is "${devicePrefix}", expected up to ${PREFIX_LENGTH_MAX} of a-z, 0-9, _ and -`,
    );
  }
  return {
    cameras: numberOf('--cameras', options.cameras, { min: 1, max: CAMERAS_MAX, isWhole: true }),
    ...{ fromMs, toMs, devicePrefix, natsUrl: options.nats, ledgerFile: options.ledger ?? null },
    recordsPerSecond: numberOf('--rate', options.rate, { min: 0, max: 1_000_000 }),
    seed: numberOf('--seed', options.seed, { min: 0, max: 2 ** 31 - 1, isWhole: true }),
    patienceMs: numberOf('--patience', options.patience, { min: 0, max: SECONDS_MAX }) * 1_000,
  };
}

function numberOf(
  option: string,
  text: string,
  { min, max, isWhole = false }: { min: number; max: number; isWhole?: boolean },
): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new SimulateUsageError(`${option} is "${text}", expected ${kind} from ${min} to ${max}`);
}

function timeOf(text: string): number {
  const timeMs = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new SimulateUsageError(`--until is "${text}", expected an ISO 8601 time such as 2026-05-14T10:00:00Z`);
}
