/** What the columns written in bulk are made of. */
export type ColumnType = 'text' | 'uuid' | 'integer' | 'bigint' | 'timestamptz' | 'bytea';
/** Columns of a table by their names. */
export type ColumnTypes<Row> = { readonly [Name in keyof Row & string]: ColumnType };

type Value = string | number | Date | Uint8Array | null;

/** One type's binary form: its object id in PostgreSQL's catalogue, how long a value is, and how it is put down. */
interface Encoding {
  readonly oid: number;
  readonly length: (value: Exclude<Value, null>) => number;
  readonly put: (buffer: Buffer, value: Exclude<Value, null>, at: number) => void;
}

/** PostgreSQL counts microseconds from the beginning of 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const TWO_TO_32 = 2 ** 32;

const ENCODINGS: Readonly<Record<ColumnType, Encoding>> = {
  text: {
    oid: 25,
    length: (value) => Buffer.byteLength(asText(value)),
    put: (buffer, value, at) => buffer.write(asText(value), at),
  },
  uuid: {
    oid: 2950,
    length: () => 16,
    put: (buffer, value, at) => buffer.write(asText(value).replaceAll('-', ''), at, 'hex'),
  },
  integer: { oid: 23, length: () => 4, put: (buffer, value, at) => buffer.writeInt32BE(Number(value), at) },
  bigint: { oid: 20, length: () => 8, put: (buffer, value, at) => putInteger(buffer, Number(value), at) },
  timestamptz: {
    oid: 1184,
    length: () => 8,
    put: (buffer, value, at) => putInteger(buffer, (Number(value) - EPOCH_MS) * 1_000, at),
  },
  bytea: {
    oid: 17,
    length: (value) => asBytes(value).length,
    put: (buffer, value, at) => buffer.set(asBytes(value), at),
  },
};

/**
 * Rows as the parameters of a statement that reads `sourceOf` the same columns: one array a column, in the binary form,
 * which neither side has to spell out and parse. Throws `RangeError` for a number that its column cannot hold.
 */
export function columnArrays<Row extends object>(types: ColumnTypes<Row>, rows: readonly Row[]): Buffer[] {
  return (Object.keys(types) as (keyof Row & string)[]).map((name) => binaryArray(types[name], rows, name));
}

/** The columns' names, as an `insert` lists them. */
export function namesOf(types: Readonly<Record<string, ColumnType>>): string {
  return Object.keys(types).join(', ');
}

/** What `columnArrays` makes, read as rows under an alias. */
export function sourceOf(types: Readonly<Record<string, ColumnType>>, alias: string): string {
  const arrays = Object.values(types).map((type, index) => `$${index + 1}::${type}[]`);
  return `unnest(${arrays.join(', ')}) as ${alias} (${namesOf(types)})`;
}

/** As `array_recv` reads it: dimensions, whether there are nulls, element type, length, lower bound, elements. */
function binaryArray<Row extends object>(type: ColumnType, rows: readonly Row[], name: keyof Row): Buffer {
  const { oid, length, put } = ENCODINGS[type];
  let bytes = HEADER_BYTES;
  for (const row of rows) {
    const value = row[name] as Value;
    bytes += LENGTH_BYTES + (value === null ? 0 : length(value));
  }
  const buffer = Buffer.allocUnsafe(bytes);
  const header = [1, 1, oid, rows.length, 1];
  for (const [index, field] of header.entries()) buffer.writeInt32BE(field, index * 4);
  let at = HEADER_BYTES;
  for (const row of rows) {
    const value = row[name] as Value;
    const valueBytes = value === null ? -1 : length(value);
    buffer.writeInt32BE(valueBytes, at);
    at += LENGTH_BYTES;
    if (value === null) continue;
    put(buffer, value, at);
    at += valueBytes;
  }
  return buffer;
}

/** Without a BigInt for each number: those here stay below 2^53. */
function putInteger(buffer: Buffer, value: number, at: number): void {
  buffer.writeInt32BE(Math.floor(value / TWO_TO_32), at);
  buffer.writeUInt32BE(value - Math.floor(value / TWO_TO_32) * TWO_TO_32, at + 4);
}

function asText(value: Exclude<Value, null>): string {
  if (typeof value !== 'string') throw new TypeError(`${String(value)} is not text`);
  return value;
}

function asBytes(value: Exclude<Value, null>): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${String(value)} are not bytes`);
  return value;
}
