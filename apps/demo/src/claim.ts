import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { endProcess, identityOf, isRunning, type ProcessIdentity } from '#local-services';
import { DemoError } from './demo-error.js';
import type { DemoHome } from './demo-home.js';

interface ClaimRecord {
  readonly launcher: ProcessIdentity;
  readonly url: string;
  readonly children: readonly ProcessIdentity[];
}

const LEFTOVER_PATIENCE_MS = 2_000;
const ATTEMPTS_MAX = 3;

/**
 * The demo's state directory belongs to one launcher at a time. What a killed launcher left running is ended here, by
 * process number and birth, so that a number which another program has got since is never harmed.
 */
export class Claim {
  private constructor(
    private readonly home: DemoHome,
    private readonly record: ClaimRecord,
  ) {}

  static async take(home: DemoHome, url: string): Promise<Claim> {
    // Others may pass, not look: the database may have to run as another user. Every secret in it is 0600.
    await mkdir(home.root, { recursive: true, mode: 0o711 });
    const claim = new Claim(home, { launcher: identityOf(process.pid), url, children: [] });
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      if (await claim.create()) return claim;
      await healOrRefuse(home);
    }
    throw new DemoError(`${home.claim} cannot be taken: another start keeps winning it`);
  }

  async recordChildren(pids: readonly number[]): Promise<void> {
    const draft = `${this.home.claim}.${process.pid}`;
    await writeFile(draft, JSON.stringify({ ...this.record, children: pids.map(identityOf) }), { mode: 0o600 });
    await rename(draft, this.home.claim);
  }

  async release(): Promise<void> {
    await rm(this.home.state, { force: true });
    await rm(this.home.claim, { force: true });
  }

  /** Whole or not at all: a link to a finished file fails when the name is taken. */
  private async create(): Promise<boolean> {
    const draft = `${this.home.claim}.${process.pid}`;
    await writeFile(draft, JSON.stringify(this.record), { mode: 0o600 });
    try {
      await link(draft, this.home.claim);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }
}

/** Throws when a demo truly runs here; otherwise nothing of the former one is left afterwards. */
export async function healOrRefuse(home: DemoHome): Promise<void> {
  const text = await readFile(home.claim, 'utf8').catch(() => null);
  if (text === null) return;
  const record = readClaim(text);
  if (record !== null && isRunning(record.launcher)) {
    throw new DemoError(`the demo already runs at ${record.url} (process ${record.launcher.pid}): stop it there first`);
  }
  const leftovers = record?.children ?? [];
  const patience = { signal: 'SIGTERM', patienceMs: LEFTOVER_PATIENCE_MS } as const;
  await Promise.all(leftovers.map((leftover) => endProcess(leftover, patience)));
  await rm(home.state, { force: true });
  await rm(home.claim, { force: true });
}

function readClaim(text: string): ClaimRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isClaim(value) ? value : null;
  } catch {
    return null;
  }
}

function isClaim(value: unknown): value is ClaimRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { launcher, url, children } = value as Partial<Record<keyof ClaimRecord, unknown>>;
  return isIdentity(launcher) && typeof url === 'string' && Array.isArray(children) && children.every(isIdentity);
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks } = value as Partial<Record<keyof ProcessIdentity, unknown>>;
  return typeof pid === 'number' && (startTicks === null || typeof startTicks === 'number');
}
