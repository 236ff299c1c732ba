import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort, identityOf, isPortFree, isRunning, packageRoot } from '#local-services';
import { DemoFolder, descendants, until, untilAllGone, type DemoState, type LaunchedDemo } from './launched-demo.js';

const run = promisify(execFile);
const KERBLINE = join(packageRoot(), 'bin', 'kerbline');
const STOP_MS_MAX = 5_000;

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

describe('the demo', { timeout: 400_000 }, () => {
  let folder: DemoFolder;
  const atHome = () => ({ env: { ...process.env, KERBLINE_HOME: folder.home } });
  beforeAll(() => {
    folder = new DemoFolder();
  });
  afterAll(() => folder.remove());

  describe('while it runs', () => {
    const [leftover, bystander] = [spawn('sleep', ['600']), spawn('sleep', ['600'])];
    let demo: LaunchedDemo;
    let state: DemoState;
    beforeAll(async () => {
      const recycled = identityOf(bystander.pid ?? 0);
      const claim = {
        launcher: { ...identityOf(process.pid), startTicks: 1 },
        url: 'http://127.0.0.1:1',
        children: [identityOf(leftover.pid ?? 0), { ...recycled, startTicks: (recycled.startTicks ?? 0) - 1 }],
      };
      writeFileSync(join(folder.home, 'demo.lock'), JSON.stringify(claim));
      demo = await folder.launch();
      state = await demo.untilReady();
    });
    afterAll(() => {
      leftover.kill();
      bystander.kill();
    });

    it('has ended what a killed launcher left running, but no process that has got a recorded number since', () => {
      expect(leftover.signalCode).toBe('SIGTERM');
      expect(bystander.signalCode).toBeNull();
    });

    it('keeps its secrets in files that only its user reads', () => {
      for (const name of ['demo.json', 'api-key', 'edge.yaml', 'postgres/password']) {
        expect([name, statSync(join(folder.home, name)).mode & 0o777]).toEqual([name, 0o600]);
      }
    });

    it('refuses a second start and a reset, with its address and exit code 1', async () => {
      const second = await folder.launch();
      expect(await second.exitCode).toBe(1);
      const refusal = `the demo already runs at ${state.url} (process ${demo.child.pid}): stop it there first`;
      expect(second.output.trim()).toBe(refusal);
      await expect(run(KERBLINE, ['reset'], atHome())).rejects.toMatchObject({ code: 1 });
      expect(await isUp(state.url)).toBe(true);
    });

    it('starts a part again that was killed', async () => {
      for (const [part, name] of [
        ['hub', 'the hub'],
        ['nats', 'the message broker'],
        ['postgres', 'the database'],
        ['edge', 'the camera box'],
      ] as const) {
        process.kill(demo.state().pids[part] ?? 0, 'SIGKILL');
        await demo.untilSaid(`${name} ended by itself and is started again`);
        await demo.untilSaid(`${name} is back`);
        expect(demo.state().pids[part]).not.toBe(state.pids[part]);
      }
      await until('the hub to be well again', () => isUp(state.url));
    });

    it('takes all its children with it when killed with kill -9', async () => {
      const processes = demo.processes();
      expect(processes.length).toBeGreaterThan(Object.keys(state.pids).length);
      demo.child.kill('SIGKILL');
      await untilAllGone(processes, STOP_MS_MAX);
    });
  });

  it('starts again after kill -9, and leaves no process, port or file behind within 5 s of SIGTERM', async () => {
    const key = readFileSync(join(folder.home, 'api-key'), 'utf8').trim();
    const demo = await folder.launch();
    const state = await demo.untilReady();
    expect(state.apiKey).toBe(key);
    const processes = demo.processes();
    const ports = [state.url, state.natsUrl, state.databaseUrl, state.rtspUrl].map((url) => Number(new URL(url).port));

    const begunMs = performance.now();
    expect(await demo.stop()).toBe(0);
    expect(performance.now() - begunMs).toBeLessThan(STOP_MS_MAX);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await Promise.all(ports.map(isPortFree))).toEqual(ports.map(() => true));
    expect(existsSync(join(folder.home, 'demo.json'))).toBe(false);
    expect(existsSync(join(folder.home, 'demo.lock'))).toBe(false);
  });

  it('stops when npm above it is killed', async () => {
    const port = await freePort();
    // npm runs a script through a shell that stays in between.
    const script = `${process.execPath} ${KERBLINE} demo --port ${port}; exit`;
    const program = `require('node:child_process').spawn('/bin/sh', ['-c', ${JSON.stringify(script)}], { stdio: 'ignore' })`;
    const npm = spawn(process.execPath, ['-e', program], {
      env: { ...process.env, KERBLINE_HOME: folder.home, npm_lifecycle_event: 'start' },
    });
    await until('the demo to be ready', () => existsSync(join(folder.home, 'demo.json')));
    const processes = descendants(npm.pid ?? 0).map(identityOf);
    npm.kill('SIGKILL');
    await untilAllGone(processes, STOP_MS_MAX + 1_000);
    expect(existsSync(join(folder.home, 'demo.lock'))).toBe(false);
  });

  it('stops in the middle of its start', async () => {
    const demo = await folder.launch();
    await demo.untilSaid('the message broker');
    const processes = demo.processes();
    const begunMs = performance.now();
    expect(await demo.stop()).toBe(0);
    expect(performance.now() - begunMs).toBeLessThan(STOP_MS_MAX);
    expect(processes.filter(isRunning)).toEqual([]);
  });

  it('names a taken port and what to do about it', async () => {
    const other = createServer();
    const port = await freePort();
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const demo = await folder.launch({ port });
    expect(await demo.exitCode).toBe(1);
    expect(demo.output).toContain(`port ${port} is taken by another program`);
    expect(demo.output).toContain(`--port ${port + 1}`);
    expect(demo.output.trim().split('\n')).toHaveLength(1);
  });

  it('clears its state on reset', async () => {
    await run(KERBLINE, ['reset'], atHome());
    expect(existsSync(folder.home)).toBe(false);
  });
});

describe('kerbline', () => {
  it.each(['demo', 'edge', 'hub', 'reset'])('explains %s', async (command) => {
    const { stdout } = await run(KERBLINE, [command, '--help']);
    expect(stdout).toContain(`Usage: kerbline ${command}`);
  });

  it.each([[['demo', '--port', 'http']], [['demo', '--no-such-option']], [['no-such-command']]])(
    'ends with exit code 2 on wrong usage: %j',
    (args) => expect(run(KERBLINE, args)).rejects.toMatchObject({ code: 2 }),
  );
});
