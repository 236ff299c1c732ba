import { readKeyWish } from '../access/key-wish.js';
import type { KeyInForce } from '../access/api-keys.js';
import { AdministrationError } from './administration-error.js';
import { CityOffice } from './city-office.js';

type Say = (line: string) => void;
type Environment = Readonly<Record<string, string | undefined>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface AddKeyOptions {
  readonly city?: string;
  readonly name: string;
  /** Separated by commas. */
  readonly scopes: string;
  readonly days?: string;
}

/** Makes a key and says it, this once. */
export async function addKey(options: AddKeyOptions, env: Environment, say: Say): Promise<void> {
  const nowMs = Date.now();
  const wish = readKeyWish(
    {
      name: options.name,
      scopes: options.scopes.split(',').map((scope) => scope.trim()),
      ...(options.days === undefined ? {} : { days: Number(options.days) }),
    },
    nowMs,
  );
  if ('problems' in wish) {
    throw new AdministrationError(
      wish.problems.map(({ field, value, problem }) => `${field} is ${value}, ${problem}`).join('\n'),
    );
  }
  await inOffice(env, async (office) => {
    const cityId = await office.city(options.city);
    const deed = { cityId, action: 'key add', subject: `${wish.name}: ${wish.scopes.join(', ')}` };
    const { key, row } = await office.noted(deed, () => office.keys.add({ ...wish, cityId, nowMs }));
    say(`id     ${row.id}`);
    say(
      `scopes ${wish.scopes.join(', ')} of the city ${cityId}${row.expires_at ? `, until ${row.expires_at.toISOString()}` : ''}`,
    );
    say(`key    ${key}`);
    say('This is the only time the key is shown.');
  });
}

export async function listKeys(options: { readonly city?: string }, env: Environment, say: Say): Promise<void> {
  await inOffice(env, async (office) => {
    const nowMs = Date.now();
    for (const row of await office.keys.list(await office.city(options.city))) say(keyLine(row, nowMs));
  });
}

export async function revokeKey(
  id: string,
  options: { readonly city?: string },
  env: Environment,
  say: Say,
): Promise<void> {
  await inOffice(env, async (office) => {
    const cityId = await office.city(options.city);
    const isRevoked =
      UUID.test(id) &&
      (await office.noted({ cityId, action: 'key revoke', subject: id }, () =>
        office.keys.revoke({ cityId, id, nowMs: Date.now() }),
      ));
    if (!isRevoked) throw new AdministrationError(`the city ${cityId} has no key "${id}" in force`);
    say('revoked');
  });
}

/** One key on one line, its state first. */
export function keyLine(row: KeyInForce, nowMs: number): string {
  const day = (time: Date) => time.toISOString().slice(0, 16).replace('T', ' ');
  const state = row.revoked_at
    ? 'revoked'
    : row.expires_at && row.expires_at.getTime() <= nowMs
      ? 'expired'
      : 'in force';
  const used = row.last_used_at ? `used ${day(row.last_used_at)}` : 'never used';
  const until = row.expires_at ? `until ${day(row.expires_at)}` : 'without end';
  return [state.padEnd(8), row.id, row.scopes.join(','), until, used, row.name].join('  ');
}

async function inOffice(env: Environment, work: (office: CityOffice) => Promise<void>): Promise<void> {
  const office = await CityOffice.open(env);
  try {
    await work(office);
  } finally {
    await office.close();
  }
}
