import { jetstreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CAMERA_BUCKET,
  CONFIG_BUCKET,
  CONFIG_REPORT_BUCKET,
  DEAD_LETTER_STREAM,
  RECORD_STREAM,
  batchSubject,
  recordSubject,
  settledSubject,
} from '#events';
import { CameraBucket } from '#events/nats';
import { HUB } from '#identity';
import { ClosedBroker, GONE } from '../../bench/support/closed-broker.js';
import { OTHER, OWN, RULES, exampleOf, isPattern, tryPermissions } from '../../bench/support/permission-matrix.js';
import type { RawLeaf } from '../../bench/support/raw-leaf.js';
import { ConnectionRefusedError } from '../../bench/support/raw-lines.js';
import { RawNatsClient } from '../../bench/support/raw-nats-client.js';
import { description } from '../hub/support/records.js';

const WAIT = { timeout: 30_000, interval: 20 };

let broker: ClosedBroker;
let hub: NatsConnection;

beforeAll(async () => {
  broker = await ClosedBroker.start();
  hub = await broker.connect(broker.hub, HUB);
});

afterAll(async () => {
  await hub.close();
  await broker.stop();
});

const stored = async (stream: string) => (await (await jetstreamManager(hub)).streams.info(stream)).state.messages;

describe('the broker', () => {
  it('ends the connection of a box as soon as its key is revoked, and lets it in no more', async () => {
    const box = await RawNatsClient.connect(broker.port, broker.revoked.seed);
    const bystander = await RawNatsClient.connect(broker.port, broker.own.seed);
    broker.revoke();
    await box.ended();
    await expect(RawNatsClient.connect(broker.port, broker.revoked.seed)).rejects.toThrow(ConnectionRefusedError);
    expect(await bystander.publish(batchSubject(OWN))).toBeNull();
    bystander.close();
  });

  it('lets nobody in without a key', async () => {
    await expect(RawNatsClient.connect(broker.port, null)).rejects.toThrow(/Authorization Violation/);
  });

  it('allows each principal what it needs and nothing else, on every kind of subject', async () => {
    const cells = await tryPermissions(broker.port, broker.seeds, null);
    const wrong = cells.filter(({ isAllowed, isExpected }) => isAllowed !== isExpected);
    expect(wrong.map(({ principal, direction, subject }) => `${principal} ${direction} ${subject}`)).toEqual([]);
    expect(cells.length).toBeGreaterThan(500);
  });

  it('keeps a box from having its acknowledgement sent to the JetStream API', async () => {
    const box = await RawNatsClient.connect(broker.port, broker.own.seed);
    const streams = [RECORD_STREAM, DEAD_LETTER_STREAM, `KV_${CAMERA_BUCKET}`, `KV_${CONFIG_BUCKET}`];
    hub.publish(`$KV.${CONFIG_BUCKET}.${OWN}.cam`, '{}');
    hub.publish('kerbline.v1.dead.box-1.cam', 'kept');
    await box.publish(`$KV.${CAMERA_BUCKET}.${OWN}.cam`, { payload: '{}' });
    await box.publish(recordSubject(OWN, 'cam', 'park_start'), { payload: 'a' });
    await vi.waitUntil(async () => (await Promise.all(streams.map(stored))).every((count) => count > 0), WAIT);
    const targets = [
      ...streams.flatMap((stream) => [`$JS.API.STREAM.PURGE.${stream}`, `$JS.API.STREAM.DELETE.${stream}`]),
      '$JS.API.ACCOUNT.PURGE.KERBLINE_HUB',
      recordSubject(OTHER, 'cam', 'park_start'),
      `$KV.${CONFIG_BUCKET}.${OTHER}.cam`,
    ];
    const before = await stored(RECORD_STREAM);
    for (const reply of targets) await box.publish(recordSubject(OWN, 'cam', 'park_start'), { reply, payload: 'b' });
    await vi.waitUntil(async () => (await stored(RECORD_STREAM)) >= before + targets.length, WAIT);
    expect(await stored(RECORD_STREAM)).toBe(before + targets.length);
    for (const stream of streams) expect(await stored(stream)).toBeGreaterThan(0);
    box.close();
  });

  it.each(['all', 'sub'])('keeps a box from wiping out others’ words with a roll-up of %s', async (scope) => {
    hub.publish(`$KV.${CONFIG_BUCKET}.${OTHER}.cam`, '{}');
    const other = await broker.connect(broker.other, OTHER);
    const own = await broker.connect(broker.own, OWN);
    const subjects = (device: string) => [
      recordSubject(device, 'cam', 'park_start'),
      `$KV.${CAMERA_BUCKET}.${device}.cam`,
      `$KV.${CONFIG_REPORT_BUCKET}.${device}.cam`,
    ];
    for (const subject of subjects(OTHER)) await other.request(subject, '{}', { timeout: 5_000 });
    const streams = [RECORD_STREAM, `KV_${CAMERA_BUCKET}`, `KV_${CONFIG_REPORT_BUCKET}`];
    const before = await Promise.all(streams.map(stored));
    for (const subject of subjects(OWN)) {
      const rollUp = headers();
      rollUp.set('Nats-Rollup', scope);
      const answer = await own.request(subject, '{}', { timeout: 5_000, headers: rollUp });
      expect(answer.json(), subject).toHaveProperty('error');
    }
    expect(await Promise.all(streams.map(stored))).toEqual(before);
    await Promise.all([other.close(), own.close()]);
  });
});

describe('a box with its own key', () => {
  it('describes its cameras to the hub', async () => {
    const connection = await broker.connect(broker.own, OWN);
    await (await CameraBucket.open(connection)).put(description({ deviceId: OWN }));
    for await (const camera of (await CameraBucket.create(hub)).watch()) {
      if (camera.cameraId !== description().cameraId) continue;
      expect(camera.deviceId).toBe(OWN);
      break;
    }
    await connection.close();
  });

  it('hears what the hub has committed of its own, and not of others', async () => {
    const connection = await broker.connect(broker.own, OWN);
    const heard = connection.subscribe(settledSubject(OWN), { max: 1 });
    await connection.flush();
    hub.publish(settledSubject(OTHER), 'theirs');
    hub.publish(settledSubject(OWN), 'ours');
    for await (const message of heard) expect(message.string()).toBe('ours');
    await connection.close();
  });

  it('answers what the hub asks', async () => {
    const connection = await broker.connect(broker.own, OWN);
    const asked = connection.subscribe(`kerbline.v1.request.${OWN}.snapshot`, {
      callback: (_error, message) => void message.respond('a picture'),
    });
    await connection.flush();
    expect((await hub.request(`kerbline.v1.request.${OWN}.snapshot`, '', { timeout: 5_000 })).string()).toBe(
      'a picture',
    );
    asked.unsubscribe();
    await connection.close();
  });
});

describe('a leaf that has been broken into', () => {
  let site: ClosedBroker;
  let leaf: RawLeaf;

  beforeEach(async () => {
    site = await ClosedBroker.start();
    leaf = await site.leaf();
  });
  afterEach(async () => {
    leaf.close();
    await site.stop();
  });

  it('hears what its boxes may hear and nothing else, on every kind of subject', async () => {
    const wrong: string[] = [];
    for (const { subject, subscribe } of RULES) {
      if ((await leaf.hears(subject, exampleOf(subject))) !== subscribe.includes('leaf')) wrong.push(subject);
    }
    expect(wrong).toEqual([]);
  });

  it('is heard with what its boxes may say and nothing else, on every kind of subject', async () => {
    const wrong: string[] = [];
    for (const { subject, publish } of RULES.filter(({ subject: each }) => !isPattern(each))) {
      if ((await leaf.isHeard(subject)) !== publish.includes('leaf')) wrong.push(subject);
    }
    expect(wrong).toEqual([]);
  });

  it('says nothing more for a box whose key has been revoked, though its own connection stands', async () => {
    const [revoked, own] = [GONE, OWN].map((device) => recordSubject(device, 'cam', 'park_start'));
    expect(await leaf.isHeard(revoked ?? '')).toBe(true);
    site.revoke();
    await vi.waitUntil(async () => !(await leaf.isHeard(revoked ?? '')), WAIT);
    expect(await leaf.isHeard(own ?? '')).toBe(true);
    expect(leaf.connections).toBe(1);
  });

  it('does not reach the JetStream API of the hub, whatever it says', async () => {
    const connection = await site.connect(site.hub, HUB);
    const streams = (await jetstreamManager(connection)).streams;
    await leaf.isHeard(recordSubject(OWN, 'cam', 'park_start'));
    const kept = async () => (await streams.info(RECORD_STREAM)).state.messages;
    await vi.waitUntil(async () => (await kept()) === 2, WAIT);
    for (const verb of ['PURGE', 'DELETE']) await leaf.isHeard(`$JS.API.STREAM.${verb}.${RECORD_STREAM}`);
    // What it may say comes behind that on the same connection.
    await leaf.isHeard(recordSubject(OWN, 'cam', 'park_start'));
    await vi.waitUntil(async () => (await kept()) === 6, WAIT);
    await connection.close();
  });
});
