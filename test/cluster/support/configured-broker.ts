import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardedProcess, natsServerPath } from '#local-services';
import { readInfra } from '../../infra/support/infra.js';

interface ConfigurationFile {
  /** Of infra/nats. */
  readonly file: string;
  /** What is different here: ports, addresses. */
  readonly changes: readonly (readonly [was: string, is: string])[];
}

export interface ConfiguredBroker extends ConfigurationFile {
  /** Where its certificates, accounts and streams lie: what the file calls /etc/nats, /run/nats and /var/lib/nats. */
  readonly folder: string;
  /** Files that it includes. */
  readonly beside?: readonly ConfigurationFile[];
}

/** A server with a configuration as it is committed, but for its folders and what must be different on one machine. */
export async function startConfiguredBroker(broker: ConfiguredBroker): Promise<GuardedProcess> {
  const { folder, beside = [] } = broker;
  await mkdir(folder, { recursive: true });
  for (const each of [broker, ...beside]) await writeFile(join(folder, each.file), configuration(folder, each));
  const file = join(folder, broker.file);
  const start = { name: 'nats-server', command: natsServerPath(), args: ['-c', file] };
  return GuardedProcess.start({ ...start, stopSignal: 'SIGTERM', ready: /Server is ready/ });
}

/** Throws where a change finds nothing to change: the file is not what the test takes it for. */
function configuration(folder: string, { file, changes }: ConfigurationFile): string {
  const local = readInfra(`nats/${file}`).replaceAll(/"\/(etc|run|var\/lib)\/nats/g, `"${folder}`);
  return changes.reduce((text, [was, is]) => {
    if (!text.includes(was)) throw new Error(`${file} does not say ${was}`);
    return text.replaceAll(was, is);
  }, local);
}
