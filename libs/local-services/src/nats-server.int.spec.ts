import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { isPortFree } from './free-port.js';
import { startNatsServer } from './nats-server.js';

describe('startNatsServer', () => {
  let directory: string;
  const start = async () => {
    const server = await startNatsServer({ directory });
    onTestFinished(() => server.stop());
    return server;
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kerbline-nats-'));
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('keeps a stream over a restart and leaves its port free when stopped', async () => {
    const first = await start();
    const writer = await connect({ servers: first.url });
    const streams = await jetstreamManager(writer);
    await streams.streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    await jetstream(writer).publish('kept.one', 'a');
    await writer.close();
    await first.stop();
    expect(await isPortFree(Number(new URL(first.url).port))).toBe(true);

    const second = await start();
    const reader = await connect({ servers: second.url });
    const found = await (await jetstreamManager(reader)).streams.info('KEPT');
    expect(found.state.messages).toBe(1);
    await reader.close();
  });

  it('starts again after the server was killed with kill -9', async () => {
    const killed = await start();
    process.kill(killed.pid, 'SIGKILL');
    await killed.stop();
    await start();
  });

  it('names KERBLINE_NATS_SERVER when it points nowhere', async () => {
    vi.stubEnv('KERBLINE_NATS_SERVER', '/nowhere/nats-server');
    await expect(startNatsServer({ directory })).rejects.toThrow('KERBLINE_NATS_SERVER is "/nowhere/nats-server"');
  });
});
