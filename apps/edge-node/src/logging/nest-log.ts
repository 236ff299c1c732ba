import type { LoggerService } from '@nestjs/common';
import type { EventLog } from './event-log.js';

/** Nest's own messages as lines of ours. What Nest calls `log` is of interest to its developers: it becomes debug. */
export class NestLog implements LoggerService {
  constructor(private readonly lines: EventLog) {}

  log(message: unknown, ...details: unknown[]): void {
    this.lines.debug('nest', fieldsOf(message, details));
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.lines.warn('nest', fieldsOf(message, details));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.lines.error('nest', fieldsOf(message, details));
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.lines.error('nest', fieldsOf(message, details));
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.lines.debug('nest', fieldsOf(message, details));
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.lines.debug('nest', fieldsOf(message, details));
  }
}

function fieldsOf(message: unknown, details: readonly unknown[]) {
  const text = message instanceof Error ? message.message : String(message);
  return { text, details: details.filter((detail) => detail !== undefined).map(String) };
}
