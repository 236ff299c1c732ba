import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a process did to files below one directory, in order. Offsets and lengths are bytes. */
export type FileStep =
  | { readonly do: 'create'; readonly path: string }
  | { readonly do: 'write'; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly do: 'truncate'; readonly path: string; readonly length: number }
  | { readonly do: 'unlink'; readonly path: string }
  | { readonly do: 'sync'; readonly path: string }
  /** A line the process wrote about itself. */
  | { readonly do: 'mark'; readonly line: string };

const CALLS = 'openat,close,write,pwrite64,pwritev,writev,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat2';
const LINE = /^\d+ +(\w+)\((.*)\) += (-?\d+)/;
/** Longer than any page or mark. */
const STRING_BYTES_MAX = 65_536;

/** Runs a program under strace, and throws with its words when it fails. */
export function traceProgram(args: readonly string[], traceFile: string): void {
  const options = ['-f', '-e', `trace=${CALLS}`, '-xx', '-s', String(STRING_BYTES_MAX), '-o', traceFile];
  const { status, error, stderr } = spawnSync('strace', [...options, process.execPath, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the traced program failed: ${error?.message ?? stderr}`);
}

/** What the traced program did below `directory`, and what it said in the file `marks`. Throws on a call it cannot follow. */
export async function readTrace(traceFile: string, directory: string, marks: string): Promise<FileStep[]> {
  const reader = new TraceReader(directory, marks);
  for await (const line of createInterface({ input: createReadStream(traceFile) })) reader.read(line);
  return reader.steps;
}

class TraceReader {
  readonly steps: FileStep[] = [];
  readonly #paths = new Map<number, string>();
  readonly #known = new Set<string>();

  constructor(
    private readonly directory: string,
    private readonly marks: string,
  ) {}

  read(line: string): void {
    // Only one thread touches these files: a call that strace split over two lines belongs to another.
    const [, call = '', text = '', result = ''] = LINE.exec(line) ?? [];
    if (Number(result) < 0) return;
    if (call === 'openat') this.#open(text, Number(result));
    else if (call === 'unlink' || call === 'unlinkat') this.#unlink(text);
    else if (call.startsWith('rename')) this.#refuse(quoted(text)[0] ?? '', call);
    else this.#onDescriptor(call, text);
  }

  #open(text: string, descriptor: number): void {
    const path = quoted(text)[0] ?? '';
    if (!this.#isOurs(path)) return void this.#paths.delete(descriptor);
    this.#paths.set(descriptor, path);
    if (!text.includes('O_CREAT') || this.#known.has(path) || path === this.marks) return;
    this.#known.add(path);
    this.steps.push({ do: 'create', path });
  }

  #unlink(text: string): void {
    const path = quoted(text)[0] ?? '';
    if (!this.#known.delete(path)) return;
    this.steps.push({ do: 'unlink', path });
  }

  #onDescriptor(call: string, text: string): void {
    const descriptor = Number.parseInt(text, 10);
    const path = this.#paths.get(descriptor);
    if (path === undefined) return;
    if (call === 'close') return void this.#paths.delete(descriptor);
    if (path === this.marks) return this.#mark(text);
    if (call === 'fsync' || call === 'fdatasync') this.steps.push({ do: 'sync', path });
    else if (call === 'ftruncate') this.steps.push({ do: 'truncate', path, length: lastNumber(text) });
    else if (call === 'pwrite64') {
      this.steps.push({ do: 'write', path, offset: lastNumber(text), bytes: bytesOf(text) });
    } else this.#refuse(path, call);
  }

  #mark(text: string): void {
    const line = bytesOf(text).toString().trim();
    if (line !== '') this.steps.push({ do: 'mark', line });
  }

  #isOurs(path: string): boolean {
    return path === this.directory || path.startsWith(`${this.directory}/`) || path === this.marks;
  }

  /** The model must know every way in which a file changes. */
  #refuse(path: string, call: string): void {
    if (this.#isOurs(path)) throw new Error(`the trace has a ${call} of ${path}, which the model does not know`);
  }
}

function quoted(text: string): string[] {
  return [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => unhex(hex).toString());
}

function bytesOf(text: string): Buffer {
  return unhex(/"((?:\\x[0-9a-f]{2})*)"/.exec(text)?.[1] ?? '');
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function lastNumber(text: string): number {
  return Number(text.slice(text.lastIndexOf(',') + 1));
}
