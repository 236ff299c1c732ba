import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readUserKey, writePrivateFile } from './key-files.js';
import { KeyError } from './keys.js';

/** Who a box is, and where its broker is: what it has got by enrolling. */
export interface BoxIdentity {
  readonly deviceId: string;
  /** NATS addresses. */
  readonly servers: readonly string[];
  /** The PEM file of the authorities its broker's certificate is from; null: the system's, or no TLS. */
  readonly caFile: string | null;
  readonly seed: string;
}

const FACTS = 'device.json';
const KEY = 'device.nk';
const AUTHORITIES = 'ca.pem';

export function boxKeyFile(folder: string): string {
  return join(folder, KEY);
}

/** Writes what the key file does not hold; the facts come last, so that a folder with facts is whole. */
export function writeBoxIdentity(
  folder: string,
  { deviceId, servers, ca }: { deviceId: string; servers: readonly string[]; ca: string | null },
): void {
  const authorities = join(folder, AUTHORITIES);
  if (ca === null) rmSync(authorities, { force: true });
  else writePrivateFile(authorities, ca);
  writePrivateFile(join(folder, FACTS), `${JSON.stringify({ deviceId, servers })}\n`);
}

/** Null when nobody has enrolled here. Throws `KeyError` when what is there is damaged. */
export function readBoxIdentity(folder: string): BoxIdentity | null {
  const path = join(folder, FACTS);
  if (!existsSync(path)) return null;
  const { deviceId, servers } = readFacts(path);
  const caFile = join(folder, AUTHORITIES);
  return {
    deviceId,
    servers,
    caFile: existsSync(caFile) ? caFile : null,
    seed: readUserKey(boxKeyFile(folder)).seed,
  };
}

function readFacts(path: string): { readonly deviceId: string; readonly servers: readonly string[] } {
  try {
    const facts: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof facts === 'object' && facts !== null && 'deviceId' in facts && 'servers' in facts) {
      const { deviceId, servers } = facts;
      if (typeof deviceId === 'string' && Array.isArray(servers) && servers.every((url) => typeof url === 'string')) {
        return { deviceId, servers };
      }
    }
  } catch {
    // Said below, without quoting the file.
  }
  throw new KeyError(`${path} does not say who this box is: enrol it again`);
}
