import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ServiceStartError, setprivPath } from './guarded-process.js';

const run = promisify(execFile);

/** The user PostgreSQL runs as when we are root, which it refuses to be. */
export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
  /** Arguments of `setpriv` that make a process this user. */
  readonly privileges: readonly string[];
}

/**
 * What the user may do besides: nothing where every folder on the way is open to it; else pass through closed folders
 * such as /root, with the smallest capability this machine grants (containers keep back the first).
 */
const CAPABILITIES = [null, 'dac_read_search', 'dac_override'] as const;

/** Null when we are not root: then PostgreSQL simply runs as us. No user is created on the machine. */
export async function findDatabaseUser(
  { program, directory }: { program: string; directory: string },
  isRoot = process.getuid?.() === 0,
): Promise<DatabaseUser | null> {
  if (!isRoot) return null;
  const setpriv = setprivPath();
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (setpriv !== null && user !== null) {
    for (const capability of CAPABILITIES) {
      const privileges = privilegesOf(user, capability);
      if (await canReach(setpriv, privileges, { program, directory })) return { ...user, privileges };
    }
  }
  throw new ServiceStartError(
    `PostgreSQL refuses to run as root, and no other user may enter ${directory}: start as an ordinary user, move the ` +
      'checkout out of /root, or set DATABASE_URL to a PostgreSQL server',
  );
}

function privilegesOf({ uid, gid }: { uid: number; gid: number }, capability: string | null): string[] {
  const granted = capability === null ? '-all' : `-all,+${capability}`;
  return [
    ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'],
    // Without this bit access(2), with which initdb looks for its parts, would ignore the capability.
    ...(capability === null ? [] : ['--securebits=+no_setuid_fixup']),
    ...[`--inh-caps=${granted}`, `--ambient-caps=${granted}`, `--bounding-set=${granted}`],
  ];
}

async function canReach(
  setpriv: string,
  privileges: readonly string[],
  { program, directory }: { program: string; directory: string },
): Promise<boolean> {
  try {
    // `test -x` asks as initdb does.
    const probe = 'cd "$1" && test -x "$2" && exec "$2" --version';
    await run(setpriv, [...privileges, '--', '/bin/sh', '-c', probe, 'probe', directory, program]);
    return true;
  } catch {
    return false;
  }
}

async function lookUp(name: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}
