import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort, isPortFree } from './free-port.js';
import { startPostgres } from './postgres-server.js';
import { argumentsOf, childrenOf, identityOf, isRunning } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

const run = promisify(execFile);

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What writes a server's files, stopped in the middle of it. */
function heldCheckpointer(serverPid: number): ProcessIdentity {
  const checkpointer = childrenOf(serverPid).find(({ pid }) => argumentsOf(pid)[0]?.includes('checkpointer'));
  if (!checkpointer) throw new Error('PostgreSQL has no checkpointer');
  process.kill(checkpointer.pid, 'SIGSTOP');
  return checkpointer;
}

describe('startPostgres', () => {
  let directory: string;
  const start = async (options: Parameters<typeof startPostgres>[0]) => {
    const server = await startPostgres(options);
    onTestFinished(() => server.stop());
    return server;
  };
  beforeAll(async () => {
    // Mode 700, like /root: as root this also tries the way through closed folders.
    directory = join(await mkdtemp(join(tmpdir(), 'kerbline-pg-')), 'postgres');
  });
  afterAll(() => rm(join(directory, '..'), { recursive: true, force: true }));

  it('answers on loopback only, as a role that is no superuser, and keeps rows over a restart', async () => {
    const first = await start({ directory });
    await query(first.url, 'create table kept (n int); insert into kept values (7)');
    const [role] = await query<{ usesuper: boolean; listens: string; version: string }>(
      first.url,
      `select usesuper, current_setting('listen_addresses') as listens, current_setting('server_version') as version
        from pg_user where usename = current_user`,
    );
    expect(role).toMatchObject({ usesuper: false, listens: '127.0.0.1' });
    expect(role?.version).toMatch(/^18\./);
    const sockets = await readFile('/proc/net/unix', 'utf8');
    expect(sockets).not.toContain(`.s.PGSQL.${new URL(first.url).port}`);
    await first.stop();

    const second = await start({ directory });
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await second.stop();
    expect(await isPortFree(Number(new URL(second.url).port))).toBe(true);
  });

  it('refuses a wrong password and keeps the right one in a file of mode 600 and out of the arguments', async () => {
    const server = await start({ directory });
    const url = new URL(server.url);
    const { password } = url;
    url.password = 'wrong';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
    expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(password);
  });

  it('stops within 3 s although a client is still connected', async () => {
    const server = await start({ directory });
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    const identity = identityOf(server.pid);
    const begunMs = performance.now();
    await server.stop();
    expect(performance.now() - begunMs).toBeLessThan(3_000);
    expect(isRunning(identity)).toBe(false);
  });

  it('leaves no part of a server behind that does not stop in time, and starts again with all that it held', async () => {
    const slow = await start({ directory });
    await query(slow.url, 'create table if not exists held (n int); insert into held values (5)');
    const checkpointer = heldCheckpointer(slow.pid);
    // The server waits for it, until it is killed itself.
    await slow.stop();
    expect(isRunning(checkpointer)).toBe(false);
    const healed = await start({ directory });
    expect(await query(healed.url, 'select n from held')).toEqual([{ n: 5 }]);
  });

  it('starts again after the server was killed with kill -9', async () => {
    const killed = await start({ directory });
    process.kill(killed.pid, 'SIGKILL');
    await killed.stop();
    const healed = await start({ directory });
    expect(await query(healed.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('lets no part of a killed server work beside the next one', async () => {
    const killed = await start({ directory });
    const checkpointer = heldCheckpointer(killed.pid);
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    expect(isRunning(checkpointer)).toBe(true);
    await start({ directory });
    expect(isRunning(checkpointer)).toBe(false);
  });

  it('is not fooled by a stale postmaster.pid whose number another process has', async () => {
    const other = spawn('sleep', ['60']);
    await once(other, 'spawn');
    await writeFile(join(directory, 'data', 'postmaster.pid'), `${other.pid}\n${directory}/data\n`);
    await start({ directory });
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  it('refuses a directory whose server another living process started', async () => {
    await start({ directory });
    await expect(startPostgres({ directory })).rejects.toThrow(`is in use by process ${process.pid}`);
  });

  it('says so when the port is taken', async () => {
    const server = await start({ directory });
    const port = Number(new URL(server.url).port);
    await expect(startPostgres({ directory: join(directory, '..', 'second'), port })).rejects.toThrow(
      'Address already in use',
    );
  });

  it('leaves no process behind whose starter is gone: the record names it and the next start ends it', async () => {
    const orphan = await start({ directory });
    const identity = identityOf(orphan.pid);
    const gone = identityOf(process.pid);
    const record = { server: identity, owner: { ...gone, startTicks: (gone.startTicks ?? 0) - 1 } };
    await writeFile(join(directory, 'running.json'), JSON.stringify(record));
    await start({ directory, port: await freePort() });
    expect(isRunning(identity)).toBe(false);
  });

  it('runs as another user than root', async () => {
    const server = await start({ directory });
    const { stdout } = await run('stat', ['-c', '%u', `/proc/${server.pid}`]);
    expect(Number(stdout)).not.toBe(0);
  });
});
