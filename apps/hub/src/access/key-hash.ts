import { createHash, timingSafeEqual } from 'node:crypto';

/** How keys are kept. They are long and random, so one round of SHA-256 suffices, and a lookup stays cheap. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/** Whether `hash` is among `known`, in the same time wherever it stands and however much of it agrees. */
export function isAmong(hash: Buffer, known: readonly Buffer[]): boolean {
  let isFound = false;
  for (const candidate of known) {
    const isEqual = candidate.length === hash.length && timingSafeEqual(candidate, hash);
    isFound = isEqual || isFound;
  }
  return isFound;
}
