import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '#local-services';
import { FAULT_KINDS, faultPlan } from '../../bench/support/chaos/fault-plan.js';
import type { FaultKind } from '../../bench/support/chaos/fault-plan.js';
import { runChaos, runTowns } from '../../bench/support/chaos/run-chaos.js';

/** `npm test` has compiled everything by now: processes that are killed cannot be this one. */
const COMPILED = resolve(packageRoot(), 'dist');
/** What a trusting publisher cannot survive. */
const LOSING_FAULTS: readonly FaultKind[] = ['link-cut', 'broker-kill'];
/** What a hub that trusts message ids counts twice: its broker has forgotten that it had delivered them. */
const DOUBLING_FAULTS: readonly FaultKind[] = ['broker-power-cut'];
/** Whether acks lie between the broker's last write and the cut is chance: of two cuts both once did no harm. */
const DOUBLING_ROUNDS = 8;
const RUNS_MAX = 4;
/** The run itself waits for conditions, each with its own bound; this is their sum. */
const PATIENCE_MS = 600_000;

const isHere = process.platform === 'linux' && existsSync(resolve(COMPILED, 'bench/support/chaos/device-process.js'));

describe.skipIf(!isHere)('a town in which everything fails in turn', () => {
  it(
    'loses no record that a box has called safe, counts none twice, and has the numbers its raw events amount to',
    async () => {
      const rounds = faultPlan(1, FAULT_KINDS.length, FAULT_KINDS);
      const { emitted, rows, recoveries, ...result } = await runTowns(2, {
        ...{ path: 'outbox', seed: 1, rounds, compiled: COMPILED },
      });
      expect(result).toMatchObject({ lost: 0, doubled: 0, invented: 0, givenUp: 0, differences: 0, waiting: 0 });
      expect(recoveries.map(({ kind }) => kind).sort()).toEqual([...FAULT_KINDS].sort());
      expect(recoveries.filter(({ recoveryMs }) => recoveryMs === null)).toEqual([]);
      expect(rows).toBeGreaterThanOrEqual(emitted);
    },
    PATIENCE_MS,
  );

  it(
    'would show a loss: boxes that publish and trust their broker do lose records',
    async () => {
      const harm = await harmDone(async (seed) => {
        const rounds = faultPlan(seed, LOSING_FAULTS.length, LOSING_FAULTS);
        return (await runChaos({ path: 'plain', seed, rounds, compiled: COMPILED, stillMs: 2_000 })).lost;
      });
      expect(harm).toBeGreaterThan(0);
    },
    RUNS_MAX * PATIENCE_MS,
  );

  it(
    'would show a double: a hub that counts what its broker delivers counts twice',
    async () => {
      const harm = await harmDone(async (seed) => {
        const rounds = faultPlan(seed, DOUBLING_ROUNDS, DOUBLING_FAULTS);
        return (await runChaos({ path: 'msgid', seed, rounds, compiled: COMPILED, stillMs: 2_000 })).doubled;
      });
      expect(harm).toBeGreaterThan(0);
    },
    RUNS_MAX * PATIENCE_MS,
  );
});

/** What the first run that does harm has done: chance may spare one, but not each of them. */
async function harmDone(run: (seed: number) => Promise<number>): Promise<number> {
  for (let seed = 1; seed <= RUNS_MAX; seed++) {
    const harm = await run(seed);
    if (harm > 0) return harm;
  }
  return 0;
}
