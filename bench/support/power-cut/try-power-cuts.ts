import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openRecordStore } from '../../../apps/edge-node/src/records/open-record-store.js';
import { Disk } from './disk.js';
import { readTrace, traceProgram } from './trace.js';
import type { FileStep } from './trace.js';

export interface PowerCutOptions {
  /** `traced-writer.js`, compiled. */
  readonly writer: string;
  readonly records: number;
  readonly points: number;
  readonly seed: number;
}

export interface PowerCutResult {
  readonly steps: number;
  readonly fsyncs: number;
  readonly points: number;
  /** Records for which a put had returned and which were not settled, over all points. */
  readonly promised: number;
  /** Of those, the ones that were gone. */
  readonly lost: number;
  /** Records found that nobody had begun to put. */
  readonly invented: number;
  /** Points after which the store would not open, or was found damaged. */
  readonly refused: number;
  /** Why, the first time. */
  readonly refusal: string;
}

/** Larger than the traced store's own bound: nothing gives way here. */
const BYTES_MAX = 1_000_000_000;
/** A closed store's files stay open until its statements are collected, and a process may have a thousand. */
const COLLECT_EVERY = 50;
/** The cut is simulated, so a real disk would only be slower. */
const MEMORY_FOLDER = '/dev/shm';

/**
 * Cuts the power of a process that puts and settles records, at random points of what it wrote, and opens what is left
 * with the box's own code.
 */
export async function tryPowerCuts({ writer, records, points, seed }: PowerCutOptions): Promise<PowerCutResult> {
  const folder = mkdtempSync(join(existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), 'kerbline-power-cut-'));
  try {
    const [directory, marks, trace] = [join(folder, 'outbox'), join(folder, 'marks'), join(folder, 'trace')];
    mkdirSync(directory);
    traceProgram([writer, directory, marks, String(records)], trace);
    const steps = await readTrace(trace, directory, marks);
    const cuts = new PowerCuts(join(folder, 'found'), randomFrom(seed));
    const chosen = Array.from({ length: points }, () => Math.floor(cuts.random() * (steps.length + 1)));
    await cuts.run(
      steps,
      chosen.sort((a, b) => a - b),
    );
    const fsyncs = steps.filter((step) => step.do === 'sync').length;
    return { steps: steps.length, fsyncs, points, ...cuts.counts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class PowerCuts {
  readonly counts = { promised: 0, lost: 0, invented: 0, refused: 0, refusal: '' };
  #cuts = 0;
  readonly #disk = new Disk();
  readonly #promised = new Set<string>();
  readonly #begun = new Set<string>();

  constructor(
    private readonly folder: string,
    readonly random: () => number,
  ) {}

  /** `points` are growing numbers of steps done. */
  async run(steps: readonly FileStep[], points: readonly number[]): Promise<void> {
    let done = 0;
    for (const point of points) {
      for (; done < point; done++) this.#take(steps[done]);
      this.#cut();
      if (++this.#cuts % COLLECT_EVERY === 0) await collectGarbage();
    }
  }

  #take(step: FileStep | undefined): void {
    if (!step) return;
    this.#disk.apply(step);
    if (step.do !== 'mark') return;
    const [what, ...ids] = step.line.split(' ');
    for (const id of ids) {
      if (what === 'putting') this.#begun.add(id);
      if (what === 'put') this.#promised.add(id);
      if (what === 'removing') this.#promised.delete(id);
    }
  }

  #cut(): void {
    const found = this.#found();
    this.counts.promised += this.#promised.size;
    if (found === null) {
      this.counts.refused++;
      this.counts.lost += this.#promised.size;
      return;
    }
    for (const id of this.#promised) if (!found.has(id)) this.counts.lost++;
    for (const id of found) if (!this.#begun.has(id)) this.counts.invented++;
  }

  /** The ids in the store after a cut, or null when it had to be set aside or would not open. */
  #found(): Set<string> | null {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder);
    for (const [path, content] of this.#disk.cut(this.random))
      writeFileSync(join(this.folder, basename(path)), content);
    let isDamaged = false;
    try {
      const store = openRecordStore({
        directory: this.folder,
        bytesMax: BYTES_MAX,
        onSetAside: (_path, error) => {
          isDamaged = true;
          this.counts.refusal ||= String(error);
        },
      });
      const ids = new Set(store.after(null, BYTES_MAX).map(({ id }) => id));
      store.close();
      return isDamaged ? null : ids;
    } catch (error) {
      this.counts.refusal ||= String(error);
      return null;
    }
  }
}

/** Native objects are freed in a turn of their own. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  await setImmediate();
}

/** Mulberry32: small, seeded, and good enough to choose points. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
