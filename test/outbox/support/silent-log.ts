import { EventLog } from '../../../apps/edge-node/src/logging/event-log.js';
import type { Fields } from '../../../apps/edge-node/src/logging/event-log.js';

/** Keeps what it is told, and prints nothing. */
export class SilentLog extends EventLog {
  readonly lines: { readonly message: string; readonly fields: Fields }[] = [];

  debug(): void {}

  info(message: string, fields: Fields = {}): void {
    this.lines.push({ message, fields });
  }

  warn(message: string, fields: Fields = {}): void {
    this.lines.push({ message, fields });
  }

  error(message: string, fields: Fields = {}): void {
    this.lines.push({ message, fields });
  }
}
