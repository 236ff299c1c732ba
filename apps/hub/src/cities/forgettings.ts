import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { workInRounds } from '#rounds';
import { HubLog, errorFields } from '../log/hub-log.js';
import type { CityRow } from '../persistence/city.row.js';
import { Database } from '../persistence/database.js';

/** How soon a hub hears that something was forgotten, by whichever command. */
export const LOOK_MS = 2_000;
/** One that could not look for so long does not know any more: longer than a database takes to start again. */
export const KNOWN_MS_MAX = 30_000;

const COUNTS = 'select id, forgettings from cities where forgettings > 0';
const COUNT = 'select forgettings from cities where id = $1';

/** How often each city's data were forgotten (`kerbline forget`): answers of before are not to be given any more. */
@Injectable()
export class Forgettings implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  #counts: ReadonlyMap<string, number> = new Map();
  /** When the last look began that has told something. */
  #lookedMs = -Infinity;

  constructor(
    @Inject(Database) private readonly database: Pick<Database, 'query' | 'queryAsHub' | 'whenOpen'>,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  onApplicationBootstrap(): void {
    void this.#lookForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** As of the last look; null where that is too long ago to be relied on. */
  known(cityId: string, nowMs: number): number | null {
    return nowMs - this.#lookedMs > KNOWN_MS_MAX ? null : (this.#counts.get(cityId) ?? 0);
  }

  /** As the rows are that the caller reads next, of a replica too, which may be behind. */
  async read(cityId: string): Promise<number> {
    const [row] = await this.database.query<Pick<CityRow, 'forgettings'>>(COUNT, [cityId]);
    return row?.forgettings ?? 0;
  }

  async look(nowMs: number): Promise<void> {
    const rows = await this.database.queryAsHub<Pick<CityRow, 'id' | 'forgettings'>>(COUNTS);
    this.#counts = new Map(rows.map(({ id, forgettings }) => [id, forgettings]));
    this.#lookedMs = nowMs;
  }

  async #lookForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) => this.log.warn('forgettings not looked at, trying again', errorFields(error));
    const rounds = { signal: this.#closing.signal, restMs: LOOK_MS, onFailure };
    await workInRounds(rounds, () => this.look(performance.now()));
  }
}
