import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceInboxPrefix } from '#events';
import { connectNats, ensureStreams } from '#events/nats';
import { HUB, brokerAccounts, inboxPrefix, makeUserKey, writePrivateFile } from '#identity';
import type { UserKey } from '#identity';
import { startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';
import { OTHER, OWN } from './permission-matrix.js';
import type { Principal } from './permission-matrix.js';

type Connection = Awaited<ReturnType<typeof connectNats>>;

const GONE = 'box-3';

/** A real broker with Kerbline's accounts: a hub, an operator, two boxes, and a third whose key has been revoked. */
export class ClosedBroker {
  readonly hub = makeUserKey();
  readonly operator = makeUserKey();
  readonly own = makeUserKey();
  readonly other = makeUserKey();
  readonly revoked = makeUserKey();

  private constructor(
    private readonly directory: string,
    private server: RunningService | null = null,
  ) {}

  /** Starts with all three boxes; the streams are there. */
  static async start(): Promise<ClosedBroker> {
    const broker = new ClosedBroker(await mkdtemp(join(tmpdir(), 'kerbline-closed-')));
    broker.#write([...broker.#boxes(), { id: GONE, publicKey: broker.revoked.publicKey }]);
    broker.server = await startNatsServer({ directory: broker.directory, accountsFile: broker.accountsFile });
    const connection = await broker.connect(broker.hub, HUB);
    await ensureStreams(connection);
    await connection.close();
    return broker;
  }

  get accountsFile(): string {
    return join(this.directory, 'accounts.conf');
  }

  get url(): string {
    return this.#running().url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get seeds(): Readonly<Record<Principal, string | null>> {
    const { own, hub, operator, revoked } = this;
    return { box: own.seed, hub: hub.seed, operator: operator.seed, revoked: revoked.seed, anonymous: null };
  }

  connect({ seed }: UserKey, principal: string): Promise<Connection> {
    const credentials = { type: 'nkey', seed } as const;
    return connectNats({
      url: this.url,
      name: principal,
      credentials,
      inboxPrefix: principal === HUB ? inboxPrefix(HUB) : deviceInboxPrefix(principal),
    });
  }

  /** Takes the third box's key back and has the server read its accounts again. */
  revoke(): void {
    this.#write(this.#boxes());
    process.kill(this.#running().pid, 'SIGHUP');
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  #boxes() {
    return [
      { id: OWN, publicKey: this.own.publicKey },
      { id: OTHER, publicKey: this.other.publicKey },
    ];
  }

  #write(devices: readonly { id: string; publicKey: string }[]): void {
    const { hub, operator } = this;
    const text = brokerAccounts({ hubKeys: [hub.publicKey], operatorKeys: [operator.publicKey], devices });
    writePrivateFile(this.accountsFile, text);
  }

  #running(): RunningService {
    if (!this.server) throw new Error('the broker has not been started');
    return this.server;
  }
}
