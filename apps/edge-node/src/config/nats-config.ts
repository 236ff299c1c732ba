import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deviceInboxPrefix } from '#events';
import { natsOptions, plaintextProblem } from '#events/nats';
import type { NatsAddress, NatsCredentials } from '#events/nats';
import { KeyError, readBoxIdentity } from '#identity';
import type { BoxIdentity } from '#identity';
import { codeOf } from './documents.js';
import type { EdgeConfig, NatsConfig } from './edge-config.js';
import type { EdgeFile } from './edge-schema.js';
import { fillReferences } from './references.js';
import type { Environment } from './references.js';

const DEFAULT_NATS_URL = 'nats://127.0.0.1:4222';
/** In the state directory. */
export const IDENTITY_FOLDER = 'identity';

/** What a client of this box's broker needs; `purpose` tells the box's connections apart in the server's monitoring. */
export function natsAddress({ deviceId, nats }: EdgeConfig, purpose = ''): NatsAddress {
  const { url, credentials, caFile } = nats;
  return {
    url,
    inboxPrefix: deviceInboxPrefix(deviceId),
    name: `kerbline box ${deviceId}${purpose && ` ${purpose}`}`,
    ...(credentials === null ? {} : { credentials }),
    ...(caFile === null ? {} : { caFile }),
  };
}

/** Where the broker is and who this box is to it: what the file says, else what it got by enrolling. */
export function natsConfig(
  { device, nats, state }: EdgeFile,
  environment: Environment,
  folder: string,
): { readonly value: NatsConfig; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const identity = ownIdentity(nats.identity ?? join(state, IDENTITY_FOLDER), device, folder, problems);
  const written = environment['NATS_URL'] ?? nats.url ?? identity?.servers.join(',') ?? DEFAULT_NATS_URL;
  const url = checkedUrl(written, environment, problems);
  const caFile = nats.ca === undefined ? (identity?.caFile ?? null) : resolve(folder, nats.ca);
  if (caFile !== null && !existsSync(caFile)) problems.push(`nats.ca: the file ${caFile} does not exist`);
  const value = {
    url,
    credentials: credentials(nats.credentials, identity, folder, problems),
    caFile,
  };
  return { value, problems };
}

function ownIdentity(path: string, device: string, folder: string, problems: string[]): BoxIdentity | null {
  try {
    const identity = readBoxIdentity(resolve(folder, path));
    if (identity === null || identity.deviceId === device) return identity;
    problems.push(`device is "${device}", but this box is enrolled as "${identity.deviceId}"`);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    problems.push(`nats.identity: ${error.message}`);
  }
  return null;
}

function checkedUrl(written: string, environment: Environment, problems: string[]): string {
  const filled = fillReferences(written, environment);
  if ('problems' in filled) {
    problems.push(...filled.problems.map((problem) => `nats.url: ${problem}`));
    return DEFAULT_NATS_URL;
  }
  try {
    natsOptions({ url: filled.text, name: 'check' });
    const isOpenAllowed = environment['KERBLINE_ALLOW_PLAINTEXT'] === 'yes';
    const problem = isOpenAllowed ? null : plaintextProblem(filled.text);
    if (problem !== null) problems.push(`nats.url: ${problem}`);
  } catch {
    problems.push('nats.url is not an address: expected nats://host:port or tls://host:port');
  }
  return filled.text;
}

function credentials(
  path: string | undefined,
  identity: BoxIdentity | null,
  folder: string,
  problems: string[],
): NatsCredentials | null {
  if (path === undefined) return identity ? { type: 'nkey', seed: identity.seed } : null;
  try {
    return { type: 'creds', text: readFileSync(resolve(folder, path), 'utf8') };
  } catch (error) {
    problems.push(`nats.credentials: the file cannot be read: ${codeOf(error)}`);
    return null;
  }
}
