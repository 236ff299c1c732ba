import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { brokerAccounts, makeUserKey, writePrivateFile } from '#identity';
import { freePort, natsServerPath } from '#local-services';
import type { GuardedProcess } from '#local-services';
import { Authority } from './support/authority.js';
import { startConfiguredBroker } from './support/configured-broker.js';

const WAIT = { timeout: 30_000, interval: 25 };

let folder: string;
let authority: Authority;
let city: GuardedProcess;
let routePort: number;
let strangers: ChildProcess[];

beforeEach(async () => {
  strangers = [];
  folder = await mkdtemp(join(tmpdir(), 'kerbline-routes-'));
  authority = await Authority.found(join(folder, 'authority'));
  await authority.certify('broker-1.example.org', join(folder, 'city'));
  const accounts = brokerAccounts({ hubKeys: [makeUserKey().publicKey], operatorKeys: [], devices: [] });
  writePrivateFile(join(folder, 'city', 'kerbline', 'accounts.conf'), accounts);
  routePort = await freePort();
  city = await startConfiguredBroker({
    folder: join(folder, 'city'),
    file: 'cluster-1.conf',
    changes: [
      ['"0.0.0.0:4222"', `"127.0.0.1:${await freePort()}"`],
      ['"0.0.0.0:6222"', `"127.0.0.1:${routePort}"`],
    ],
  });
});

afterEach(async () => {
  for (const stranger of strangers) stranger.kill('SIGKILL');
  await city.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A server of the cluster's name with a certificate of the city's authority; what it says of its way in. */
async function serverNamed(name: string): Promise<() => string> {
  const at = join(folder, name);
  await authority.certify(name, at);
  const file = join(at, 'server.conf');
  const tls = `cert_file: "${at}/server.pem", key_file: "${at}/server.key", ca_file: "${at}/ca.pem", insecure: true`;
  await writeFile(
    file,
    `listen: "127.0.0.1:${await freePort()}"
debug: true
cluster {
  name: "kerbline"
  listen: "127.0.0.1:${await freePort()}"
  tls { ${tls} }
  routes: ["nats-route://127.0.0.1:${routePort}"]
}
`,
  );
  let said = '';
  const stranger = spawn(natsServerPath(), ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  strangers.push(stranger);
  stranger.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return () => said;
}

describe('the routes of a cluster', () => {
  it('let in a server that is named among them, and nobody else of the same authority, such as a site', async () => {
    const named = await serverNamed('broker-2.example.org');
    await vi.waitFor(() => expect(named()).toContain('Registering remote route'), WAIT);
    const site = await serverNamed('harbour.leaf');
    const refusals = () => site().split('Authorization Violation').length - 1;
    // It comes again a second later: by then the first would have been refused too.
    await vi.waitFor(() => expect(refusals()).toBeGreaterThanOrEqual(2), WAIT);
    expect(named()).not.toContain('Authorization Violation');
    expect(named()).not.toContain('Router connection closed');
  });
});
