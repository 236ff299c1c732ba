import { userInfo } from 'node:os';
import { AuditLog } from './audit-log.js';
import type { AuditTable } from './audit-log.js';

/** What a command is about to do, in one city. */
export interface CommandDeed {
  readonly cityId: string;
  /** As it is typed: `device revoke`. */
  readonly action: string;
  /** What it is done to. Never a secret. */
  readonly subject: string;
  /** Who else than the user of this machine says to have done it. */
  readonly actor?: string;
}

/** Does what a line of the audit log then tells of; a line that stays open is of a command that did not come through. */
export type Noted = <T>(deed: CommandDeed, work: () => Promise<T>) => Promise<T>;

/** The same, in the log of this database. */
export function notedIn(table: AuditTable): Noted {
  const audit = new AuditLog(table);
  return async ({ cityId, action, subject, actor = commandLineUser() }, work) => {
    const line = await audit.open({ city_id: cityId, actor, action, subject }, Date.now());
    const result = await work();
    await audit.close(line, 0);
    return result;
  };
}

/** Whoever has typed the command. In a container the user may have a number only. */
export function commandLineUser(): string {
  try {
    return `${userInfo().username} (command line)`;
  } catch {
    return 'command line';
  }
}
