import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { parse as uuidToBytes, stringify as bytesToUuid } from 'uuid';
import { UndecodableRecordError, decodeRecord } from '#events';
import { KEEP_CLASSES } from './keep-class.js';
import type { KeepClass } from './keep-class.js';
import { RecordStore, StoreDamagedError } from './record-store.js';
import type { DropCount, HeldRecord, StorePlace, StoredRecord } from './record-store.js';

/** In `user_version`. A store of another version is not read: it is set aside. */
const FORMAT = 1;
/** Id, place and the two trees' own bookkeeping: 14,000 records took 74 bytes each beside their own 104. */
const OVERHEAD_BYTES = 80;
/** The log is folded into the file after so many pages of 4 KiB: it stays near 2 MB. */
const LOG_PAGES_MAX = 512;
const LOG_BYTES_MAX = LOG_PAGES_MAX * 4_096;

/*
 * The key is the policy: records stand by class and age, so what is sent first stands first, what gives way first is one
 * range, and neither needs an index of its own.
 */
const SCHEMA = `
  CREATE TABLE outbox (
    keep_class INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    record BLOB NOT NULL,
    PRIMARY KEY (keep_class, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE dropped (
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (kind, reason)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${FORMAT};
`;

/** SQLite's codes for files that cannot be read back: CORRUPT, NOTADB, and what a failing disk adds to IOERR. */
const DAMAGE_CODES: readonly number[] = [11, 26];
const DAMAGE_EXTENDED_CODES: readonly number[] = [266, 522, 8_202, 8_458];

type Statements = ReturnType<typeof prepareAll>;

interface Row {
  readonly keep_class: KeepClass;
  readonly seq: number;
  readonly id: Uint8Array;
  readonly record: Uint8Array;
}

/** Whether this error says that the files themselves are bad, not that the disk is full or busy. */
export function isDamage(error: unknown): boolean {
  if (error instanceof StoreDamagedError) return true;
  if (!(error instanceof Error) || !('sqliteExtendedCode' in error)) return false;
  const code = Number(error.sqliteExtendedCode);
  return DAMAGE_CODES.includes(code & 0xff) || DAMAGE_EXTENDED_CODES.includes(code);
}

/**
 * The outbox's records in one SQLite file with a write-ahead log. A commit of `append` is one fsync of the log; whatever
 * was torn behind it is found by its checksums and left out at the next opening. The library cannot end a statement before it is collected, and
 * with it the file's locks: no lock is held between transactions.
 */
export class SqliteRecordStore extends RecordStore {
  readonly #database: DatabaseSyncInstance;
  readonly #statements: Statements;
  #records = 0;
  #bytes = 0;
  #lastSeq = 0;

  /** Opens or begins the store. Throws `StoreDamagedError` or SQLite's own error; `isDamage` tells which kind it is. */
  constructor(
    path: string,
    private readonly bytesMax: number,
  ) {
    super();
    makeDirectory(dirname(path));
    this.#database = new DatabaseSync(path);
    try {
      this.#configure();
      this.#checkOrBegin();
      this.#statements = prepareAll(this.#database);
      this.#takeStock();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get dropped(): readonly DropCount[] {
    return this.#statements.dropped.all() as DropCount[];
  }

  append(records: readonly HeldRecord[], losses: readonly DropCount[]): readonly HeldRecord[] {
    const before = [this.#records, this.#bytes, this.#lastSeq] as const;
    try {
      return this.#transaction('FULL', () => {
        for (const record of records) this.#insert(record);
        const given = this.#giveWay();
        this.#count([...losses, ...given.map(({ kind }) => ({ kind, reason: 'full', records: 1 }) as const)]);
        return given;
      });
    } catch (error) {
      [this.#records, this.#bytes, this.#lastSeq] = before;
      throw error;
    }
  }

  remove(ids: readonly string[]): void {
    const before = [this.#records, this.#bytes] as const;
    try {
      // Without an fsync: what a power cut brings back is sent again, and the hub has it already.
      this.#transaction('NORMAL', () => {
        for (const id of ids) this.#delete(id);
      });
    } catch (error) {
      [this.#records, this.#bytes] = before;
      throw error;
    }
  }

  after(place: StorePlace | null, limit: number): readonly StoredRecord[] {
    const { keepClass, seq } = place ?? { keepClass: -1, seq: 0 };
    return (this.#statements.after.all(keepClass, seq, limit) as unknown as Row[]).map(toRecord);
  }

  oldest(): readonly StoredRecord[] {
    return Object.values(KEEP_CLASSES).flatMap((keepClass) => this.#oldestOf(keepClass, 1).map(toRecord));
  }

  close(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      this.#database.close();
    }
  }

  #configure(): void {
    this.#database.exec('PRAGMA journal_mode = WAL');
    this.#database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES_MAX}`);
    this.#database.exec(`PRAGMA journal_size_limit = ${LOG_BYTES_MAX}`);
  }

  #checkOrBegin(): void {
    const check = this.#database.prepare('PRAGMA quick_check(1)').get() as { readonly quick_check: string };
    if (check.quick_check !== 'ok') throw new StoreDamagedError(`the outbox is damaged: ${check.quick_check}`);
    const { user_version: format } = this.#database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (format === FORMAT) return;
    if (format !== 0) throw new StoreDamagedError(`the outbox has format ${format}, expected ${FORMAT}`);
    this.#transaction('FULL', () => this.#database.exec(SCHEMA));
  }

  #takeStock(): void {
    const stock = this.#statements.stock.get() as { records: number; bytes: number; lastSeq: number };
    this.#records = stock.records;
    this.#bytes = stock.bytes + stock.records * OVERHEAD_BYTES;
    this.#lastSeq = stock.lastSeq;
  }

  #insert({ id, keepClass, bytes }: HeldRecord): void {
    const seq = this.#lastSeq + 1;
    if (this.#statements.insert.run(keepClass, seq, uuidToBytes(id), bytes).changes === 0) return;
    this.#lastSeq = seq;
    this.#records++;
    this.#bytes += bytes.length + OVERHEAD_BYTES;
  }

  #delete(id: string): void {
    const gone = this.#statements.remove.get(uuidToBytes(id)) as { readonly length: number } | undefined;
    if (!gone) return;
    this.#records--;
    this.#bytes -= gone.length + OVERHEAD_BYTES;
  }

  /** Deletes until the rest fits. */
  #giveWay(): HeldRecord[] {
    const given: HeldRecord[] = [];
    while (this.#bytes > this.bytesMax) {
      const { keepClass } = this.#statements.cheapest.get() as { keepClass: KeepClass | null };
      if (keepClass === null) break;
      for (const row of this.#oldestOf(keepClass, 64)) {
        if (this.#bytes <= this.bytesMax) break;
        const record = toRecord(row);
        this.#delete(record.id);
        given.push(record);
      }
    }
    return given;
  }

  #count(losses: readonly DropCount[]): void {
    for (const { kind, reason, records } of losses) this.#statements.count.run(kind, reason, records);
  }

  #oldestOf(keepClass: KeepClass, limit: number): Row[] {
    return this.#statements.oldestOf.all(keepClass, limit) as Row[];
  }

  /** `FULL` returns after the fsync; `NORMAL` leaves it to the next one. */
  #transaction<Result>(synchronous: 'FULL' | 'NORMAL', work: () => Result): Result {
    this.#database.exec(`PRAGMA synchronous = ${synchronous}`);
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // After some errors SQLite has rolled back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function prepareAll(database: DatabaseSyncInstance) {
  const columns = 'keep_class, seq, id, record';
  const statement = (sql: string): StatementSyncInstance => database.prepare(sql);
  return {
    insert: statement(`INSERT INTO outbox (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`),
    remove: statement('DELETE FROM outbox WHERE id = ? RETURNING length(record) AS length'),
    after: statement(`SELECT ${columns} FROM outbox WHERE (keep_class, seq) > (?, ?) ORDER BY keep_class, seq LIMIT ?`),
    oldestOf: statement(`SELECT ${columns} FROM outbox WHERE keep_class = ? ORDER BY seq LIMIT ?`),
    cheapest: statement('SELECT max(keep_class) AS keepClass FROM outbox'),
    stock: statement(
      `SELECT count(*) AS records, coalesce(sum(length(record)), 0) AS bytes, coalesce(max(seq), 0) AS lastSeq FROM outbox`,
    ),
    count: statement(
      `INSERT INTO dropped (kind, reason, records) VALUES (?, ?, ?)
       ON CONFLICT (kind, reason) DO UPDATE SET records = records + excluded.records`,
    ),
    dropped: statement('SELECT kind, reason, records FROM dropped ORDER BY kind, reason'),
  };
}

function toRecord({ keep_class: keepClass, seq, id, record: bytes }: Row): StoredRecord {
  return { id: bytesToUuid(id), kind: kindOf(bytes), keepClass, bytes, place: { keepClass, seq } };
}

/** A store outlives the software that wrote it: a kind that this version cannot read is carried and counted all the same. */
function kindOf(bytes: Uint8Array): HeldRecord['kind'] {
  try {
    return decodeRecord(bytes).body.type;
  } catch (error) {
    if (error instanceof UndecodableRecordError) return 'unknown';
    throw error;
  }
}

/** The names of new directories must be on the disk too, or a power cut takes all below. SQLite sees to its own files. */
function makeDirectory(directory: string): void {
  const firstMade = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  for (let made = directory; made.startsWith(firstMade); made = dirname(made)) {
    const parent = openSync(dirname(made), 'r');
    fsyncSync(parent);
    closeSync(parent);
  }
}
