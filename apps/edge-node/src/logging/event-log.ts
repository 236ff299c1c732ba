import pino from 'pino';
import { redactUrls } from '../video/redact.js';

export type Fields = Readonly<Record<string, unknown>>;

/** JSON lines: a constant message and its fields. */
export abstract class EventLog {
  abstract debug(message: string, fields?: Fields): void;
  abstract info(message: string, fields?: Fields): void;
  abstract warn(message: string, fields?: Fields): void;
  abstract error(message: string, fields?: Fields): void;
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Logs to standard output. Every text that passes is cleared of credentials in URLs, wherever it came from. */
export class PinoEventLog extends EventLog {
  readonly #pino: pino.Logger;

  constructor(base: Fields, level: string | undefined) {
    super();
    const known = LEVELS.find((name) => name === level) ?? 'info';
    // Synchronous: the last lines before an exit are the ones that matter.
    this.#pino = pino(
      { level: known, base, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ sync: true }),
    );
  }

  override debug(message: string, fields: Fields = {}): void {
    this.#pino.debug(clean(fields), message);
  }

  override info(message: string, fields: Fields = {}): void {
    this.#pino.info(clean(fields), message);
  }

  override warn(message: string, fields: Fields = {}): void {
    this.#pino.warn(clean(fields), message);
  }

  override error(message: string, fields: Fields = {}): void {
    this.#pino.error(clean(fields), message);
  }
}

function clean(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cleanValue(value)]));
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return redactUrls(value);
  if (value instanceof Error) return redactUrls(value.message);
  if (Array.isArray(value)) return value.map(cleanValue);
  return value;
}
