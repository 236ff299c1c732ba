import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, identityOf, isRunning, packageRoot, parentOf, type ProcessIdentity } from '#local-services';

export interface DemoState {
  readonly url: string;
  readonly apiKey: string;
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly rtspUrl: string;
  readonly pids: Readonly<Record<string, number>>;
}

const POLL_MS = 50;
/** With six times the work that a machine can do, the demo was not ready after 60 s. */
const PATIENCE_MS = 180_000;

/** Waits until the answer is neither null nor false; says what it waited for when it never comes. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | null | false> | Answer | null | false,
  patienceMs = PATIENCE_MS,
): Promise<Answer> {
  const deadlineMs = performance.now() + patienceMs;
  while (performance.now() < deadlineMs) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    await delay(POLL_MS);
  }
  throw new Error(`waited ${patienceMs / 1_000} s in vain for ${what}`);
}

/** A state directory of its own for each test file, gone afterwards. */
export class DemoFolder {
  readonly home = mkdtempSync(join(tmpdir(), 'kerbline-demo-'));
  private readonly launched: LaunchedDemo[] = [];

  async launch({ port, env = {} }: { port?: number; env?: Record<string, string> } = {}): Promise<LaunchedDemo> {
    const demo = new LaunchedDemo(this.home, ['--port', String(port ?? (await freePort()))], env);
    this.launched.push(demo);
    return demo;
  }

  async remove(): Promise<void> {
    await Promise.all(this.launched.map((demo) => demo.stop()));
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** `kerbline demo` as a user runs it. */
export class LaunchedDemo {
  readonly child: ChildProcess;
  readonly exitCode: Promise<number | null>;
  private said = '';

  constructor(
    private readonly home: string,
    args: readonly string[],
    env: Record<string, string>,
  ) {
    this.child = spawn(process.execPath, [join(packageRoot(), 'bin', 'kerbline'), 'demo', ...args], {
      env: { ...withoutNpm(process.env), ...env, KERBLINE_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
    this.exitCode = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** All it wrote so far. */
  get output(): string {
    return this.said;
  }

  async untilSaid(words: string | RegExp): Promise<void> {
    await until(`the demo to say "${String(words)}" after "${this.said}"`, () =>
      typeof words === 'string' ? this.said.includes(words) : words.test(this.said),
    );
  }

  async untilReady(): Promise<DemoState> {
    const ready = this.untilSaid(/^ready http/m);
    await Promise.race([ready, this.exitCode]);
    if (this.child.exitCode !== null) throw new Error(`the demo ended before it was ready: ${this.said}`);
    return this.state();
  }

  state(): DemoState {
    return JSON.parse(readFileSync(join(this.home, 'demo.json'), 'utf8')) as DemoState;
  }

  /** Itself and every process below it. */
  processes(): ProcessIdentity[] {
    return descendants(this.child.pid ?? 0).map(identityOf);
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exitCode;
  }
}

export function descendants(root: number): number[] {
  const parents = allProcesses().map((pid) => [pid, parentOf(pid)] as const);
  const below = (pid: number): number[] => [
    pid,
    ...parents.flatMap(([child, parent]) => (parent === pid ? below(child) : [])),
  ];
  return below(root);
}

export function allProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
}

export async function untilAllGone(processes: readonly ProcessIdentity[], patienceMs: number): Promise<void> {
  const left = () => processes.filter(isRunning).map(({ pid }) => commandOf(pid));
  await until('every process to be gone', () => left().length === 0, patienceMs).catch((error: unknown) => {
    throw new Error(`still running: ${left().join(' | ')}`, { cause: error });
  });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return `${pid}`;
  }
}

/** The tests may themselves run under npm; the demo shall not take them for its npm. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm_|KERBLINE_|NATS_URL|DATABASE_URL)/.test(name)),
  );
}
