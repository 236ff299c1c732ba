const BAR_CELLS = 30;
/** A bar that moves more often only flickers. */
const DRAWN_MS_MIN = 200;
/** Where nothing can move, a line each tenth of the recording; of unknown length, each ten minutes of it. */
const TOLD_SHARE = 0.1;
const TOLD_MS_UNKNOWN = 600_000;

/** How far an analysis is: a bar that moves on a terminal, now and then a line elsewhere. */
export class Progress {
  #drawnMs = Number.NEGATIVE_INFINITY;
  #told = 0;
  #isDrawn = false;

  constructor(
    private readonly stream: { readonly isTTY?: boolean; write(text: string): unknown },
    private readonly totalMs: number | null,
    private readonly now: () => number,
  ) {}

  /** `doneMs` of the recording are analysed. */
  at(doneMs: number): void {
    if (this.stream.isTTY === true) this.#draw(doneMs);
    else this.#tell(doneMs);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) this.stream.write('\r\x1b[2K');
    this.#isDrawn = false;
  }

  #draw(doneMs: number): void {
    if (this.now() - this.#drawnMs < DRAWN_MS_MIN) return;
    this.#drawnMs = this.now();
    this.#isDrawn = true;
    const share = this.#share(doneMs);
    const cells = Math.round((share ?? 0) * BAR_CELLS);
    const bar = share === null ? '' : `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)} `;
    this.stream.write(`\r\x1b[2K${bar}${this.#text(doneMs, share)}`);
  }

  #tell(doneMs: number): void {
    const share = this.#share(doneMs);
    const steps = share === null ? Math.floor(doneMs / TOLD_MS_UNKNOWN) : Math.floor(share / TOLD_SHARE);
    if (steps <= this.#told) return;
    this.#told = steps;
    this.stream.write(`${this.#text(doneMs, share)}\n`);
  }

  #share(doneMs: number): number | null {
    return this.totalMs === null || this.totalMs <= 0 ? null : Math.min(1, doneMs / this.totalMs);
  }

  #text(doneMs: number, share: number | null): string {
    const done = clock(doneMs);
    return share === null ? `${done} analysed` : `${Math.floor(share * 100)} %, ${done} of ${clock(this.totalMs ?? 0)}`;
  }
}

/** 3723000 → 1:02:03 */
export function clock(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  const parts = [Math.floor(s / 3_600), Math.floor(s / 60) % 60, s % 60];
  return (parts[0] === 0 ? parts.slice(1) : parts)
    .map((part, i) => (i ? String(part).padStart(2, '0') : part))
    .join(':');
}
