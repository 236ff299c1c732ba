import { benchOptions } from './support/bench-options.js';
import { ClosedBroker } from './support/closed-broker.js';
import { permissionTable, tryPermissions } from './support/permission-matrix.js';
import { RawNatsClient } from './support/raw-nats-client.js';

benchOptions({
  name: 'permissions',
  measures: `
Every kind of principal against every kind of subject on a real broker. Exit code 1: something was allowed that must not
be, or refused that must be allowed.`,
});

const broker = await ClosedBroker.start();
try {
  const leaving = await RawNatsClient.connect(broker.port, broker.revoked.seed);
  const revokedMs = performance.now();
  broker.revoke();
  await leaving.ended();
  const cutOffMs = performance.now() - revokedMs;

  const cells = await tryPermissions(broker.port, broker.seeds, await broker.leaf());
  const wrong = cells.filter(({ isAllowed, isExpected }) => isAllowed !== isExpected);
  process.stdout.write(`${permissionTable(cells)}\n\n`);
  process.stdout.write(
    `${cells.length} attempts, ${wrong.filter(({ isAllowed }) => isAllowed).length} unexpected allows, ` +
      `${wrong.filter(({ isAllowed }) => !isAllowed).length} unexpected refusals; ` +
      `a revoked box was cut off ${cutOffMs.toFixed(0)} ms after the server was told\n`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await broker.stop();
}
