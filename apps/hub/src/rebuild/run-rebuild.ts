import { DataSource } from 'typeorm';
import { notedIn } from '../audit/audited-commands.js';
import { cityOf } from '../cities/city.js';
import type { City } from '../cities/city.js';
import type { CityRow } from '../persistence/city.row.js';
import { dataSourceOptions } from '../persistence/data-source-options.js';
import type { HourRange } from './camera-recount.js';
import { rebuildCamera } from './rebuild.js';
import type { Difference } from './table-difference.js';

const DAY_MS = 86_400_000;
/** A camera's lock is held for one such step: about 14,000 records. */
const STEP_MS = 7 * DAY_MS;
/** So many differences are told one by one; the rest is counted. */
const TOLD_MAX = 100;

export interface RebuildOptions {
  readonly from: string;
  readonly to: string;
  readonly city?: string | undefined;
  readonly fix?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly databaseUrl: string | undefined;
  readonly nowMs?: number;
  readonly say?: (line: string) => void;
  readonly progress?: (line: string) => void;
}

/** A wrong argument: said in one sentence, exit code 2. */
class RebuildUsageError extends Error {
  readonly isForPeople = true;
  readonly exitCode = 2;
}

/** Counts again from raw events; resolves with the number of rows that differed. */
export async function runRebuild(options: RebuildOptions): Promise<number> {
  const { say = console.log, progress = console.error, databaseUrl } = options;
  const asked = { fromMs: timeOf('--from', options.from), toMs: timeOf('--to', options.to) };
  if (asked.fromMs >= asked.toMs) throw new RebuildUsageError(`--to is ${options.to}, expected a time after --from`);
  if (databaseUrl === undefined) throw new RebuildUsageError('DATABASE_URL is not set: where is the database?');
  const source = await new DataSource(dataSourceOptions(databaseUrl, () => undefined)).initialize();
  try {
    const differences: Difference[] = [];
    let count = 0;
    for (const city of await citiesOf(source, options.city)) {
      const range = rangeOf(city, asked, options.nowMs ?? Date.now());
      const isFix = options.fix === true;
      const tell = (cameraId: string, found: readonly Difference[]): void => {
        count += found.length;
        differences.push(...found.slice(0, TOLD_MAX - differences.length));
        if (options.json !== true) for (const each of found.slice(0, TOLD_MAX)) say(sentence(city.id, cameraId, each));
      };
      await notedWhere(isFix, source, { city, range }, async () => {
        const cameras = await camerasOf(source, city);
        for (const [index, cameraId] of cameras.entries()) {
          await rebuildSteps(source, { city, cameraId, range, isFix }, (found) => tell(cameraId, found));
          progress(`city ${city.id}: camera ${index + 1} of ${cameras.length}, ${count} differences`);
        }
      });
    }
    if (options.json === true)
      say(JSON.stringify({ differences: count, fixed: options.fix === true, rows: differences }));
    else say(summary(count, options.fix === true));
    return count;
  } finally {
    await source.destroy();
  }
}

interface Rebuilt {
  readonly city: City;
  readonly cameraId: string;
  readonly range: HourRange;
  readonly isFix: boolean;
}

/** One camera, a step of its time in a transaction each. */
async function rebuildSteps(
  source: DataSource,
  { city, cameraId, range, isFix }: Rebuilt,
  tell: (found: readonly Difference[]) => void,
): Promise<void> {
  for (const step of stepsOf(city, range)) {
    tell(await rebuildCamera((work) => source.transaction(work), { city, cameraId, range: step, isFix }));
  }
}

async function camerasOf(source: DataSource, city: City): Promise<readonly string[]> {
  const cameras: { camera_id: string }[] = await source.query(
    'select camera_id from camera_states where city_id = $1 order by camera_id',
    [city.id],
  );
  return cameras.map(({ camera_id: cameraId }) => cameraId);
}

/** What is only counted changes nothing. */
function notedWhere(
  isFix: boolean,
  source: DataSource,
  { city, range: { fromMs, toMs } }: { readonly city: City; readonly range: HourRange },
  work: () => Promise<void>,
): Promise<void> {
  if (!isFix) return work();
  const noted = notedIn({ queryAsHub: (sql, parameters) => source.query(sql, parameters) });
  const subject = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
  return noted({ cityId: city.id, action: 'rebuild', subject }, work);
}

async function citiesOf(source: DataSource, only: string | undefined): Promise<City[]> {
  const rows: CityRow[] = await source.query('select * from cities where $1::text is null or id = $1 order by id', [
    only ?? null,
  ]);
  if (rows.length === 0) throw new RebuildUsageError(`--city is "${only ?? ''}", which this hub does not know`);
  return rows.map(cityOf);
}

/** Whole hours of the city. What is not kept any longer cannot be counted again. */
function rangeOf(city: City, asked: HourRange, nowMs: number): HourRange {
  const fromMs = city.clock.hourStart(asked.fromMs);
  const keptFromMs = nowMs - city.rawEventDays * DAY_MS;
  if (fromMs < keptFromMs) {
    const kept = new Date(keptFromMs).toISOString();
    throw new RebuildUsageError(`--from is too early for ${city.id}: its raw events are kept from ${kept} on`);
  }
  const lastHourMs = city.clock.hourStart(asked.toMs);
  return { fromMs, toMs: lastHourMs === asked.toMs ? lastHourMs : city.clock.hourEnd(lastHourMs) };
}

function stepsOf(city: City, { fromMs, toMs }: HourRange): HourRange[] {
  const steps: HourRange[] = [];
  for (let startMs = fromMs; startMs < toMs;) {
    const endMs = Math.min(city.clock.hourStart(startMs + STEP_MS), toMs);
    steps.push({ fromMs: startMs, toMs: endMs });
    startMs = endMs;
  }
  return steps;
}

function timeOf(option: string, text: string): number {
  const timeMs = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new RebuildUsageError(`${option} is "${text}", expected an ISO 8601 time such as 2026-05-14T10:00:00Z`);
}

function sentence(cityId: string, cameraId: string, { table, key, is, shouldBe }: Difference): string {
  const told = (row: Difference['is']) => (row === null ? 'no row' : JSON.stringify(row));
  return `${table} ${cityId} ${cameraId} ${key}: is ${told(is)}, should be ${told(shouldBe)}`;
}

function summary(count: number, isFixed: boolean): string {
  if (count === 0) return 'every number is what its raw events amount to';
  return isFixed ? `${count} rows were wrong and are corrected` : `${count} rows are wrong; --fix corrects them`;
}
