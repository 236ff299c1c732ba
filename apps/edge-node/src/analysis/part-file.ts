import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../config/documents.js';
import { AnalysisError, EXIT } from './analysis-error.js';

/** Rows are gathered to this length before they are written. */
const BUFFER_CHARACTERS = 64 * 1024;

/** A file under way: it stands under a name of its own until it is whole, so that half of it is never taken for all. */
export class PartFile {
  readonly #path: string;
  readonly #partPath: string;
  readonly #file: number;
  #buffer = '';
  #isOpen = true;

  /** Throws `AnalysisError` when no file can be written there. */
  constructor(private readonly shownPath: string) {
    this.#path = targetOf(shownPath);
    this.#partPath = `${this.#path}.part`;
    this.#file = this.#attempt(() => openSync(this.#partPath, 'w'));
  }

  write(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length >= BUFFER_CHARACTERS) this.#flush();
  }

  /** Durable and under its name when it returns. */
  keep(): void {
    this.#flush();
    this.#attempt(() => fsyncSync(this.#file));
    this.#close();
    this.#attempt(() => renameSync(this.#partPath, this.#path));
  }

  /** Leaves nothing behind; a kept file stays. */
  discard(): void {
    if (!this.#isOpen) return;
    this.#close();
    rmSync(this.#partPath, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = '';
    for (let written = 0; written < bytes.length;) {
      written += this.#attempt(() => writeSync(this.#file, bytes, written));
    }
  }

  #close(): void {
    this.#isOpen = false;
    closeSync(this.#file);
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new AnalysisError(`${this.shownPath} cannot be written: ${codeOf(error)}`);
    }
  }
}

/** Where a link leads; the file itself need not be there yet. */
function targetOf(shownPath: string): string {
  const path = resolve(shownPath);
  const folder = dirname(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new AnalysisError(`${shownPath} cannot be written: there is no folder ${folder}`, EXIT.usage);
  }
  if (!existsSync(path)) {
    if (lstatSync(path, { throwIfNoEntry: false })) {
      throw new AnalysisError(`${shownPath} cannot be written: it is a link that leads nowhere`, EXIT.usage);
    }
    return path;
  }
  if (!statSync(path).isFile()) throw new AnalysisError(`${shownPath} cannot be written: it is no file`, EXIT.usage);
  return realpathSync(path);
}
