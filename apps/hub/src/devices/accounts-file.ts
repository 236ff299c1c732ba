import { readFileSync } from 'node:fs';
import { brokerAccounts, writePrivateFile } from '#identity';
import type { BrokerPrincipals } from '#identity';

export interface AccountsFilePlace {
  readonly file: string;
  /** Where the server has written its process number. */
  readonly pidFile: string;
}

/** The file of accounts beside a broker's server. */
export class AccountsFile {
  /** A server that could not be told of what was written is told the next time, or it would know revoked keys for ever. */
  #isTold = true;

  constructor(private readonly place: AccountsFilePlace) {}

  /** Whether anything changed: then the file is whole and the server has been told to read it (SIGHUP). */
  put(principals: BrokerPrincipals): boolean {
    const text = brokerAccounts(principals);
    const isChanged = this.#text() !== text;
    if (isChanged) {
      this.#isTold = false;
      writePrivateFile(this.place.file, text);
    }
    if (!this.#isTold) this.#tellServer();
    this.#isTold = true;
    return isChanged;
  }

  #text(): string | null {
    try {
      return readFileSync(this.place.file, 'utf8');
    } catch {
      return null;
    }
  }

  /** A server that is not running reads the file when it starts. */
  #tellServer(): void {
    try {
      const pid = Number(readFileSync(this.place.pidFile, 'utf8'));
      if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGHUP');
    } catch (error) {
      const isAway = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
      if (!isAway) throw error;
    }
  }
}
