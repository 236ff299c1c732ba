import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { encodeRecord } from '#events';
import type { CurbRecord } from '#events';

/** What the boxes have called safe, one JSON object a line: what a hub must have in the end. */
export class LedgerFile {
  readonly #file: number | null;

  /** Begins the file anew; null: keeps none. */
  constructor(path: string | null) {
    this.#file = path === null ? null : openSync(path, 'w');
  }

  add(deviceId: string, record: CurbRecord, emittedAtMs: number): void {
    if (this.#file === null) return;
    const { id, cameraId, atMs, body } = record;
    const hash = createHash('sha256').update(encodeRecord(record)).digest('hex');
    const line = {
      id,
      hash,
      emittedAt: new Date(emittedAtMs).toISOString(),
      deviceId,
      cameraId,
      kind: body.type,
      atMs,
    };
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
  }
}
