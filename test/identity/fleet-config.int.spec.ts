import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FleetCameraConfig } from '#events';
import { CameraBucket } from '#events/nats';
import { boxKeyFile, readOrMakeUserKey, writeBoxIdentity } from '#identity';
import type { EdgeConfig } from '../../apps/edge-node/src/config/edge-config.js';
import { natsAddress } from '../../apps/edge-node/src/config/nats-config.js';
import { BoxFile } from '../../apps/edge-node/src/fleet/box-file.js';
import { FleetConfigs } from '../../apps/edge-node/src/fleet/fleet-configs.js';
import { PinoEventLog } from '../../apps/edge-node/src/logging/event-log.js';
import { configHistory, getConfig, putConfig } from '../../apps/hub/src/fleet/main.js';
import { description } from '../hub/support/records.js';
import { API_KEY, ClosedHub } from './support/closed-hub.js';

const WAIT = { timeout: 30_000, interval: 50 };
const DEVICE = 'pole-7';
const CAMERA = 'north';
const SECRET = 'Canary8';

let hub: ClosedHub;
let file: string;

beforeAll(async () => {
  hub = await ClosedHub.start();
  vi.stubEnv('DATABASE_URL', hub.settings.databaseUrl);
  const folder = join(hub.directory, 'box');
  await mkdir(folder);
  file = join(folder, 'edge.yaml');
  const source = `rtsp://ops:${SECRET}@10.0.0.5/street`;
  await writeFile(file, stringify({ device: DEVICE, cameras: [{ id: CAMERA, name: 'From the file', source }] }));
  const identity = join(folder, 'edge-state', 'identity');
  const { publicKey, seed } = readOrMakeUserKey(boxKeyFile(identity));
  writeBoxIdentity(identity, { deviceId: DEVICE, servers: [hub.settings.natsUrl], ca: null });
  await hub.registry.add(DEVICE, 'demo');
  await hub.registry.setKey(DEVICE, publicKey);
  const connection = await hub.connectBoxSoon(DEVICE, seed);
  await (await CameraBucket.open(connection)).put(description({ deviceId: DEVICE, cameraId: CAMERA }));
  await connection.close();
  await vi.waitFor(async () => expect((await get()).status).toBe(200), WAIT);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.stop();
});

interface Answer {
  readonly version: number;
  readonly changedBy: string | null;
  readonly running: { version: number | null; offeredVersion: number | null; problems: string[] } | null;
}

const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
const address = () => `${hub.url}/api/v1/cameras/${CAMERA}/config`;
const get = () => fetch(address(), { headers });
const shown = async () => (await (await get()).json()) as Answer;
const put = (config: object, ifMatch?: string) =>
  fetch(address(), {
    method: 'PUT',
    headers: { ...headers, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
    body: JSON.stringify(config),
  });

function zone(id: string, left: number): NonNullable<FleetCameraConfig['zones']>[number] {
  const polygon: [number, number][] = [
    [left, 0.1],
    [left + 0.2, 0.1],
    [left + 0.2, 0.4],
    [left, 0.4],
  ];
  return { id, kind: 'parking', polygon };
}

/** The part of a box that takes configurations, with cameras that only remember what they were told. */
function startBox() {
  const boxFile = new BoxFile(file, {});
  const applied: EdgeConfig[] = [boxFile.read()];
  const fleet = {
    get config(): EdgeConfig {
      return applied.at(-1) ?? boxFile.read();
    },
    apply: (config: EdgeConfig) => Promise.resolve(void applied.push(config)),
  };
  const log = new PinoEventLog({}, process.env['TEST_LOG_LEVEL'] ?? 'silent');
  const configs = new FleetConfigs({ address: natsAddress(fleet.config, 'fleet'), file: boxFile, fleet, log });
  configs.start();
  const stop = () => configs.stop();
  onTestFinished(stop);
  const zones = () => fleet.config.cameras[0]?.zones.map(({ id }) => id);
  return { applied, zones, stop };
}

async function said(work: (say: (text: string) => void) => Promise<void>): Promise<string> {
  const lines: string[] = [];
  await work((text) => lines.push(text));
  return lines.join('\n');
}

describe("a camera's configuration at the hub", () => {
  it('is a new version for whoever saw the last one, and refused to everybody else', async () => {
    const before = await get();
    const etag = before.headers.get('etag') ?? '';
    expect((await put({ zones: [zone('bay_a', 0.1)] })).status).toBe(428);
    const made = await put({ zones: [zone('bay_a', 0.1)] }, etag);
    expect(made.status).toBe(200);
    expect((await put({ zones: [] }, etag)).status).toBe(412);
    expect(await shown()).toMatchObject({ version: Number(etag.replaceAll('"', '')) + 1 });
    expect((await shown()).changedBy).not.toBeNull();
  });

  it("takes no camera's address, and does not repeat what it refuses", async () => {
    const refused = await put({ source: `rtsp://ops:${SECRET}@10.0.0.5/street` }, '"1"');
    expect(refused.status).toBe(400);
    expect(await refused.text()).not.toContain(SECRET);
  });
});

describe('a box', () => {
  it('runs what the hub wants at once, says so, and keeps its own address to itself', async () => {
    const box = startBox();
    await vi.waitFor(() => expect(box.zones()).toEqual(['bay_a']), WAIT);
    const { version } = await shown();
    await vi.waitFor(async () => expect((await shown()).running).toMatchObject({ version, problems: [] }), WAIT);
    expect((await put({ zones: [zone('bay_b', 0.5)], name: 'From the hub' }, `"${version}"`)).status).toBe(200);
    await vi.waitFor(() => expect(box.zones()).toEqual(['bay_b']), WAIT);
    expect(box.applied.at(-1)?.cameras[0]?.name).toBe('From the hub');
    await vi.waitFor(async () => expect((await shown()).running?.version).toBe(version + 1), WAIT);
    expect(await (await get()).text()).not.toMatch(/rtsp|Canary/);
  });

  it('goes on as before with one that does not pass its own checks, and tells the hub why', async () => {
    const box = startBox();
    const { version } = await shown();
    const overlapping = [zone('bay_c', 0.5), zone('bay_d', 0.51)];
    expect((await put({ zones: overlapping }, `"${version}"`)).status).toBe(200);
    await vi.waitFor(async () => {
      const { running } = await shown();
      expect(running).toMatchObject({ version, offeredVersion: version + 1 });
      expect(running?.problems.join()).toMatch(/cameras\[0\]\.zones: .*bay_c/);
    }, WAIT);
    expect(box.zones()).toEqual(['bay_b']);
    expect(box.applied).toHaveLength(1);
  });

  it('starts without a broker with the last one that was good', () => {
    const config = new BoxFile(file, { NATS_URL: 'nats://127.0.0.1:1' }).read();
    expect(config.cameras[0]).toMatchObject({ name: 'From the hub', zones: [{ id: 'bay_b' }] });
    expect(config.cameras[0]?.address).toMatchObject({ kind: 'rtsp' });
  });
});

describe('the command line', () => {
  it('makes a version, shows it with what the box says, and tells who made which', async () => {
    const box = startBox();
    const camera = `${DEVICE}/${CAMERA}`;
    const wanted = join(hub.directory, 'north.yaml');
    await writeFile(wanted, stringify({ zones: [zone('bay_e', 0.3)] }));
    await said((say) => putConfig(camera, { file: wanted, as: 'Ada of the traffic office' }, say));
    await vi.waitFor(() => expect(box.zones()).toEqual(['bay_e']), WAIT);
    await vi.waitFor(async () => {
      const state = JSON.parse(await said((say) => getConfig(camera, say))) as Answer;
      expect(state.running?.version).toBe(state.version);
    }, WAIT);
    expect((await said((say) => configHistory(camera, say))).split('\n')[0]).toMatch(
      /Ada of the traffic office {2}1 zones$/,
    );
  });
});
