import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerAccounts, makeUserKey, writePrivateFile } from '#identity';
import { natsServerPath } from '#local-services';
import { ROOT, readInfra } from './support/infra.js';

const run = promisify(execFile);
const CLUSTER = ['cluster-1.conf', 'cluster-2.conf', 'cluster-3.conf'];
const FILES = ['single.conf', ...CLUSTER, 'leaf.conf'];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kerbline-nats-files-'));
  await run(process.execPath, [join(ROOT, 'bin/kerbline'), 'dev-ca', '--out', folder]);
  const accounts = brokerAccounts({
    hubKeys: [makeUserKey().publicKey],
    operatorKeys: [],
    devices: [{ id: 'box-1', publicKey: makeUserKey().publicKey }],
  });
  writePrivateFile(join(folder, 'kerbline', 'accounts.conf'), accounts);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The server's verdict on a file whose folders are these tests'; it loads the certificates too. */
async function verdict(text: string): Promise<string> {
  const file = join(folder, 'nats-server.conf');
  await writeFile(file, text.replaceAll(/"\/(etc|run|var\/lib)\/nats/g, `"${folder}`));
  const { stderr } = await run(natsServerPath(), ['-t', '-c', file]).catch(
    (error: unknown) => error as { stderr: string },
  );
  return stderr;
}

describe.each(FILES)('%s', (name) => {
  it('is a configuration that the installed server takes', async () => {
    expect(await verdict(readInfra(`nats/${name}`))).toMatch(/configuration file .* is valid/);
  });

  it('is one no more once a word of it is unknown', async () => {
    const misspelled = readInfra(`nats/${name}`).replace('max_payload', 'max_load');
    expect(await verdict(misspelled)).toContain('max_load');
  });
});

it('leafnodes.conf goes together with a server that has none yet', async () => {
  const both = `${readInfra('nats/single.conf')}\n${readInfra('nats/leafnodes.conf')}`;
  expect(await verdict(both)).toMatch(/configuration file .* is valid/);
  for (const file of ['single.conf', ...CLUSTER]) expect(readInfra(`nats/${file}`)).not.toMatch(/^leafnodes/m);
});

describe('the files of the cluster', () => {
  const texts = CLUSTER.map((name) => readInfra(`nats/${name}`));

  it('differ in the name of the server and its routes alone', () => {
    const same = texts.map((text) =>
      text
        .replace(/^# Server \d/, '')
        .replace(/^server_name.*$/m, '')
        .replace(/routes: \[[^\]]*\]/, ''),
    );
    expect(new Set(same).size).toBe(1);
    expect(new Set(texts.map((text) => /^server_name.*$/m.exec(text)?.[0])).size).toBe(texts.length);
  });

  it('name the two other servers as routes', () => {
    const routes = texts.map((text) => [...text.matchAll(/broker-(\d)\.example/g)].map(([, index]) => Number(index)));
    expect(routes).toEqual([
      [2, 3],
      [1, 3],
      [1, 2],
    ]);
  });
});
