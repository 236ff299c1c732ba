import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteRecordStore, isDamage } from './sqlite-record-store.js';

const STORE = 'outbox.sqlite';
const ASIDE = /^outbox\.sqlite\.damaged-(\d+)$/;
/** SQLite's companions, which go wherever the file goes. */
const COMPANIONS = ['', '-wal', '-journal'];
/** Damaged stores are kept for whoever wants to look, but a failing disk must not fill itself with them. */
const ASIDE_MAX = 3;

export interface StoreOptions {
  readonly directory: string;
  /** What the records may take, by `RecordStore.bytes`. */
  readonly bytesMax: number;
  /** Told where a damaged store was put, and why. */
  readonly onSetAside: (path: string, error: unknown) => void;
}

/**
 * Opens the store in this directory. One that cannot be read back is renamed to `outbox.sqlite.damaged-<n>` and a new
 * one begun: a box starts whatever its disk holds. Throws only what may pass, such as a full disk.
 */
export function openRecordStore({ directory, bytesMax, onSetAside }: StoreOptions): SqliteRecordStore {
  const path = join(directory, STORE);
  try {
    return new SqliteRecordStore(path, bytesMax);
  } catch (error) {
    if (!isDamage(error)) throw error;
    onSetAside(setAside(directory), error);
    return new SqliteRecordStore(path, bytesMax);
  }
}

/** Moves the store out of the way and returns where it is now. */
function setAside(directory: string): string {
  const earlier = readdirSync(directory)
    .flatMap((name) => ASIDE.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const path = join(directory, `${STORE}.damaged-${(earlier.at(-1) ?? 0) + 1}`);
  for (const companion of COMPANIONS) {
    const from = join(directory, STORE + companion);
    if (existsSync(from)) renameSync(from, path + companion);
  }
  for (const number of earlier.slice(0, Math.max(0, earlier.length + 1 - ASIDE_MAX))) {
    for (const companion of COMPANIONS) {
      rmSync(join(directory, `${STORE}.damaged-${number}${companion}`), { force: true });
    }
  }
  return path;
}
