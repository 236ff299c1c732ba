import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join, relative } from 'node:path';
import { freePort } from './free-port.js';
import { GuardedProcess, ServiceStartError } from './guarded-process.js';
import { claimDirectory, recordServer, releaseDirectory } from './service-record.js';
import type { RunningService } from './running-service.js';

/** JetStream on one machine: records of months fit in this, and a full disk stops the broker before the system. */
const FILE_STORE_BYTES_MAX = 2 * 1024 ** 3;
const MEMORY_STORE_BYTES_MAX = 64 * 1024 ** 2;

/** Debian puts servers in sbin, which is not on every user's PATH. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

export interface NatsServerOptions {
  readonly directory: string;
  readonly port?: number;
  /** The path of a file that says who may do what; anybody on this machine may do anything without it. */
  readonly accountsFile?: string;
  /** Where the server writes its process number, for whoever has it read its accounts again (SIGHUP). */
  readonly pidFile?: string;
  /** What it is called in a cluster, where the name must be its own and must stay. */
  readonly name?: string;
  /** Further top-level lines of its configuration: a cluster, a leaf node, TLS. */
  readonly extra?: string;
}

/** A local `nats-server` with JetStream on 127.0.0.1, its streams under `directory`. */
export async function startNatsServer({ directory, port, ...options }: NatsServerOptions): Promise<RunningService> {
  const command = natsServerPath();
  await claimDirectory(directory, { name: 'the message broker', signal: 'SIGTERM' });
  const natsPort = port ?? (await freePort());
  const store = join(directory, 'jetstream');
  await mkdir(store, { recursive: true, mode: 0o700 });
  const configFile = join(directory, 'nats-server.conf');
  await writeFile(configFile, configText({ directory, port: natsPort, store, ...options }), { mode: 0o600 });
  const server = await GuardedProcess.start({
    name: 'nats-server',
    command,
    args: ['-js', '-c', configFile],
    stopSignal: 'SIGTERM',
    ready: /Server is ready/,
  });
  await recordServer(directory, server.identity);
  return {
    url: `nats://127.0.0.1:${natsPort}`,
    pid: server.pid,
    ended: server.ended,
    stop: async () => {
      await server.stop();
      await releaseDirectory(directory);
    },
  };
}

interface ConfigParts extends NatsServerOptions {
  readonly port: number;
  readonly store: string;
}

function configText({ directory, port, store, accountsFile, pidFile, name, extra }: ConfigParts): string {
  const lines = [
    // The server looks for it from its own file's folder, an absolute path too.
    ...(accountsFile === undefined ? [] : [`include ${JSON.stringify(relative(directory, accountsFile))}`]),
    ...(pidFile === undefined ? [] : [`pid_file: ${JSON.stringify(pidFile)}`]),
    ...(extra === undefined ? [] : [extra]),
  ];
  return `# Written anew at every start.
host: "127.0.0.1"
port: ${port}
server_name: ${JSON.stringify(name ?? 'kerbline-local')}
max_payload: 1MB
${lines.map((line) => `${line}\n`).join('')}jetstream {
  store_dir: ${JSON.stringify(store)}
  max_file_store: ${FILE_STORE_BYTES_MAX}
  max_memory_store: ${MEMORY_STORE_BYTES_MAX}
}
`;
}

/** Where the installed `nats-server` is; throws `ServiceStartError`, with what to do, where there is none. */
export function natsServerPath(): string {
  const named = process.env['KERBLINE_NATS_SERVER'];
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new ServiceStartError(`KERBLINE_NATS_SERVER is "${named}", which does not exist`);
  }
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...SERVER_FOLDERS,
  ];
  const found = folders.map((folder) => join(folder, 'nats-server')).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new ServiceStartError(
    'nats-server is not installed: Debian `apt-get install nats-server`, macOS `brew install nats-server`, elsewhere put ' +
      'its path into KERBLINE_NATS_SERVER or point NATS_URL at a server with JetStream',
  );
}
