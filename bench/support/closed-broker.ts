import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceInboxPrefix, recordSubject, requestSubject } from '#events';
import { connectNats, ensureStreams } from '#events/nats';
import { HUB, brokerAccounts, inboxPrefix, makeUserKey, writePrivateFile } from '#identity';
import type { UserKey } from '#identity';
import { freePort, startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';
import { OTHER, OWN } from './permission-matrix.js';
import type { KeyHolder } from './permission-matrix.js';
import { RawLeaf } from './raw-leaf.js';

type Connection = Awaited<ReturnType<typeof connectNats>>;

/** The box whose key is taken back. */
export const GONE = 'box-3';
const LEAF = 'site.leaf';
const ACCOUNT_OF_LEAF = 'KERBLINE_SITE_site_leaf';

/**
 * A real broker with Kerbline's accounts: a hub, an operator, a leaf, two boxes of which the first may come through the
 * leaf too, and so may a third whose key has been revoked. Leaves come in without TLS here, and so by their name alone.
 */
export class ClosedBroker {
  readonly hub = makeUserKey();
  readonly operator = makeUserKey();
  readonly own = makeUserKey();
  readonly other = makeUserKey();
  readonly revoked = makeUserKey();
  /** Each may say and hear everything in an account: they see what a leaf gets through. No city has such ones. */
  readonly #witnesses = { hub: makeUserKey(), others: makeUserKey(), own: makeUserKey() };
  private server: RunningService | null = null;

  private constructor(
    private readonly directory: string,
    private readonly leafPort: number,
  ) {}

  /** Starts with all three boxes; the streams are there. */
  static async start(): Promise<ClosedBroker> {
    const broker = new ClosedBroker(await mkdtemp(join(tmpdir(), 'kerbline-closed-')), await freePort());
    broker.#write([...broker.#boxes(), { id: GONE, publicKey: broker.revoked.publicKey }]);
    broker.server = await startNatsServer({
      directory: broker.directory,
      accountsFile: broker.accountsFile,
      extra: `leafnodes { listen: "127.0.0.1:${broker.leafPort}" }\ndefault_js_domain: { ${ACCOUNT_OF_LEAF}: "" }`,
    });
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

  get seeds(): Readonly<Record<KeyHolder, string | null>> {
    const { own, hub, operator, revoked } = this;
    return { box: own.seed, hub: hub.seed, operator: operator.seed, revoked: revoked.seed, anonymous: null };
  }

  /** A leaf that says what it likes, and witnesses of what comes through. */
  leaf(): Promise<RawLeaf> {
    const { leafPort, port } = this;
    const { hub, others, own } = this.#witnesses;
    const witnesses = { hub: hub.seed, others: others.seed, own: own.seed };
    const marker = { said: recordSubject(OWN, 'cam', 'park_end'), heard: `${requestSubject(OWN, 'snapshot')}.marker` };
    return RawLeaf.connect({ leafPort, name: LEAF, port, witnesses }, marker);
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
    const leaves = [{ name: LEAF, deviceIds: [OWN, GONE] }];
    const text = brokerAccounts({ hubKeys: [hub.publicKey], operatorKeys: [operator.publicKey], devices, leaves });
    writePrivateFile(this.accountsFile, this.#withWitnesses(text));
  }

  #withWitnesses(accounts: string): string {
    const { hub, others, own } = this.#witnesses;
    const places = [
      ['KERBLINE_HUB', hub],
      ['KERBLINE_BOXES', others],
      [ACCOUNT_OF_LEAF, own],
    ] as const;
    return places.reduce((text, [account, { publicKey }]) => {
      const users = new RegExp(`^  ${account} \\{[^[]*users: \\[\n`, 'm');
      if (!users.test(text)) throw new Error(`the accounts have no place for a witness in ${account}`);
      return text.replace(users, `$&      { nkey: ${publicKey} }\n`);
    }, accounts);
  }

  #running(): RunningService {
    if (!this.server) throw new Error('the broker has not been started');
    return this.server;
  }
}
