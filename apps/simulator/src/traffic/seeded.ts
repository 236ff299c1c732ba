/** Numbers from 0 to 1, the same for the same words on every machine: FNV-1a of the words seeds mulberry32. */
export function seeded(...words: readonly (string | number)[]): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(words.join('/'))) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A wait of this mean, as between things that happen by chance. */
export function exponential(random: () => number, mean: number): number {
  return -mean * Math.log(1 - random());
}
