import { describe, expect, it } from 'vitest';
import { DEVICE_FAULTS, FAULT_KINDS, faultPlan } from '../../bench/support/chaos/fault-plan.js';
import type { FaultKind } from '../../bench/support/chaos/fault-plan.js';

const isOfDevice = (kind: FaultKind) => (DEVICE_FAULTS as readonly FaultKind[]).includes(kind);

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(faultPlan(7, 50, FAULT_KINDS)).toEqual(faultPlan(7, 50, FAULT_KINDS));
    expect(faultPlan(8, 50, FAULT_KINDS)).not.toEqual(faultPlan(7, 50, FAULT_KINDS));
  });

  it('has each kind once before any comes again', () => {
    const first = faultPlan(1, FAULT_KINDS.length, FAULT_KINDS).flat();
    expect(first.map(({ kind }) => kind).sort()).toEqual([...FAULT_KINDS].sort());
  });

  it('has as many faults as asked for', () => {
    for (const faults of [1, 2, 18, 1_000]) expect(faultPlan(1, faults, FAULT_KINDS).flat()).toHaveLength(faults);
  });

  it('lets a box and a server fail together, never two of a side', () => {
    const pairs = faultPlan(1, 1_000, FAULT_KINDS).filter(({ length }) => length > 1);
    expect(pairs.length).toBeGreaterThan(50);
    for (const pair of pairs) expect(pair.map(({ kind }) => isOfDevice(kind)).sort()).toEqual([false, true]);
  });
});
