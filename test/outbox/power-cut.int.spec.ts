import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { compileBoxAnd } from '../../apps/edge-node/test/compiled.js';
import { tryPowerCuts } from '../../bench/support/power-cut/try-power-cuts.js';

const RECORDS = 400;
const POINTS = 300;

it('no record whose put had returned is lost to a power cut at any point, and the outbox always opens', async (context) => {
  if (spawnSync('strace', ['-e', 'trace=none', 'true']).status !== 0) return context.skip('skipped: not here: strace');
  const dist = await compileBoxAnd('bench/support');
  try {
    const writer = join(dist, 'bench/support/power-cut/traced-writer.js');
    const result = await tryPowerCuts({ writer, records: RECORDS, points: POINTS, seed: 20_260_504 });
    expect(result).toMatchObject({ points: POINTS, lost: 0, invented: 0, refused: 0, refusal: '' });
    // It is no result when nothing was at stake.
    expect(result.promised).toBeGreaterThan(POINTS * 50);
  } finally {
    await rm(dirname(dist), { recursive: true, force: true });
  }
}, 400_000);
