import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectNats } from '#events/nats';
import { packageRoot, startNatsServer } from '#local-services';
import type { RunningService } from '#local-services';

const run = promisify(execFile);

let directory: string;
let broker: RunningService;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-tls-'));
  await run(process.execPath, [join(packageRoot(), 'bin', 'kerbline'), 'dev-ca', '--out', directory]);
  const tls = { cert_file: join(directory, 'server.pem'), key_file: join(directory, 'server.key') };
  broker = await startNatsServer({ directory: join(directory, 'nats'), extra: `tls ${JSON.stringify(tls)}` });
});

afterAll(async () => {
  await broker.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('a broker with a certificate of the development authority', () => {
  const secured = () => broker.url.replace('nats:', 'tls:');

  it('is trusted by whoever is told of the authority', async () => {
    const connection = await connectNats({ url: secured(), name: 'box', caFile: join(directory, 'ca.pem') });
    await connection.flush();
    await connection.close();
  });

  it('is trusted by nobody else', async () => {
    await expect(connectNats({ url: secured(), name: 'box' })).rejects.toThrow(/is not reachable/);
  });

  it('is refused by a name that does not stand in its certificate', async () => {
    const other = secured().replace('127.0.0.1', '127.0.0.2');
    await expect(connectNats({ url: other, name: 'box', caFile: join(directory, 'ca.pem') })).rejects.toThrow(
      /is not reachable/,
    );
  });
});

it('a server without TLS is refused by an address that asks for it', async () => {
  const open = await startNatsServer({ directory: join(directory, 'open') });
  try {
    await expect(connectNats({ url: open.url.replace('nats:', 'tls:'), name: 'box' })).rejects.toThrow(/not reachable/);
  } finally {
    await open.stop();
  }
});
