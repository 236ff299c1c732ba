import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A process that can be told from a later one with the same number, by when it began: in clock ticks since the machine
 * started on Linux, in milliseconds elsewhere. Null when the process was already gone.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number | null;
}

const STOP_POLL_MS = 25;

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startTicks: startTicksOf(pid) };
}

export function isRunning({ pid, startTicks }: ProcessIdentity): boolean {
  return startTicks !== null && startTicksOf(pid) === startTicks;
}

/** Ends the very process that was recorded, never another that got its number. Resolves when it is gone. */
export async function endProcess(
  identity: ProcessIdentity,
  { signal, patienceMs }: { signal: NodeJS.Signals; patienceMs: number },
): Promise<void> {
  if (!isRunning(identity)) return;
  send(identity.pid, signal);
  const deadlineMs = performance.now() + patienceMs;
  while (isRunning(identity) && performance.now() < deadlineMs) await delay(STOP_POLL_MS);
  if (!isRunning(identity)) return;
  send(identity.pid, 'SIGKILL');
  while (isRunning(identity)) await delay(STOP_POLL_MS);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It went by itself between the look and the signal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The arguments a running process was started with, or none. */
export function argumentsOf(pid: number): readonly string[] {
  if (!hasProc) return (ps(pid, 'command') ?? '').split(' ');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The process that started this one; 1 once that is gone, null when there is no such process. */
export function parentOf(pid: number): number | null {
  const text = hasProc ? statFields(pid)?.[1] : ps(pid, 'ppid');
  return text === undefined || text === null ? null : Number(text);
}

/** What a process has started itself and is still there; Linux only, elsewhere none. */
export function childrenOf(pid: number): readonly ProcessIdentity[] {
  return processes().filter((each) => parentOf(each.pid) === pid);
}

/** Whose working directory a folder is; Linux only, and only those that we may look at. */
export function workersIn(folder: string): readonly ProcessIdentity[] {
  return processes().filter(({ pid }) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

function processes(): readonly ProcessIdentity[] {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => identityOf(Number(name)));
}

const hasProc = existsSync('/proc/self/stat');

function startTicksOf(pid: number): number | null {
  if (!hasProc) {
    const started = Date.parse(ps(pid, 'lstart') ?? '');
    return Number.isNaN(started) ? null : started;
  }
  const fields = statFields(pid);
  const isDead = fields === null || fields[0] === 'Z' || fields[0] === 'X';
  return isDead ? null : Number(fields[19]);
}

/** What /proc/<pid>/stat says from its third field on; the second may itself hold spaces and brackets. */
function statFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function ps(pid: number, column: 'lstart' | 'command' | 'ppid'): string | null {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
