import { seeded } from '../../../apps/simulator/src/traffic/seeded.js';

/** What befalls a box. */
export const DEVICE_FAULTS = [
  'device-kill',
  'device-freeze',
  'device-torn-log',
  'device-disk-full',
  'device-clock-jump',
  'device-day-offline',
  'link-cut',
  'link-slow',
  'link-half-open',
  'link-stranded',
] as const;
/** What befalls a city's servers. */
export const SERVER_FAULTS = [
  'broker-kill',
  'broker-freeze',
  'broker-power-cut',
  'hub-kill',
  'hub-freeze',
  'hub-broker-cut',
  'hub-broker-slow',
  'hub-broker-half-open',
  'hub-broker-stranded',
  'hub-database-cut',
  'hub-database-slow',
  'hub-database-half-open',
  'hub-database-stranded',
  'database-kill',
  'database-freeze',
  'database-full',
] as const;

export type DeviceFault = (typeof DEVICE_FAULTS)[number];
export type ServerFault = (typeof SERVER_FAULTS)[number];
export type FaultKind = DeviceFault | ServerFault;
export const FAULT_KINDS: readonly FaultKind[] = [...DEVICE_FAULTS, ...SERVER_FAULTS];

/** One fault in so many comes together with another, of the other side. */
const TOGETHER_EACH = 5;

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Which of several boxes or hubs: 0 to 1. */
  readonly where: number;
  /** How long and how hard: 0 to 1. */
  readonly how: number;
}

/** Faults in rounds of one, or two that overlap; every kind comes before any comes again, in another order each time. */
export function faultPlan(seed: number, faults: number, kinds: readonly FaultKind[]): PlannedFault[][] {
  const random = seeded(seed, 'faults');
  const planned = (kind: FaultKind): PlannedFault => ({ kind, where: random(), how: random() });
  const rounds: PlannedFault[][] = [];
  let bag: FaultKind[] = [];
  for (let count = 0; count < faults;) {
    if (bag.length === 0) bag = shuffled(kinds, random);
    const kind = bag.pop();
    if (kind === undefined) break;
    const other = bag.findIndex((each) => isOfDevice(each) !== isOfDevice(kind));
    const isTogether = other >= 0 && count + 1 < faults && random() * TOGETHER_EACH < 1;
    const round = [kind, ...(isTogether ? bag.splice(other, 1) : [])];
    rounds.push(round.map(planned));
    count += round.length;
  }
  return rounds;
}

function isOfDevice(kind: FaultKind): boolean {
  return (DEVICE_FAULTS as readonly FaultKind[]).includes(kind);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
