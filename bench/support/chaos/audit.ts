import { jetstreamManager } from '@nats-io/jetstream';
import { RECORD_STREAM } from '#events';
import { connectNats } from '#events/nats';
import { runRebuild } from '../../../apps/hub/src/rebuild/run-rebuild.js';
import type { Town } from './town.js';

/** What of the boxes' ledgers the database holds. */
export interface Audit {
  /** Records that their path has said to be safe. */
  readonly emitted: number;
  readonly rows: number;
  /** Emitted, and in no row. */
  readonly lost: number;
  /** Counted more than once. */
  readonly doubled: number;
  /** Rows of records that no box ever told. */
  readonly invented: number;
  /** Records the hub put to the dead letters. */
  readonly givenUp: number;
  /** Visits, hours and flows that are not what the raw events amount to. Null: this path has none. */
  readonly differences: number | null;
}

/** Compares the ledgers with the rows, and the rows' numbers with a recount. */
export async function audit(town: Town): Promise<Audit> {
  const isProduct = town.options.path === 'outbox';
  const table = isProduct ? 'events' : 'deliveries';
  const rows = await town.query<{ id: string; times: number }>(
    `select id::text as id, count(*)::int as times from ${table} group by id`,
  );
  const counts = new Map(rows.map(({ id, times }) => [id, times]));
  const ledgers = town.devices.map(({ ledger }) => ledger);
  const begun = new Set(ledgers.flatMap((ledger) => [...ledger.begun.values()]));
  const emitted = new Set(ledgers.flatMap((ledger) => [...ledger.emitted]));
  return {
    emitted: emitted.size,
    rows: counts.size,
    lost: [...emitted].filter((id) => !counts.has(id)).length,
    doubled: [...counts.values()].filter((times) => times > 1).length,
    invented: [...counts.keys()].filter((id) => !begun.has(id)).length,
    givenUp: ledgers.reduce((sum, ledger) => sum + ledger.givenUp.size, 0),
    differences: isProduct ? await differences(town) : null,
  };
}

/** Whether the product keeps its word. */
export function isClean({ lost, doubled, invented, givenUp, differences }: Audit): boolean {
  return lost + doubled + invented + givenUp + (differences ?? 0) === 0;
}

/** Messages that no hub has settled. */
export async function waitingMessages(town: Town): Promise<number> {
  const connection = await connectNats({ url: town.natsUrl, name: 'chaos' });
  try {
    const { streams } = await jetstreamManager(connection);
    return (await streams.info(RECORD_STREAM)).state.messages;
  } finally {
    await connection.close();
  }
}

function differences(town: Town): Promise<number> {
  const { trafficFromMs, trafficToMs } = town.options;
  return runRebuild({
    from: new Date(trafficFromMs).toISOString(),
    to: new Date(trafficToMs).toISOString(),
    databaseUrl: town.databaseUrl,
    say: () => undefined,
    progress: () => undefined,
  });
}
