import { join } from 'node:path';
import { boxKeyFile, brokerAccounts, readOrMakeUserKey, writeBoxIdentity, writePrivateFile } from '#identity';
import type { DemoHome } from './demo-home.js';
import { DEMO_DEVICE } from './edge-config.js';

/** The demo's broker is closed like any other: only its hub and its box have keys. */
export interface DemoKeys {
  /** What the broker starts with. */
  readonly files: { readonly accountsFile: string; readonly pidFile: string };
  /** What the hub keeps them by. */
  readonly hubVariables: Readonly<Record<string, string>>;
}

/** Makes the keys of the hub and the box once, enrols the box, and writes the accounts the broker starts with. */
export function demoKeys(home: DemoHome): DemoKeys {
  const hubKeyFile = join(home.nats, 'hub.nk');
  const hub = readOrMakeUserKey(hubKeyFile);
  const box = readOrMakeUserKey(boxKeyFile(home.boxIdentity));
  // Where the broker is, the box learns from its environment: the port changes with every start.
  writeBoxIdentity(home.boxIdentity, { deviceId: DEMO_DEVICE, servers: ['nats://127.0.0.1:4222'], ca: null });
  const files = { accountsFile: join(home.nats, 'accounts.conf'), pidFile: join(home.nats, 'nats.pid') };
  const devices = [{ id: DEMO_DEVICE, publicKey: box.publicKey }];
  writePrivateFile(files.accountsFile, brokerAccounts({ hubKeys: [hub.publicKey], operatorKeys: [], devices }));
  const hubVariables = {
    KERBLINE_NATS_NKEY: hubKeyFile,
    KERBLINE_NATS_ACCOUNTS: files.accountsFile,
    KERBLINE_NATS_PID_FILE: files.pidFile,
    KERBLINE_DEVICES: `${DEMO_DEVICE}=${box.publicKey}`,
  };
  return { files, hubVariables };
}
