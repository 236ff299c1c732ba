import { join } from 'node:path';
import { whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { tryPowerCuts } from './support/power-cut/try-power-cuts.js';

const args = benchOptions({
  name: 'power-cut',
  measures: `
Cuts the power at random points of an outbox's writes, un-fsynced bytes lost, and counts what is gone. Exit code 1:
something is.

Needs strace. The process that writes is real; the disk behind it is the model of bench/support/power-cut/disk.ts.`,
  options: {
    points: whole('how often the power is cut', { unit: 'count', default: 10_000 }),
    seed: whole('another number, other points', { unit: 'number', default: 1, min: 0 }),
    records: whole('that are written', { unit: 'records', default: 1_200 }),
  },
  examples: [['--points 300', 'the quick form']],
});

const writer = join(import.meta.dirname, 'support', 'power-cut', 'traced-writer.js');
const result = await tryPowerCuts({ writer, ...args });
console.table([result]);
process.exitCode = result.lost + result.invented + result.refused > 0 ? 1 : 0;
