import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CAMERA_BUCKET, CONFIG_BUCKET, RECORD_STREAM, batchSubject, deviceInboxPrefix, requestSubject } from '#events';
import { connectNats, putCameraDescription } from '#events/nats';
import { HUB, OPERATOR, brokerAccounts, inboxPrefix, makeUserKey, siteAccounts, writePrivateFile } from '#identity';
import type { Leaf } from '#identity';
import { freePort, startPostgres } from '#local-services';
import type { GuardedProcess, RunningService } from '#local-services';
import { HeadlessBox } from '../../apps/edge-node/src/records/headless-box.js';
import { readHubConfig } from '../../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../../apps/hub/src/config/hub-settings.js';
import { createHub, startHub } from '../../apps/hub/src/hub.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { ToxicProxy } from '../../bench/support/chaos/toxic-proxy.js';
import { Stop, description } from '../hub/support/records.js';
import { SilentLog } from '../outbox/support/silent-log.js';
import { makeCertificates } from './support/certificates.js';
import { startConfiguredBroker } from './support/configured-broker.js';

const [OWN, ELSEWHERE] = ['box-1', 'box-2'];
const LEAF: Leaf = { name: 'harbour.leaf', deviceIds: [OWN] };
/** What was on its way through a leaf that died is sent again after up to ten seconds. */
const WAIT = { timeout: 60_000, interval: 50 };
/** How long an answer is waited for that is to come, and one that is not. */
const [ANSWER_MS, UNHEARD_MS] = [5_000, 500];
const RECORDS_A_ROUND = 60;
const START_MS = Date.now() - 3_600_000;

const keys = { hub: makeUserKey(), operator: makeUserKey(), own: makeUserKey(), elsewhere: makeUserKey() };
let folder: string;
let ports: { city: number; leaves: number; site: number };
let city: GuardedProcess;
let site: GuardedProcess;
let link: ToxicProxy;
let postgres: RunningService;
let app: NestExpressApplication;
let operator: NatsConnection;
let box: HeadlessBox;

const caFile = () => join(folder, 'city', 'ca.pem');
const cityUrl = () => `tls://127.0.0.1:${ports.city}`;
const siteUrl = () => `tls://127.0.0.1:${ports.site}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kerbline-leaf-'));
  ports = { city: await freePort(), leaves: await freePort(), site: await freePort() };
  link = await ToxicProxy.start(ports.leaves);
  // One certificate for both: the authority's key is not kept. The city's is known by its address, the site's by its name.
  await makeCertificates(join(folder, 'city'), '127.0.0.1', 'localhost', LEAF.name);
  await cp(join(folder, 'city'), join(folder, 'site'), { recursive: true });
  writeCityAccounts([OWN, ELSEWHERE]);
  writeSiteAccounts(siteAccounts([{ id: OWN, publicKey: keys.own.publicKey }]));
  city = await startConfiguredBroker({
    folder: join(folder, 'city'),
    file: 'single.conf',
    changes: [
      ['"0.0.0.0:4222"', `"127.0.0.1:${ports.city}"`],
      ['include "kerbline/accounts.conf"', `include "kerbline/accounts.conf"\ninclude "leafnodes.conf"`],
    ],
    beside: [{ file: 'leafnodes.conf', changes: [['"0.0.0.0:7422"', `"127.0.0.1:${ports.leaves}"`]] }],
  });
  site = await startSite();
  postgres = await startPostgres({ directory: join(folder, 'postgres') });
  const keyFile = join(folder, 'hub.nk');
  writePrivateFile(keyFile, keys.hub.seed);
  const config = readHubConfig({
    KERBLINE_HTTP_PORT: '0',
    KERBLINE_NATS_NKEY: keyFile,
    KERBLINE_NATS_CA: caFile(),
  });
  const settings = new HubSettings(config, postgres.url, cityUrl());
  app = await createHub(settings, new HubLog(process.env['TEST_LOG_LEVEL'] ?? 'silent'));
  await startHub(app, settings);
  operator = await connect(cityUrl(), keys.operator.seed, inboxPrefix(OPERATOR));
  await vi.waitFor(async () => expect(await stored(RECORD_STREAM)).toBe(0), WAIT);
  box = new HeadlessBox({
    ...{ deviceId: OWN, natsUrl: siteUrl(), caFile: caFile(), bytesMax: 8_000_000, log: new SilentLog() },
    credentials: { type: 'nkey', seed: keys.own.seed },
    directory: join(folder, 'outbox'),
  });
}, 300_000);

afterAll(async () => {
  await box.close();
  await operator.close();
  await app.close();
  await Promise.all([site.stop(), city.stop(), postgres.stop(), link.stop()]);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('a box behind the broker of its site', () => {
  const told: string[] = [];
  let records = 0;

  /** Told one after the other, each on the disk of the box before the next, while something befalls the way out. */
  async function tellAll(befalls: (after: number) => Promise<void>): Promise<void> {
    for (let n = 0; n < RECORDS_A_ROUND; n++) {
      const record = new Stop(START_MS + records++ * 1_000).started();
      told.push(record.id);
      await box.put(record);
      await befalls(n);
    }
    await vi.waitFor(() => expect(box.outbox.depth).toBe(0), WAIT);
  }

  it('has each record counted once, while its broker is killed and the way out is cut and dies without a word', async () => {
    await tellAll(() => Promise.resolve());
    await tellAll(async (n) => {
      if (n === RECORDS_A_ROUND / 3) process.kill(site.pid, 'SIGKILL');
      if (n === (2 * RECORDS_A_ROUND) / 3) site = await startSite();
    });
    await tellAll(async (n) => {
      if (n === RECORDS_A_ROUND / 3) link.cut();
      if (n === (2 * RECORDS_A_ROUND) / 3) link.heal();
      await Promise.resolve();
    });
    await tellAll(async (n) => {
      if (n === RECORDS_A_ROUND / 3) link.strand();
      await Promise.resolve();
    });
    const rows = await app.get(DataSource).query<{ id: string }[]>('select id from events order by id');
    expect(rows.map(({ id }) => id)).toEqual([...told].sort());
    const [counted] = await app
      .get(DataSource)
      .query<object[]>(
        'select (select count(*) from visits) as visits, (select sum(arrivals) from zone_hours) as arrivals',
      );
    expect(counted).toEqual({ visits: told.length, arrivals: told.length });
  }, 480_000);

  it('describes its cameras, reads its configuration and answers the hub, as one beside the city’s broker does', async () => {
    const connection = await connect(siteUrl(), keys.own.seed, deviceInboxPrefix(OWN));
    const hub = await connect(cityUrl(), keys.hub.seed, inboxPrefix(HUB));
    await putCameraDescription(connection, description({ deviceId: OWN }));
    hub.publish(`$KV.${CONFIG_BUCKET}.${OWN}.cam`, 'zones');
    const configuration = () => connection.request(directGet(OWN), '', { timeout: 1_000 });
    await vi.waitFor(async () => expect((await configuration()).string()).toBe('zones'), WAIT);
    connection.subscribe(requestSubject(OWN, 'snapshot'), { callback: (_, asked) => void asked.respond('a picture') });
    const ask = () => hub.request(requestSubject(OWN, 'snapshot'), '', { timeout: 1_000 });
    await vi.waitFor(async () => expect((await ask()).string()).toBe('a picture'), WAIT);
    await Promise.all([connection.close(), hub.close()]);
  }, 240_000);
});

describe('the city’s broker', () => {
  it('takes from a site what its boxes may say and nothing else, whatever the site itself allows', async () => {
    await openTheSite();
    const anybody = await connectAsAnybody();
    const asked = (subject: string, timeout = UNHEARD_MS) => anybody.request(subject, 'no batch', { timeout });
    await vi.waitFor(() => asked(batchSubject(OWN)), WAIT);
    const before = await stored(RECORD_STREAM, 'last_seq');
    const cameras = await stored(`KV_${CAMERA_BUCKET}`);
    for (const subject of [
      batchSubject(ELSEWHERE),
      `$KV.${CAMERA_BUCKET}.${ELSEWHERE}.cam`,
      directGet(ELSEWHERE),
      `$JS.API.STREAM.PURGE.KV_${CAMERA_BUCKET}`,
      `$JS.API.STREAM.DELETE.${RECORD_STREAM}`,
      '$JS.API.ACCOUNT.PURGE.KERBLINE_HUB',
      '$SYS.REQ.SERVER.PING',
    ]) {
      await expect(asked(subject), subject).rejects.toThrow();
    }
    // What its own box may say passes on the same connection, behind all of that.
    await asked(batchSubject(OWN), ANSWER_MS);
    expect(await stored(RECORD_STREAM, 'last_seq')).toBe(before + 1);
    expect(await stored(`KV_${CAMERA_BUCKET}`)).toBe(cameras);
    await anybody.close();
  }, 240_000);

  it('takes nothing more of a box behind a leaf once it is revoked, and of every other box as before', async () => {
    const anybody = await connectAsAnybody();
    const elsewhere = await connect(cityUrl(), keys.elsewhere.seed, deviceInboxPrefix(ELSEWHERE));
    await anybody.request(batchSubject(OWN), 'no batch', { timeout: ANSWER_MS });
    writeCityAccounts([ELSEWHERE]);
    process.kill(city.pid, 'SIGHUP');
    const say = (timeout = UNHEARD_MS) => anybody.request(batchSubject(OWN), 'no batch', { timeout });
    // Once no answer comes in so long as any would need: a slow one is no refusal, and would be counted below.
    await vi.waitFor(() => expect(say(ANSWER_MS)).rejects.toThrow(), WAIT);
    const before = await stored(RECORD_STREAM, 'last_seq');
    await expect(say()).rejects.toThrow();
    await elsewhere.request(batchSubject(ELSEWHERE), 'no batch', { timeout: ANSWER_MS });
    expect(await stored(RECORD_STREAM, 'last_seq')).toBe(before + 1);

    writeCityAccounts([OWN, ELSEWHERE]);
    process.kill(city.pid, 'SIGHUP');
    await vi.waitFor(() => say(), WAIT);
    await Promise.all([anybody.close(), elsewhere.close()]);
  }, 240_000);
});

function startSite(): Promise<GuardedProcess> {
  return startConfiguredBroker({
    folder: join(folder, 'site'),
    file: 'leaf.conf',
    changes: [
      ['"0.0.0.0:4222"', `"127.0.0.1:${ports.site}"`],
      ['tls://broker.example.org:7422', `tls://127.0.0.1:${link.port}`],
    ],
  });
}

function writeCityAccounts(inForce: readonly string[]): void {
  const devices = [
    { id: OWN, publicKey: keys.own.publicKey },
    { id: ELSEWHERE, publicKey: keys.elsewhere.publicKey },
  ].filter(({ id }) => inForce.includes(id));
  const [hubKeys, operatorKeys] = [[keys.hub.publicKey], [keys.operator.publicKey]];
  const text = brokerAccounts({ hubKeys, operatorKeys, devices, leaves: [LEAF] });
  writePrivateFile(join(folder, 'city', 'kerbline', 'accounts.conf'), text);
}

function writeSiteAccounts(text: string): void {
  writePrivateFile(join(folder, 'site', 'kerbline', 'accounts.conf'), text);
}

function connect(url: string, seed: string, prefix: string): Promise<NatsConnection> {
  const credentials = { type: 'nkey', seed } as const;
  return connectNats({ url, name: prefix, credentials, inboxPrefix: prefix, caFile: caFile() });
}

/** Without a key, where the site lets anybody in; it hears answers where its box does. */
function connectAsAnybody(): Promise<NatsConnection> {
  return connectNats({ url: siteUrl(), name: 'anybody', caFile: caFile(), inboxPrefix: deviceInboxPrefix(OWN) });
}

async function stored(stream: string, what: 'messages' | 'last_seq' = 'messages'): Promise<number> {
  return (await (await jetstreamManager(operator)).streams.info(stream)).state[what];
}

function directGet(deviceId: string): string {
  return `$JS.API.DIRECT.GET.KV_${CONFIG_BUCKET}.$KV.${CONFIG_BUCKET}.${deviceId}.cam`;
}

async function openTheSite(): Promise<void> {
  writeSiteAccounts(
    'accounts { KERBLINE_SITE { users: [{ user: "anybody", password: "" }] } }\nno_auth_user: "anybody"\n',
  );
  await site.stop();
  site = await startSite();
}
