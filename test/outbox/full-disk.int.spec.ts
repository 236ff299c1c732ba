import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EdgeMetrics } from '../../apps/edge-node/src/http/edge-metrics.js';
import { openOutbox } from '../../apps/edge-node/src/records/open-outbox.js';
import { RecordUplink } from '../../apps/edge-node/src/records/record-sink.js';
import { streetEvent } from '../../bench/support/street-records.js';
import { SilentLog } from './support/silent-log.js';

const DISK_BYTES = 400_000;

const directory = mkdtempSync(join(tmpdir(), 'kerbline-full-'));
let isMounted = false;

/** A broker that is away. */
class NoUplink extends RecordUplink {
  override readonly isUp = false;
  override send(): void {}
  override sendAgain = () => Promise.resolve();
  override onUp(): void {}
  override onSettled(): void {}
}

beforeAll(() => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', directory], { stdio: 'ignore' });
    isMounted = true;
  } catch {
    // Only root may mount.
  }
});

afterAll(() => {
  // Lazily: a closed store's files stay open until its statements are collected.
  if (isMounted) execFileSync('umount', ['-l', directory]);
  rmSync(directory, { recursive: true, force: true });
});

it('a disk that is really full makes puts fail with its reason, and what it has taken is there afterwards', async (context) => {
  if (!isMounted) return context.skip('skipped: not here: the right to mount a small disk');
  // Something else fills the disk, and leaves room for some records.
  writeFileSync(join(directory, 'ballast'), Buffer.alloc(DISK_BYTES - 300_000));
  const open = () => {
    const surroundings = { uplink: new NoUplink(), metrics: new EdgeMetrics(), log: new SilentLog() };
    return openOutbox({ directory: join(directory, 'outbox'), bytesMax: 100_000_000, ...surroundings });
  };
  const outbox = open();
  const safe: string[] = [];
  let failure: unknown = null;
  for (let i = 0; failure === null && i < 10_000; i++) {
    await outbox.put(streetEvent(i)).then(
      () => safe.push(streetEvent(i).id),
      (error: unknown) => (failure = error),
    );
  }
  expect(failure).toMatchObject({ name: 'RecordNotSafeError', message: 'not on the disk: database or disk is full' });
  expect([outbox.depth, outbox.unsafeDepth, outbox.isDiskFailing]).toEqual([safe.length + 1, 1, true]);

  rmSync(join(directory, 'ballast'));
  await outbox.put(streetEvent(20_000));
  expect([outbox.depth, outbox.unsafeDepth, outbox.isDiskFailing]).toEqual([safe.length + 2, 0, false]);
  outbox.close();
  const again = open();
  expect(again.depth).toBe(safe.length + 2);
  again.close();
});
