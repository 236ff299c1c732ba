import type { TimeCursor } from './cursor.js';

/** Collects the conditions of one statement and the parameters they speak of. */
export class Conditions {
  readonly parameters: unknown[] = [];
  readonly #conditions: string[] = [];

  /** The placeholder of one more parameter. */
  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  /** Adds `condition` of the value's placeholder, unless there is no value. */
  when<T>(value: T | null, condition: (placeholder: string) => string): this {
    if (value !== null) this.#conditions.push(condition(this.parameter(value)));
    return this;
  }

  /** From `fromMs` on and before `toMs`, by a column that holds a time. */
  within(column: string, fromMs: number | null, toMs: number | null): this {
    if (fromMs !== null) this.add(`${column} >= ${this.parameter(new Date(fromMs))}`);
    if (toMs !== null) this.add(`${column} < ${this.parameter(new Date(toMs))}`);
    return this;
  }

  /** What comes after the cursor in a list whose newest come first. */
  after(cursor: TimeCursor | null, timeColumn: string, idColumn: string): this {
    if (cursor === null) return this;
    const place = `${this.parameter(new Date(cursor.atMs))}::timestamptz, ${this.parameter(cursor.id)}::uuid`;
    return this.add(`(${timeColumn}, ${idColumn}) < (${place})`);
  }

  add(condition: string): this {
    this.#conditions.push(condition);
    return this;
  }

  toString(): string {
    return this.#conditions.length === 0 ? 'true' : this.#conditions.join(' and ');
  }
}
