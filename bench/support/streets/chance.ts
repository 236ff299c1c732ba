import { seeded } from '../../../test/support/simulated-street.js';

/** Seeded chance: the same seed tells the same story on every machine. */
export interface Chance {
  /** In 0..1. */
  next(): number;
  between(low: number, high: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Whether something of this probability happens. */
  is(probability: number): boolean;
  /** Normally distributed around 0. */
  normal(sd: number): number;
  /** A stream of its own, so that one more question here changes nothing there. */
  apart(): Chance;
}

export function chance(seed: number): Chance {
  const next = seeded(seed);
  // Neighbouring seeds begin alike.
  for (let i = 0; i < 8; i++) next();
  const between = (low: number, high: number) => low + (high - low) * next();
  return {
    next,
    between,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    is: (probability) => next() < probability,
    normal: (sd) => sd * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    apart: () => chance(Math.floor(next() * 0xffff_ffff)),
  };
}
