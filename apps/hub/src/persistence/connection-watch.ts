import pg from 'pg';

/** How often connections in use are looked at; one that waits at so many looks in a row, for a second, is asked about. */
const LOOK_MS = 500;
const LOOKS_LATE = 3;
/** After so many, while the server says that it is at work, the waits between them are doubled up to the last. */
const LOOKS_OFTEN = 12;
const LOOK_MS_MAX = 8_000;
/** The question has a connection of its own, which must come about and be answered within so long. */
const ASK_MS_MAX = 1_500;
/**
 * Ends those server processes that have long answered or were never asked, with their locks. One that is not there says
 * nothing: its number may be that of a proxy between.
 */
const END_THE_IDLE = `
  select pid, pg_terminate_backend(pid) from pg_stat_activity
   where pid = any($1::int[]) and state like 'idle%' and state_change < now() - interval '1 second'`;

/** Of a client of the driver, what tells whether it waits for an answer, and what it stands on. */
interface Backend {
  readonly processID: number;
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: { destroy(): void } };
}

/**
 * Notices connections that have died without a word. The driver would wait for an answer as long as the slowest statement
 * may take, and the server keep the locks as long. So where an answer is late the server is asked, on another connection,
 * whether it is at it; where it is not, the waiting connection is dropped, and with it those that lie idle.
 */
export class ConnectionWatch {
  readonly #idle = new Set<Backend>();
  readonly #busy = new Set<Backend>();
  /** Those that waited at the last look, and at how many in a row. */
  #waited = new Map<Backend, number>();
  #isLooking = false;
  #lookMs = LOOK_MS;

  constructor(
    private readonly pool: pg.Pool,
    private readonly onDropped: (connections: number) => void,
  ) {
    pool.on('acquire', (client) => this.#acquired(backendOf(client)));
    pool.on('release', (_error, client) => this.#released(backendOf(client)));
    pool.on('remove', (client) => this.#removed(backendOf(client)));
  }

  #acquired(backend: Backend): void {
    this.#idle.delete(backend);
    this.#busy.add(backend);
    this.#lookLater();
  }

  #released(backend: Backend): void {
    this.#busy.delete(backend);
    this.#idle.add(backend);
  }

  #removed(backend: Backend): void {
    this.#busy.delete(backend);
    this.#idle.delete(backend);
  }

  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setTimeout(() => void this.#look(), this.#lookMs).unref();
  }

  async #look(): Promise<void> {
    const waiting = [...this.#busy].filter(({ readyForQuery }) => !readyForQuery);
    this.#waited = new Map(waiting.map((backend) => [backend, (this.#waited.get(backend) ?? 0) + 1]));
    const late = waiting.filter((backend) => (this.#waited.get(backend) ?? 0) >= LOOKS_LATE);
    const longest = Math.max(0, ...this.#waited.values());
    this.#lookMs = longest < LOOKS_OFTEN ? LOOK_MS : Math.min(LOOK_MS_MAX, this.#lookMs * 2);
    if (late.length > 0) this.#drop(await this.#dead(late));
    this.#isLooking = false;
    if (this.#busy.size > 0) this.#lookLater();
  }

  /** None where the server does not answer: a database that is away is no better on another connection. */
  async #dead(late: readonly Backend[]): Promise<Backend[]> {
    const client = new pg.Client({
      ...this.pool.options,
      connectionTimeoutMillis: ASK_MS_MAX,
      query_timeout: ASK_MS_MAX,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>(END_THE_IDLE, [late.map(({ processID }) => processID)]);
      const ended = new Set(rows.map(({ pid }) => pid));
      return late.filter((backend) => ended.has(backend.processID) && !backend.readyForQuery);
    } catch {
      return [];
    } finally {
      void client.end().catch(() => undefined);
    }
  }

  #drop(dead: readonly Backend[]): void {
    if (dead.length === 0) return;
    const all = [...dead, ...this.#idle];
    for (const { connection } of all) connection.stream.destroy();
    this.#lookMs = LOOK_MS;
    this.onDropped(all.length);
  }
}

function backendOf(client: pg.PoolClient): Backend {
  return client as unknown as Backend;
}
