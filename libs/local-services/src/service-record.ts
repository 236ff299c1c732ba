import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceStartError } from './guarded-process.js';
import { endProcess, identityOf, isRunning, type ProcessIdentity } from './process-identity.js';

/** Left in a service's directory while it runs: the server, and whoever started it. */
interface ServiceRecord {
  readonly server: ProcessIdentity;
  readonly owner: ProcessIdentity;
}

const LEFTOVER_PATIENCE_MS = 3_000;

function recordPath(directory: string): string {
  return join(directory, 'running.json');
}

/**
 * Makes the directory ours: a server whose starter was killed is ended first; one whose starter lives is another's.
 */
export async function claimDirectory(
  directory: string,
  { name, signal }: { name: string; signal: NodeJS.Signals },
): Promise<void> {
  // Others may pass, not look: the database may have to run as another user. Every secret in it is 0600.
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const record = await readRecord(directory);
  if (record === null) return;
  if (isRunning(record.server) && isRunning(record.owner)) {
    throw new ServiceStartError(`${name} in ${directory} is in use by process ${record.owner.pid}`);
  }
  await endProcess(record.server, { signal, patienceMs: LEFTOVER_PATIENCE_MS });
  await releaseDirectory(directory);
}

export async function recordServer(directory: string, server: ProcessIdentity): Promise<void> {
  const record: ServiceRecord = { server, owner: identityOf(process.pid) };
  await writeFile(recordPath(directory), JSON.stringify(record), { mode: 0o600 });
}

export async function releaseDirectory(directory: string): Promise<void> {
  await rm(recordPath(directory), { force: true });
}

async function readRecord(directory: string): Promise<ServiceRecord | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(recordPath(directory), 'utf8'));
    return isRecord(parsed) ? parsed : null;
  } catch {
    // Absent, or cut short by the death of its writer: there is nothing to go by.
    return null;
  }
}

function isRecord(value: unknown): value is ServiceRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'server' in value &&
    isIdentity(value.server) &&
    'owner' in value &&
    isIdentity(value.owner)
  );
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startTicks' in value &&
    (value.startTicks === null || typeof value.startTicks === 'number')
  );
}
