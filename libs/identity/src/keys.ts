import { createUser, fromPublic, fromSeed } from '@nats-io/nkeys';

/** What is wrong with a key, in words that never repeat it. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly isForPeople = true;
}

/** An Ed25519 pair in the broker's own writing: the seed stays where it was made, the public key goes to the hub. */
export interface UserKey {
  /** `SU…`, 58 characters: whoever has it is this principal. */
  readonly seed: string;
  /** `U…`, 56 characters. */
  readonly publicKey: string;
}

export function makeUserKey(): UserKey {
  const pair = createUser();
  return { seed: new TextDecoder().decode(pair.getSeed()), publicKey: pair.getPublicKey() };
}

/** The key of a seed, as a seed file holds it. Throws `KeyError`. */
export function userKeyOf(seedText: string): UserKey {
  const seed = seedText.trim();
  try {
    const publicKey = fromSeed(new TextEncoder().encode(seed)).getPublicKey();
    if (isUserPublicKey(publicKey)) return { seed, publicKey };
  } catch {
    // The library's message could quote the seed.
  }
  throw new KeyError('this is no seed of a user key: expected one line that begins with SU');
}

export function isUserPublicKey(text: string): boolean {
  if (!/^U[A-Z2-7]{55}$/.test(text)) return false;
  try {
    fromPublic(text);
    return true;
  } catch {
    return false;
  }
}
