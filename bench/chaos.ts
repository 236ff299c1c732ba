import { resolve } from 'node:path';
import { amount, oneOf, someOf, unlessTold, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { isClean } from './support/chaos/audit.js';
import { FAULT_KINDS, faultPlan } from './support/chaos/fault-plan.js';
import type { FaultKind } from './support/chaos/fault-plan.js';
import { runTowns } from './support/chaos/run-chaos.js';
import type { ChaosResult } from './support/chaos/run-chaos.js';
import { PATHS } from './support/chaos/sender.js';

const args = benchOptions({
  name: 'chaos',
  measures: `
Kills, freezes, cuts and fills whatever stands between a street and its numbers, and counts what is lost or counted
twice. Two boxes, nats-server, two hubs and PostgreSQL are real processes on this machine, with TCP links between them
that can be cut, slowed and left half open. The boxes' ledgers, kept outside of them, are compared with the rows, and
the rows' numbers with a recount from raw events. Linux only: it limits files by prlimit and looks into /proc.

Beside the product it shows what two usual ways make of the same plan's first faults: to publish and trust (plain), and
to publish with a message id until the broker has acked (msgid), each with a hub that adds one per delivery. Exit code
1: the product lost something or counted it twice.

A full disk is a limit on the size of the box's files (its writes fail with EFBIG where a disk would say ENOSPC). A full
database is a trigger that raises SQLSTATE 53100. A torn log is torn only behind its last fsync.`,
  options: {
    seed: whole('another number, another plan of faults', { unit: 'number', default: 1, min: 0 }),
    faults: whole('how many the product suffers', { unit: 'count', default: 1_000 }),
    path: unlessTold(
      oneOf('what suffers them: outbox (the product), plain, msgid or all', 'path', [...PATHS, 'all']),
      'all',
    ),
    kind: unlessTold(
      someOf(`which faults: some of ${FAULT_KINDS.join(', ')}`, 'kinds', FAULT_KINDS),
      FAULT_KINDS,
      'all',
    ),
    compare: whole('how many of them the other ways suffer', { unit: 'count', default: 60 }),
    towns: whole('so many suffer side by side, each its share of the faults', { unit: 'count', default: 1, max: 16 }),
    minutes: amount('ends a path then, with as many faults as there were', {
      unit: 'minutes',
      default: Infinity,
      min: 0.1,
      max: 10_000,
    }),
  },
  examples: [['--faults 19 --path outbox', 'the quick form']],
});
const { seed, faults, compare, towns } = args;
const forMs = args.minutes * 60_000;
const paths = PATHS.filter((path) => args.path === 'all' || args.path === path);
const kinds = FAULT_KINDS.filter((kind) => args.kind.includes(kind));

const results: ChaosResult[] = [];
for (const path of paths) {
  const count = path === 'outbox' ? faults : Math.min(faults, compare);
  const rounds = faultPlan(seed, count, kinds);
  const compiled = resolve(import.meta.dirname, '..');
  results.push(await runTowns(towns, { path, seed, rounds, compiled, forMs, progress: (line) => console.error(line) }));
}
console.log(`\nseed ${seed}`);
console.table(Object.fromEntries(results.map((result) => [result.path, countsOf(result)])));
for (const result of results.filter(({ path }) => path === 'outbox' || paths.length === 1)) {
  console.log('\nfrom a fault to the next committed record, ms');
  console.table(recoveryTable(result));
}
if (results.some((result) => result.path === 'outbox' && !(isClean(result) && result.waiting === 0)))
  process.exitCode = 1;

function countsOf({
  faults: suffered,
  emitted,
  rows,
  lost,
  doubled,
  invented,
  givenUp,
  differences,
  waiting,
  drainMs,
}: ChaosResult) {
  const counts = { faults: suffered, promised: emitted, rows, lost, doubled, invented, 'given up': givenUp };
  return {
    ...counts,
    'wrong numbers': differences ?? '–',
    'still waiting': waiting,
    'drained in s': Math.round(drainMs / 100) / 10,
  };
}

function recoveryTable({ recoveries }: ChaosResult) {
  const of = (kind: FaultKind | null) => {
    const some = recoveries.filter((each) => kind === null || each.kind === kind);
    const sorted = some.flatMap(({ recoveryMs }) => recoveryMs ?? []).sort((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN);
    return {
      faults: some.length,
      p50: at(0.5),
      p99: at(0.99),
      longest: at(1),
      'not within 90 s': some.length - sorted.length,
    };
  };
  return Object.fromEntries([...kinds.map((kind) => [kind, of(kind)] as const), ['all', of(null)] as const]);
}
