import type { CameraTables } from './camera-recount.js';

/** What of each table's rows names them, beside their city and camera. */
export const ROW_KEYS = {
  visits: ['id'],
  zone_hours: ['zone_id', 'hour'],
  lane_flows: ['zone_id', 'period_start'],
  lane_hours: ['zone_id', 'hour'],
  camera_hours: ['hour'],
} as const satisfies Record<keyof CameraTables, readonly string[]>;

/** Tables in which a row full of zeros says the same as no row. */
const SUMS: readonly string[] = ['zone_hours', 'lane_hours', 'camera_hours'];

/** One row that is not what its records amount to. Null: there is, or should be, no such row. */
export interface Difference {
  readonly table: keyof CameraTables;
  readonly key: string;
  readonly is: Readonly<Record<string, unknown>> | null;
  readonly shouldBe: Readonly<Record<string, unknown>> | null;
}

/** Compares the rows of one table, of one camera and range; names only the columns that differ. */
export function tableDifferences(
  table: keyof CameraTables,
  stored: readonly object[],
  counted: readonly object[],
): Difference[] {
  const storedRows = byKey(table, stored);
  const countedRows = byKey(table, counted);
  const differences: Difference[] = [];
  for (const key of new Set([...storedRows.keys(), ...countedRows.keys()])) {
    const is = storedRows.get(key);
    const shouldBe = countedRows.get(key);
    const columns = Object.keys({ ...is, ...shouldBe });
    const differing = columns.filter((name) => text(is?.[name]) !== text(shouldBe?.[name]));
    if (is && shouldBe && differing.length === 0) continue;
    if (SUMS.includes(table) && (is === undefined || shouldBe === undefined) && isZero(is ?? shouldBe ?? {}, table)) {
      continue;
    }
    const only = (row: Record<string, unknown> | undefined) =>
      row ? Object.fromEntries(differing.map((name) => [name, row[name]])) : null;
    differences.push({ table, key, is: only(is), shouldBe: only(shouldBe) });
  }
  return differences;
}

function byKey(table: keyof CameraTables, rows: readonly object[]): Map<string, Record<string, unknown>> {
  return new Map(
    rows.map((row) => {
      const fields: Record<string, unknown> = { ...row };
      return [ROW_KEYS[table].map((name) => text(fields[name])).join(' '), fields];
    }),
  );
}

function isZero(row: Readonly<Record<string, unknown>>, table: keyof CameraTables): boolean {
  const names = ['city_id', 'camera_id', ...ROW_KEYS[table]];
  return Object.entries(row).every(([name, value]) => names.includes(name) || value === 0);
}

function text(value: unknown): string {
  return value instanceof Date ? value.toISOString() : (JSON.stringify(value) ?? '');
}
