import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

/** JSON lines: a constant message, and fields. */
export class HubLog implements LoggerService {
  readonly #pino: Logger;

  constructor(level: string, destination?: DestinationStream) {
    const options = {
      level,
      base: { service: 'hub' },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    // Written at once: what pino keeps back it writes at exit, again and again when the reader is gone, and never exits.
    this.#pino = pino(options, destination ?? pino.destination({ sync: true }));
  }

  info(message: string, fields: LogFields = {}): void {
    this.#pino.info(fields, message);
  }

  // The rest is Nest's own interface: its messages come with the name of the part that speaks, as last parameter.
  // What Nest logs when all is well is for those who build the hub, not for those who run it.
  log(message: unknown, ...parts: unknown[]): void {
    this.#pino.debug(nestFields(parts), asText(message));
  }
  warn(message: unknown, ...parts: unknown[]): void {
    this.#pino.warn(nestFields(parts), asText(message));
  }
  error(message: unknown, ...parts: unknown[]): void {
    this.#pino.error(nestFields(parts), asText(message));
  }
  fatal(message: unknown, ...parts: unknown[]): void {
    this.#pino.fatal(nestFields(parts), asText(message));
  }
  debug(message: unknown, ...parts: unknown[]): void {
    this.#pino.debug(nestFields(parts), asText(message));
  }
  verbose(message: unknown, ...parts: unknown[]): void {
    this.#pino.trace(nestFields(parts), asText(message));
  }
}

/** What may be logged of an error: its message and code. Stacks only of those nobody expected. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  // Node joins the failures of several addresses in one error without a message.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const message = error.message === '' && inner instanceof Error ? inner.message : error.message;
  return { error: message, ...code };
}

function nestFields(parts: readonly unknown[]): LogFields {
  const last = parts.at(-1);
  const fields = typeof last === 'object' && last !== null ? { ...last } : {};
  const texts = parts.filter((part) => typeof part === 'string');
  const context = texts.at(-1);
  const stack = texts.length > 1 ? texts[0] : undefined;
  return {
    ...fields,
    ...(context === undefined ? {} : { context }),
    ...(stack === undefined ? {} : { stack }),
  };
}

function asText(message: unknown): string {
  return message instanceof Error ? (message.stack ?? message.message) : String(message);
}
