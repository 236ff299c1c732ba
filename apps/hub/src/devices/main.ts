import { setTimeout as wait } from 'node:timers/promises';
import { isUserPublicKey, makeUserKey, readLeaf, readOrMakeUserKey, siteAccounts, writePrivateFile } from '#identity';
import type { Noted } from '../audit/audited-commands.js';
import { AccountsFile } from './accounts-file.js';
import { withDatabase } from './database-client.js';
import { DeviceProblem, DeviceRegistry } from './device-registry.js';
import type { ListedDevice } from './device-registry.js';

type Say = (text: string) => void;

/** How a box gets its key: by a code that it trades, or from a key that is made or given here. */
interface KeyChoice {
  /** A file for the seed, `-` to print it. */
  readonly seedOut?: string;
  readonly publicKey?: string;
}

/** How often `device accounts --watch` looks. */
const LOOK_MS = 1_000;

export async function addDevice(
  { id, city, camera = [], ...choice }: { id: string; city: string; camera?: readonly string[] } & KeyChoice,
  say: Say,
): Promise<void> {
  await withRegistry(async (registry, noted) => {
    await registry.check(id, city);
    const cameras = camera.length > 0 ? ` with ${camera.join(' ')}` : '';
    await noted({ cityId: city, action: 'device add', subject: `${id}${cameras}: ${keyWord(choice)}` }, async () => {
      await registry.add(id, city);
      if (camera.length > 0) await registry.assignCameras(id, camera);
      await giveKey(registry, id, choice, say);
    });
  });
}

/** A new key or code for a box that is there already. */
export async function rotateDevice({ id, ...choice }: { id: string } & KeyChoice, say: Say): Promise<void> {
  await withRegistry(async (registry, noted) => {
    const deed = { cityId: await registry.cityOf(id), action: 'device rotate', subject: `${id}: ${keyWord(choice)}` };
    await noted(deed, () => giveKey(registry, id, choice, say));
  });
}

export async function revokeDevice(id: string, say: Say): Promise<void> {
  await withRegistry(async (registry, noted) => {
    const deed = { cityId: await registry.cityOf(id), action: 'device revoke', subject: id };
    await noted(deed, () => registry.revoke(id));
  });
  say(`${id} is revoked: its broker cuts it off within 5 s`);
}

export async function listDevices({ json = false }: { json?: boolean }, say: Say): Promise<void> {
  const devices = await withRegistry((registry) => registry.list());
  if (json) return say(JSON.stringify(devices, null, 2));
  const header = ['device', 'city', 'state', 'cameras', 'public key'];
  for (const line of columns([header, ...devices.map(listLine)])) say(line);
}

/** Keeps the accounts file of a broker on this machine, for servers that no hub stands beside. */
export async function keepAccounts(
  options: {
    out: string;
    pidFile: string;
    hubKey: readonly string[];
    operatorKey?: readonly string[];
    leaf?: readonly string[];
    watch?: boolean;
  },
  say: Say,
): Promise<void> {
  const { out, pidFile, hubKey, operatorKey = [], watch = false } = options;
  const leaves = (options.leaf ?? []).map(readLeaf);
  for (const key of [...hubKey, ...operatorKey]) {
    if (!isUserPublicKey(key)) throw new DeviceProblem('invalid', `"${key}" is no public key`);
  }
  const file = new AccountsFile({ file: out, pidFile });
  await withRegistry(async (registry) => {
    do {
      const devices = await registry.inForce();
      if (file.put({ hubKeys: hubKey, operatorKeys: operatorKey, devices, leaves }))
        say(`${out}: ${devices.length} devices`);
      if (watch) await wait(LOOK_MS);
    } while (watch);
  });
}

/** Who may come to the broker at a site: these boxes. Once: its file is carried there. */
export async function writeSiteAccounts(
  { out, box }: { out: string; box: readonly string[] },
  say: Say,
): Promise<void> {
  await withRegistry(async (registry) => {
    const devices = (await registry.inForce()).filter(({ id }) => box.includes(id));
    const missing = box.filter((id) => !devices.some((device) => device.id === id));
    if (missing.length > 0) throw new DeviceProblem('unknown', `no box in force has the id ${missing.join(', ')}`);
    writePrivateFile(out, siteAccounts(devices));
    say(`${out}: ${devices.length} devices`);
  });
}

/** The public key of this seed file, which is made when it is not there. */
export function keyFile(path: string, say: Say): void {
  say(readOrMakeUserKey(path).publicKey);
}

async function giveKey(
  registry: DeviceRegistry,
  id: string,
  { seedOut, publicKey }: KeyChoice,
  say: Say,
): Promise<void> {
  if (publicKey !== undefined) {
    await registry.setKey(id, publicKey);
    say(`${id} may connect with ${publicKey}`);
    return;
  }
  if (seedOut === undefined) {
    const { code, expiresAt } = await registry.issueCode(id);
    say(`${id} enrols with the code ${code}, once, until ${expiresAt.toISOString()}:`);
    say(`  kerbline enroll --hub https://YOUR-HUB --code ${code}`);
    return;
  }
  const key = makeUserKey();
  // On disk before it is in force: a key that nobody holds would lock the box out.
  if (seedOut !== '-') writePrivateFile(seedOut, `${key.seed}\n`);
  await registry.setKey(id, key.publicKey);
  say(seedOut === '-' ? key.seed : `${id} may connect with the seed in ${seedOut}`);
}

/** What the audit log says that a box got. */
function keyWord({ seedOut, publicKey }: KeyChoice): string {
  if (publicKey !== undefined) return `the key ${publicKey}`;
  return seedOut === undefined ? 'a code' : 'a key made here';
}

function withRegistry<T>(work: (registry: DeviceRegistry, noted: Noted) => Promise<T>): Promise<T> {
  return withDatabase(process.env, (database, noted) => work(new DeviceRegistry(database), noted));
}

function listLine({ id, cityId, state, cameras, publicKey }: ListedDevice): string[] {
  return [id, cityId, state, cameras.join(' ') || '-', publicKey ?? '-'];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
