import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dateAfter, dateAt, localDay } from './calendar.js';
import { TOWN } from './town.js';

const file = z.object({ firstDay: z.iso.date(), timeZone: z.string(), toldUntilMs: z.number() });

/** How far the town has been told, kept over starts so that nothing is told twice. */
export class TownLog {
  private constructor(
    private readonly path: string,
    private readonly content: z.infer<typeof file>,
  ) {}

  /** What was kept in the folder; the beginning of its history where nothing was. */
  static open(folder: string, { timeZone, nowMs }: { timeZone: string; nowMs: number }): TownLog {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'told.json');
    if (existsSync(path)) return new TownLog(path, file.parse(JSON.parse(readFileSync(path, 'utf8'))));
    const firstDay = dateAfter(dateAt(nowMs, timeZone), -TOWN.days);
    const log = new TownLog(path, { firstDay, timeZone, toldUntilMs: localDay(firstDay, timeZone).startMs });
    log.#write();
    return log;
  }

  get timeZone(): string {
    return this.content.timeZone;
  }

  /** The first day under the new rule. */
  get ruleDay(): string {
    return dateAfter(this.content.firstDay, TOWN.ruleAfterDays);
  }

  /** Of a town that was not told for longer than its history lasts, the time before that stays untold. */
  fromMs(nowMs: number): number {
    const oldest = dateAfter(dateAt(nowMs, this.timeZone), -TOWN.days);
    return Math.max(this.content.toldUntilMs, localDay(oldest, this.timeZone).startMs);
  }

  told(untilMs: number): void {
    this.content.toldUntilMs = untilMs;
    this.#write();
  }

  /** Whole or not at all. */
  #write(): void {
    const draft = `${this.path}.new`;
    writeFileSync(draft, `${JSON.stringify(this.content)}\n`);
    renameSync(draft, this.path);
  }
}
