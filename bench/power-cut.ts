/**
 * Cuts the power at random points of an outbox's writes, un-fsynced bytes lost, and counts what is gone.
 *
 *   node dist/bench/power-cut.js [--points 10000] [--seed 1] [--records 1200]
 *
 * Needs strace. The process that writes is real; the disk behind it is the model of `support/power-cut/disk.ts`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryPowerCuts } from './support/power-cut/try-power-cuts.js';

const { values: args } = parseArgs({
  options: {
    points: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    records: { type: 'string', default: '1200' },
  },
});

const writer = join(import.meta.dirname, 'support', 'power-cut', 'traced-writer.js');
const [points, seed, records] = [args.points, args.seed, args.records].map(Number) as [number, number, number];
const result = await tryPowerCuts({ writer, points, seed, records });
console.table([result]);
process.exitCode = result.lost + result.invented + result.refused > 0 ? 1 : 0;
