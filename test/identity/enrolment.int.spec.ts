import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CameraBucket, JetStreamRecordPublisher } from '#events/nats';
import { makeUserKey, readBoxIdentity } from '#identity';
import { enrol } from '../../apps/edge-node/src/enrolment/enrol.js';
import { addDevice, listDevices, revokeDevice, rotateDevice } from '../../apps/hub/src/devices/main.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { Stop, description } from '../hub/support/records.js';
import { API_KEY, ClosedHub } from './support/closed-hub.js';

const WAIT = { timeout: 30_000, interval: 50 };
/** What the city is promised. */
const CUT_OFF_MS_MAX = 5_000;

let hub: ClosedHub;

beforeAll(async () => {
  hub = await ClosedHub.start();
  vi.stubEnv('DATABASE_URL', hub.settings.databaseUrl);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.stop();
});

/** What the command line prints. */
async function said(work: (say: (text: string) => void) => Promise<void>): Promise<string> {
  const lines: string[] = [];
  await work((text) => lines.push(text));
  return lines.join('\n');
}

async function codeFor(id: string): Promise<string> {
  const text = await said((say) => addDevice({ id, city: 'demo' }, say));
  return /code (\S+),/.exec(text)?.[1] ?? 'none';
}

const boxFolder = (id: string) => join(hub.directory, 'boxes', id);
const enrolBox = (id: string, code: string, change: { hub?: string; isAgain?: boolean } = {}) =>
  enrol({ hub: hub.url, code, folder: boxFolder(id), mayBePlaintext: false, isAgain: false, ...change });

async function listed(id: string) {
  const devices = JSON.parse(await said((say) => listDevices({ json: true }, say))) as { id: string; state: string }[];
  return devices.find((device) => device.id === id);
}

describe('a box with a code', () => {
  it('makes its own key, is let in by the broker, and keeps its seed to itself', async () => {
    const code = await codeFor('pole-17');
    expect(await listed('pole-17')).toMatchObject({ state: 'waiting', cityId: 'demo', publicKey: null });
    const answer = await enrolBox('pole-17', code.toLowerCase());
    expect(answer).toEqual({ deviceId: 'pole-17', cityId: 'demo', servers: [hub.settings.natsUrl], ca: null });
    const identity = readBoxIdentity(boxFolder('pole-17'));
    expect(identity).toMatchObject({ deviceId: 'pole-17', servers: [hub.settings.natsUrl], caFile: null });
    for (const file of ['device.json', 'device.nk']) {
      expect(statSync(join(boxFolder('pole-17'), file)).mode & 0o777).toBe(0o600);
    }
    const connection = await hub.connectBoxSoon('pole-17', identity?.seed ?? '');
    await (await CameraBucket.open(connection)).put(description({ deviceId: 'pole-17', cameraId: 'north' }));
    await connection.close();
    expect(await listed('pole-17')).toMatchObject({ state: 'enrolled' });
    expect(JSON.stringify(await listed('pole-17'))).not.toContain(identity?.seed);
  });

  it('gets the same answer again when it asks with the same key, and any other key gets none', async () => {
    const code = await codeFor('pole-18');
    const first = await enrolBox('pole-18', code);
    expect(await enrolBox('pole-18', code, { isAgain: true }).catch((error: Error) => error.message)).toBe(
      'the hub refuses: this code has been used: ask for a new one',
    );
    const { publicKey } = (await hub.registry.list()).find(({ id }) => id === 'pole-18') ?? {};
    expect(await hub.registry.enrol(code, publicKey ?? '')).toEqual({ deviceId: first.deviceId, cityId: 'demo' });
    await expect(hub.registry.enrol(code, makeUserKey().publicKey)).rejects.toThrow('this code has been used');
  });

  it('is told in one sentence what is wrong with a code', async () => {
    const wrong = (code: string) => enrolBox('pole-19', code).then(String, (error: Error) => error.message);
    expect(await wrong('nonsense')).toBe('this is no code: expected 16 letters such as 7KQ2-M0XE-93TD-VB5A');
    expect(await wrong('0000-0000-0000-0000')).toBe(
      'the hub refuses: this code is not known: check it, or ask for a new one',
    );
    const former = await codeFor('pole-19');
    await codeFor('pole-19');
    expect(await wrong(former)).toBe('the hub refuses: this code is no longer valid: ask for a new one');
    expect(readBoxIdentity(boxFolder('pole-19'))).toBeNull();
  });

  it('does not send its code in plain text over a network', async () => {
    const code = '7KQ2-M0XE-93TD-VB5A';
    await expect(enrolBox('pole-20', code, { hub: 'http://hub.example.org' })).rejects.toThrow(
      /^hub\.example\.org would be spoken to in plain text/,
    );
    await expect(enrolBox('pole-20', code, { hub: 'http://127.0.0.1:1' })).rejects.toThrow(/is not reachable/);
  });
});

describe('an operator', () => {
  it('revokes a box, which is cut off within five seconds and stays out', async () => {
    await enrolBox('pole-21', await codeFor('pole-21'));
    const seed = readBoxIdentity(boxFolder('pole-21'))?.seed ?? '';
    const connection = await hub.connectBoxSoon('pole-21', seed);
    const gone = (async () => {
      for await (const { type } of connection.status()) if (type === 'disconnect') return performance.now();
      return performance.now();
    })();
    const revokedMs = performance.now();
    expect(await said((say) => revokeDevice('pole-21', say))).toMatch(/^pole-21 is revoked/);
    expect((await gone) - revokedMs).toBeLessThan(CUT_OFF_MS_MAX);
    await connection.close();
    await expect(hub.connectBox('pole-21', seed)).rejects.toThrow(/not reachable/);
    expect(await listed('pole-21')).toMatchObject({ state: 'revoked' });
    await expect(said((say) => revokeDevice('pole-21', say))).rejects.toThrow('has no key in force');
  });

  it('rotates a key: the old one holds until the box has the new one, and then no more', async () => {
    await enrolBox('pole-22', await codeFor('pole-22'));
    const old = readBoxIdentity(boxFolder('pole-22'))?.seed ?? '';
    const text = await said((say) => rotateDevice({ id: 'pole-22' }, say));
    await (await hub.connectBoxSoon('pole-22', old)).close();
    await enrolBox('pole-22', /code (\S+),/.exec(text)?.[1] ?? '', { isAgain: true });
    const fresh = readBoxIdentity(boxFolder('pole-22'))?.seed ?? '';
    expect(fresh).not.toBe(old);
    await (await hub.connectBoxSoon('pole-22', fresh)).close();
    await expect(hub.connectBox('pole-22', old)).rejects.toThrow(/not reachable/);
  });

  it('writes a seed to a file that only its owner can read, or has it printed once', async () => {
    const seedOut = join(hub.directory, 'pole-23.nk');
    await said((say) => addDevice({ id: 'pole-23', city: 'demo', seedOut }, say));
    expect(statSync(seedOut).mode & 0o777).toBe(0o600);
    const printed = await said((say) => rotateDevice({ id: 'pole-23', seedOut: '-' }, say));
    expect(printed).toMatch(/^SU[A-Z2-7]{56}$/);
    await (await hub.connectBoxSoon('pole-23', printed)).close();
  });

  it('is told what cannot be', async () => {
    const add = (id: string, city: string) => said((say) => addDevice({ id, city }, say));
    await expect(add('pole-24', 'atlantis')).rejects.toThrow('there is no city "atlantis"');
    await expect(add('pole.24', 'demo')).rejects.toThrow('"pole.24" is no device id');
    await expect(said((say) => revokeDevice('pole-24', say))).rejects.toThrow('there is no device "pole-24"');
  });
});

describe('a camera', () => {
  const camera = async (id: string) => {
    const response = await fetch(`${hub.url}/api/v1/cameras`, { headers: { authorization: `Bearer ${API_KEY}` } });
    const { data } = (await response.json()) as { data: { id: string; deviceId: string; name: string }[] };
    return data.find((listed) => listed.id === id);
  };

  it('stays the box’s that described it first, until an operator gives it to another', async () => {
    const boxes = await Promise.all(
      ['thief', 'owner'].map(async (id) => {
        const { seed, publicKey } = makeUserKey();
        await said((say) => addDevice({ id, city: 'demo', publicKey }, say));
        const connection = await hub.connectBoxSoon(id, seed);
        return { bucket: await CameraBucket.open(connection), connection };
      }),
    );
    const [thief, owner] = boxes;
    const describe = (deviceId: string, name: string, cameraId = 'corner') => description({ deviceId, cameraId, name });
    await owner?.bucket.put(describe('owner', 'ours'));
    await vi.waitFor(async () => expect(await camera('corner')).toMatchObject({ name: 'ours' }), WAIT);
    await thief?.bucket.put(describe('thief', 'stolen'));
    await thief?.bucket.put(describe('thief', 'own', 'elsewhere'));
    await vi.waitFor(async () => expect(await camera('elsewhere')).toBeDefined(), WAIT);
    expect(await camera('corner')).toMatchObject({ name: 'ours', deviceId: 'owner' });
    const record = new Stop(Date.now() - 60_000, { cameraId: 'corner' }).started();
    if (thief) await new JetStreamRecordPublisher(thief.connection).publish('thief', record);
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${hub.url}/metrics`)).text();
      expect(metrics).toMatch(/settled="term"\} [1-9]/);
    }, WAIT);
    expect(await hub.app.get(Database).query('select 1 from events where device_id = $1', ['thief'])).toEqual([]);
    await said((say) =>
      addDevice({ id: 'thief', city: 'demo', camera: ['corner'], publicKey: makeUserKey().publicKey }, say),
    );
    await hub.registry.assignCameras('thief', ['corner']);
    await owner?.connection.close();
    await thief?.connection.close();
    expect((await listed('thief')) as unknown).toMatchObject({ cameras: ['corner', 'elsewhere'] });
  });
});
