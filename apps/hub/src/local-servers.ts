import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { brokerAccounts, readOrMakeUserKey, writePrivateFile } from '#identity';
import { startNatsServer, startPostgres } from '#local-services';
import type { BrokerConfig } from './config/broker-config.js';

interface Stoppable {
  stop(): Promise<void>;
}

/** The servers the hub starts itself where none are configured; they end with it. */
export class LocalServers {
  readonly #started: Stoppable[] = [];

  constructor(private readonly home: string) {}

  async startPostgres(): Promise<string> {
    const server = await startPostgres({ directory: join(this.home, 'postgres') });
    this.#started.push(server);
    return server.url;
  }

  /** A broker that lets in whom the hub knows, and nobody else. */
  async startNats(): Promise<{ readonly url: string; readonly broker: Pick<BrokerConfig, 'keyFile' | 'accounts'> }> {
    const directory = join(this.home, 'nats');
    const keyFile = join(directory, 'hub.nk');
    const accounts = { file: join(directory, 'accounts.conf'), pidFile: join(directory, 'nats.pid') };
    const { publicKey } = readOrMakeUserKey(keyFile);
    // The boxes of the last time may connect at once; the hub brings the file up to date when its database is there.
    if (!existsSync(accounts.file)) {
      writePrivateFile(accounts.file, brokerAccounts({ hubKeys: [publicKey], operatorKeys: [], devices: [] }));
    }
    const server = await startNatsServer({ directory, accountsFile: accounts.file, pidFile: accounts.pidFile });
    this.#started.push(server);
    return { url: server.url, broker: { keyFile, accounts } };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((server) => server.stop()));
  }
}
