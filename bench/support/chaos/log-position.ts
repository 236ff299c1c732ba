import { closeSync, existsSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LOG = 'outbox.sqlite-wal';
/** SQLite's file format, section 4: the log's header, and a header and a page for each frame. */
const HEADER_BYTES = 32;
const SALT_AT = 16;
const FRAME_BYTES = 24 + 4_096;
/** In the index beside the log, the number of the last frame that was committed (`mxFrame`), in the machine's order. */
const LAST_FRAME_AT = 16;

/** Which log this is (each begins with another salt), and how many frames of it are committed. */
export interface LogPosition {
  readonly salt: string;
  readonly frames: number;
}

/** Of an open store: read right behind a put, this is what the put has fsynced. Null before the first write. */
export function logPosition(directory: string): LogPosition | null {
  const salt = saltOf(join(directory, LOG));
  if (salt === null) return null;
  return { salt, frames: readBytes(join(directory, 'outbox.sqlite-shm'), LAST_FRAME_AT, 4).readUInt32LE() };
}

/**
 * Does to the log of a killed box what a power cut may do: what was written since the last fsync is cut off, or its bytes
 * are anything. Returns how many bytes were touched.
 */
export function tearLog(directory: string, durable: LogPosition | null, how: number): number {
  const path = join(directory, LOG);
  const salt = existsSync(path) ? saltOf(path) : null;
  if (durable === null || salt === null) return 0;
  // Another salt: the log began anew after all before it was folded into the file, and fsynced there.
  const safeBytes = HEADER_BYTES + (durable.salt === salt ? durable.frames * FRAME_BYTES : 0);
  const size = statSync(path).size;
  if (size <= safeBytes) return 0;
  const from = safeBytes + Math.floor(how * Math.min(size - safeBytes, 4 * FRAME_BYTES));
  if (how < 0.5) truncateSync(path, from);
  else {
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(Math.min(size - from, FRAME_BYTES), 0xa5), 0, undefined, from);
    closeSync(file);
  }
  return size - from;
}

function saltOf(path: string): string | null {
  if (!existsSync(path) || statSync(path).size < HEADER_BYTES) return null;
  return readBytes(path, SALT_AT, 8).toString('hex');
}

function readBytes(path: string, at: number, length: number): Buffer {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, at);
  closeSync(file);
  return bytes;
}
