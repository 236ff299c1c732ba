import { createHash, randomBytes } from 'node:crypto';

/** Base 32 without I, L, O and U (Crockford): nothing in it is misread over the telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Four groups of four, 80 random bits: `7KQ2-M0XE-93TD-VB5A`. */
export function makeEnrolmentCode(): string {
  const letters = [...randomBytes(GROUPS * GROUP_LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}

/** The code somebody typed, as it was made; null when it cannot be one. */
export function readEnrolmentCode(typed: string): string | null {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (letters.length !== GROUPS * GROUP_LENGTH || [...letters].some((letter) => !ALPHABET.includes(letter)))
    return null;
  return letters.match(/.{4}/g)?.join('-') ?? null;
}

/** How codes are kept: they are random enough for one round, and are worth something for a day at most. */
export function hashEnrolmentCode(code: string): Buffer {
  return createHash('sha256').update(code, 'utf8').digest();
}
