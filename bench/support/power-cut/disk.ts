import { dirname } from 'node:path';
import type { FileStep } from './trace.js';

/** What a file holds for certain, and what was written since and may or may not be there after a power cut. */
interface DiskFile {
  durable: Buffer;
  readonly unsynced: Extract<FileStep, { do: 'write' | 'truncate' }>[];
  /** Its name is in a directory that was synced. */
  isNamed: boolean;
}

/** Drives write whole sectors; a cut tears a write between them. */
const SECTOR_BYTES = 512;

/**
 * A disk that keeps what was fsynced and owes nothing else: of later writes a power cut leaves any choice, in any order,
 * one of them torn. A new file's name is safe once its directory is; a deletion counts at once.
 */
export class Disk {
  readonly #files = new Map<string, DiskFile>();

  apply(step: FileStep): void {
    switch (step.do) {
      case 'create':
        return void this.#files.set(step.path, { durable: Buffer.alloc(0), unsynced: [], isNamed: false });
      case 'unlink':
        return void this.#files.delete(step.path);
      case 'sync':
        return this.#sync(step.path);
      case 'write':
      case 'truncate':
        return void this.#files.get(step.path)?.unsynced.push(step);
      case 'mark':
        return;
    }
  }

  /** What is found after a cut now: path to content. `random` gives 0..1. */
  cut(random: () => number): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    // Often nothing of the cache survives, often all of it, and else anything.
    const keptShare = [0, 1, random()][Math.floor(random() * 3)] ?? 0;
    for (const [path, file] of this.#files) {
      if (!file.isNamed && random() < 0.5) continue;
      const kept = file.unsynced.filter(() => random() < keptShare);
      const torn = Math.floor(random() * kept.length * 2);
      found.set(
        path,
        kept.reduce((content, step, index) => after(content, index === torn ? tear(step, random) : step), file.durable),
      );
    }
    return found;
  }

  #sync(path: string): void {
    const file = this.#files.get(path);
    if (file) {
      file.durable = file.unsynced.reduce(after, file.durable);
      file.unsynced.length = 0;
    }
    // A directory: the names in it.
    for (const [name, other] of this.#files) if (dirname(name) === path) other.isNamed = true;
  }
}

function after(content: Buffer, step: DiskFile['unsynced'][number]): Buffer {
  if (step.do === 'truncate') {
    return Buffer.concat([content.subarray(0, step.length), Buffer.alloc(Math.max(0, step.length - content.length))]);
  }
  const end = step.offset + step.bytes.length;
  const changed = Buffer.alloc(Math.max(content.length, end));
  content.copy(changed);
  step.bytes.copy(changed, step.offset);
  return changed;
}

/** Only the first sectors of a write, in the file's own sectors. */
function tear(step: DiskFile['unsynced'][number], random: () => number): DiskFile['unsynced'][number] {
  if (step.do === 'truncate') return step;
  const end = step.offset + Math.floor(random() * step.bytes.length);
  const length = Math.max(0, Math.floor(end / SECTOR_BYTES) * SECTOR_BYTES - step.offset);
  return { ...step, bytes: step.bytes.subarray(0, length) };
}
