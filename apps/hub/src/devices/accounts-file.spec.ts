import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeUserKey } from '#identity';
import { AccountsFile } from './accounts-file.js';

describe('the file of accounts', () => {
  let folder: string;
  let file: AccountsFile;
  let pidFile: string;
  const principals = { hubKeys: [makeUserKey().publicKey], operatorKeys: [], devices: [] };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kerbline-accounts-'));
    pidFile = join(folder, 'nats.pid');
    file = new AccountsFile({ file: join(folder, 'accounts.conf'), pidFile });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is written once for the same principals, and waits for a server that does not run', () => {
    expect(file.put(principals)).toBe(true);
    expect(readFileSync(join(folder, 'accounts.conf'), 'utf8')).toContain(principals.hubKeys[0]);
    expect(file.put(principals)).toBe(false);
  });

  it('is told of again when the server could not be told at first, for a revoked key would hold for ever', async () => {
    // What cannot be read as a file stands for a signal that is not allowed.
    mkdirSync(pidFile);
    expect(() => file.put(principals)).toThrow();
    rmdirSync(pidFile);
    const server = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)']);
    await once(server, 'spawn');
    writeFileSync(pidFile, String(server.pid));
    const ended = once(server, 'exit');
    expect(file.put(principals)).toBe(false);
    expect(await ended).toEqual([null, 'SIGHUP']);
  });
});
