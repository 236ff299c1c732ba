/**
 * A hub that trusts its broker: adds one row for each delivery of a record, and acks. For comparison with the product's.
 * Run: node naive-hub-process.js NATS_URL DATABASE_URL, with an IPC channel.
 */
import { from } from 'rxjs';
import pg from 'pg';
import { DONE, JetStreamRecordServer, RECORDS_PATTERN, keepConnecting } from '#events/nats';
import type { RecordDelivery } from '#events/nats';

const [natsUrl = '', databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: 4,
  connectionTimeoutMillis: 5_000,
  query_timeout: 5_000,
});
pool.on('error', () => undefined);
const isClosing = new AbortController();
process.on('disconnect', () => process.exit());

const server = new JetStreamRecordServer({
  connection: () =>
    keepConnecting({ url: natsUrl, name: 'naive hub' }, { signal: isClosing.signal, onFailure: () => undefined }),
});
server.addHandler(
  RECORDS_PATTERN,
  (deliveries: readonly RecordDelivery[]) => Promise.resolve(from(count(deliveries))),
  true,
);
server.listen(() => process.send?.({ ready: true }));

async function count(deliveries: readonly RecordDelivery[]) {
  const ids = deliveries.map(({ record }) => record.id);
  await pool.query('insert into deliveries (id) select unnest($1::uuid[])', [ids]);
  process.send?.({ committed: ids });
  return deliveries.map(() => DONE);
}
