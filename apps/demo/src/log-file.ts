import { closeSync, existsSync, fstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** Two files of this size are kept for each program: days of an ordinary log. */
const LOG_BYTES_MAX = 5 * 1024 ** 2;

/** A program's output on disk, bounded: the file before the current one stays beside it as `.1`. */
export class LogFile {
  private descriptor: number;
  private bytes: number;

  constructor(
    readonly path: string,
    private readonly bytesMax = LOG_BYTES_MAX,
  ) {
    if (existsSync(path)) renameSync(path, `${path}.1`);
    this.descriptor = openSync(path, 'a', 0o600);
    this.bytes = fstatSync(this.descriptor).size;
  }

  write(chunk: Uint8Array): void {
    if (this.bytes + chunk.length > this.bytesMax) this.turnOver();
    this.bytes += writeSync(this.descriptor, chunk);
  }

  lastLines(count: number): string {
    return readFileSync(this.path, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private turnOver(): void {
    closeSync(this.descriptor);
    renameSync(this.path, `${this.path}.1`);
    this.descriptor = openSync(this.path, 'a', 0o600);
    this.bytes = 0;
  }
}
