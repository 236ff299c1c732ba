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
  constructor(private readonly place: AccountsFilePlace) {}

  /** Whether anything changed: then the file is whole and the server has been told to read it (SIGHUP). */
  put(principals: BrokerPrincipals): boolean {
    const text = brokerAccounts(principals);
    if (this.#text() === text) return false;
    writePrivateFile(this.place.file, text);
    this.#tellServer();
    return true;
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
