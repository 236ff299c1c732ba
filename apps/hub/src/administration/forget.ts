import { SINGLE_STOPS } from '../retention/single-stops.js';
import { AdministrationError } from './administration-error.js';
import { CityOffice } from './city-office.js';

/** What was counted; goes too when everything is to go. */
const SUMS = [
  { table: 'zone_hours', isOlder: 'city_id = $1 and hour < $2' },
  { table: 'camera_hours', isOlder: 'city_id = $1 and hour < $2' },
  { table: 'lane_flows', isOlder: 'city_id = $1 and period_start < $2' },
  { table: 'lane_hours', isOlder: 'city_id = $1 and hour < $2' },
  { table: 'city_hours', isOlder: 'city_id = $1 and hour < $2' },
  { table: 'blocked_hours', isOlder: 'city_id = $1 and hour < $2' },
] as const;

/** Hubs that run see the count, and give no answer that they made before (`Forgettings`). */
const NOTE_FORGOTTEN = `
  update cities set forgotten_before = greatest(forgotten_before, $2), forgettings = forgettings + 1 where id = $1`;

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/;

export interface Forgotten {
  readonly table: string;
  /** Rows of the city that are older, before and after. */
  readonly before: number;
  readonly after: number;
  /** Rows of the city that are not older, and rows of all other cities: the same before and after. */
  readonly kept: number;
}

/** A city's rows from before a day are deleted, all in one transaction, and what is left is counted. */
export async function forget(
  options: { readonly city: string; readonly before: string; readonly everything?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<void> {
  const beforeMs = DATE.test(options.before) ? Date.parse(options.before) : NaN;
  if (Number.isNaN(beforeMs)) {
    throw new AdministrationError(
      `--before is "${options.before}", expected a day such as 2026-05-14 (from 00:00 UTC)`,
    );
  }
  const office = await CityOffice.open(env);
  try {
    const cityId = await office.city(options.city);
    const before = new Date(beforeMs);
    const subject = `before ${before.toISOString()}${options.everything ? ', hours too' : ''}`;
    const forgotten = await office.noted({ cityId, action: 'forget', subject }, () =>
      forgetRows(office, { cityId, before, everything: options.everything === true }),
    );
    say(`${cityId}, before ${before.toISOString()}`);
    for (const { table, before: older, after, kept } of forgotten) {
      say(`${table.padEnd(18)} ${older} before, ${after} after; ${kept} others kept`);
    }
  } finally {
    await office.close();
  }
}

/** Throws, and changes nothing, when a row that should go is still there or one that should stay is not. */
export function forgetRows(
  office: Pick<CityOffice, 'database'>,
  { cityId, before, everything }: { cityId: string; before: Date; everything: boolean },
): Promise<Forgotten[]> {
  const tables = everything ? [...SINGLE_STOPS, ...SUMS] : SINGLE_STOPS;
  return office.database.transaction(async (manager) => {
    // Years of rows take longer than any other statement of the hub.
    await manager.query('set local statement_timeout = 0');
    const forgotten: Forgotten[] = [];
    for (const { table, isOlder } of tables) {
      // Nobody writes meanwhile, or the counts would prove nothing.
      await manager.query(`lock table ${table} in share row exclusive mode`);
      const count = async () => {
        const [row]: { older: number; others: number; elsewhere: number }[] = await manager.query(
          `select count(*) filter (where ${isOlder})::int as older, count(*) filter (where not (${isOlder}))::int as others,
             count(*) filter (where city_id <> $1)::int as elsewhere
           from ${table}`,
          [cityId, before],
        );
        if (!row) throw new Error(`${table} could not be counted`);
        return row;
      };
      const earlier = await count();
      await manager.query(`delete from ${table} where ${isOlder}`, [cityId, before]);
      const later = await count();
      // Other cities' rows are counted by themselves too: what tells old ones apart may be what is wrong.
      const isKept = later.others === earlier.others && later.elsewhere === earlier.elsewhere;
      if (later.older !== 0 || !isKept) {
        throw new Error(
          `${table}: ${later.older} rows are left, ${later.others} of ${earlier.others} others, ` +
            `of other cities ${later.elsewhere} of ${earlier.elsewhere}`,
        );
      }
      forgotten.push({ table, before: earlier.older, after: later.older, kept: later.others });
    }
    await manager.query(NOTE_FORGOTTEN, [cityId, before]);
    return forgotten;
  });
}
