import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnArrays, namesOf, sourceOf } from '../../apps/hub/src/persistence/column-arrays.js';
import type { ColumnTypes } from '../../apps/hub/src/persistence/column-arrays.js';
import { DatabaseUnderTest } from './support/database-under-test.js';

interface Row {
  readonly name: string | null;
  readonly id: string | null;
  readonly small: number | null;
  readonly large: number | null;
  readonly at: Date | null;
  readonly bytes: Buffer | null;
}

const TYPES: ColumnTypes<Row> = {
  name: 'text',
  id: 'uuid',
  small: 'integer',
  large: 'bigint',
  at: 'timestamptz',
  bytes: 'bytea',
};
const NOTHING: Row = { name: null, id: null, small: null, large: null, at: null, bytes: null };

describe('rows that are written as arrays', () => {
  let database: DatabaseUnderTest;

  beforeAll(async () => {
    database = await DatabaseUnderTest.start();
    await database.source.initialize();
  });
  afterAll(() => database.stop());

  const throughTheDatabase = (rows: readonly Row[]) =>
    database.source.query<Row[]>(`select ${namesOf(TYPES)} from ${sourceOf(TYPES, 'row')}`, columnArrays(TYPES, rows));

  it('come back as they were, in their order, with what is missing and what is at its limits', async () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const rows: Row[] = [
      { name: 'main-street', id, small: 1, large: 1, at: new Date(1_764_000_000_123), bytes: Buffer.of(0, 255, 7) },
      NOTHING,
      { ...NOTHING, name: 'Grüne Straße "{,}" 🚗', small: 2 ** 31 - 1, large: Number.MAX_SAFE_INTEGER },
      { ...NOTHING, name: '', small: -(2 ** 31), large: Number.MIN_SAFE_INTEGER, bytes: Buffer.of() },
      { ...NOTHING, at: new Date(-1), large: -1 },
      { ...NOTHING, at: new Date(Date.UTC(1999, 11, 31, 23, 59, 59, 999)), large: 2 ** 32 },
      { ...NOTHING, at: new Date(Date.UTC(2000, 0, 1)), large: -(2 ** 32) },
    ];
    expect(await throughTheDatabase(rows)).toEqual(rows);
  });

  it('may be none', async () => {
    expect(await throughTheDatabase([])).toEqual([]);
  });

  it('are refused with a number that their column cannot hold', () => {
    expect(() => columnArrays(TYPES, [{ ...NOTHING, small: 2 ** 31 }])).toThrow(RangeError);
    expect(() => columnArrays(TYPES, [{ ...NOTHING, large: 2 ** 64 }])).toThrow(RangeError);
  });
});
