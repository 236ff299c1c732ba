import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HeadlessBox } from '../../apps/edge-node/src/records/headless-box.js';
import { runRebuild } from '../../apps/hub/src/rebuild/run-rebuild.js';
import { runSimulation } from '../../apps/simulator/src/main.js';
import type { OpenBox } from '../../apps/simulator/src/main.js';
import { HubUnderTest } from '../hub/support/hub-under-test.js';
import { SilentLog } from '../outbox/support/silent-log.js';

const UNTIL_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 60 * 86_400_000;

let hub: HubUnderTest;
let directory: string;

beforeAll(async () => {
  hub = await HubUnderTest.start();
  directory = await mkdtemp(join(tmpdir(), 'kerbline-simulate-'));
});

afterAll(async () => {
  await hub.stop();
  await rm(directory, { recursive: true, force: true });
});

const openBox: OpenBox = (options) => new HeadlessBox({ ...options, bytesMax: 8_000_000, log: new SilentLog() });

async function simulate(ledger: string): Promise<{ emitted: number; ids: string[]; result: object }> {
  const until = new Date(UNTIL_MS).toISOString();
  const traffic = { cameras: '5', days: '0.25', rate: '0', seed: '7', until, devicePrefix: 'sim', patience: '60' };
  const result = await runSimulation({ ...traffic, nats: hub.nats.url, ledger }, openBox, () => undefined);
  const lines = (await readFile(ledger, 'utf8')).trimEnd().split('\n');
  return { emitted: result.emitted, ids: lines.map((line) => (JSON.parse(line) as { id: string }).id).sort(), result };
}

async function storedIds(): Promise<string[]> {
  const rows: { id: string }[] = await hub.database.query('select id::text as id from events');
  return rows.map(({ id }) => id).sort();
}

it('a simulated quarter of a day, two months ago, is at the hub as its ledger has it, and once when told twice', async () => {
  const first = await simulate(join(directory, 'first.ndjson'));
  expect(first.result).toMatchObject({ givenUp: 0, waiting: 0 });
  expect(first.emitted).toBeGreaterThan(1_000);
  expect(await storedIds()).toEqual(first.ids);

  const second = await simulate(join(directory, 'second.ndjson'));
  expect(second.ids).toEqual(first.ids);
  expect(await storedIds()).toEqual(first.ids);
  const days = { from: new Date(UNTIL_MS - 86_400_000).toISOString(), to: new Date(UNTIL_MS).toISOString() };
  const quiet = { say: () => undefined, progress: () => undefined };
  expect(await runRebuild({ ...days, ...quiet, databaseUrl: hub.postgres.url })).toBe(0);
}, 400_000);
