import { join } from 'node:path';
import { startNatsServer, startPostgres } from '#local-services';

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

  async startNats(): Promise<string> {
    const server = await startNatsServer({ directory: join(this.home, 'nats') });
    this.#started.push(server);
    return server.url;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((server) => server.stop()));
  }
}
