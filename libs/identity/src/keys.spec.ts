import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { brokerAccounts } from './broker-accounts.js';
import { hashEnrolmentCode, makeEnrolmentCode, readEnrolmentCode } from './enrolment-code.js';
import { readOrMakeUserKey, readUserKey } from './key-files.js';
import { isUserPublicKey, makeUserKey, userKeyOf } from './keys.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kerbline-keys-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('a key', () => {
  it('is known again by its seed', () => {
    const key = makeUserKey();
    expect(userKeyOf(`${key.seed}\n`)).toEqual(key);
    expect(isUserPublicKey(key.publicKey)).toBe(true);
  });

  it('is refused when a letter is wrong, and the message does not repeat the seed', () => {
    const { seed, publicKey } = makeUserKey();
    const other = seed.at(20) === 'A' ? 'B' : 'A';
    expect(() => userKeyOf(seed.slice(0, 20) + other + seed.slice(21))).toThrow(/^this is no seed/);
    expect(isUserPublicKey(`${publicKey.slice(0, -1)}${publicKey.endsWith('A') ? 'B' : 'A'}`)).toBe(false);
    expect(isUserPublicKey(`A${publicKey.slice(1)}`)).toBe(false);
  });

  it('is made once, in a file that only its owner can read', () => {
    const path = join(folder(), 'deep', 'box.nk');
    const made = readOrMakeUserKey(path);
    expect(readOrMakeUserKey(path)).toEqual(made);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(`${made.seed}\n`);
  });

  it('says which file holds none', () => {
    const path = join(folder(), 'box.nk');
    expect(() => readUserKey(path)).toThrow(`the key file ${path} cannot be read: ENOENT`);
    writeFileSync(path, 'secret');
    expect(() => readUserKey(path)).toThrow(/^(?!.*secret).*box\.nk: this is no seed/);
  });
});

describe("the broker's accounts", () => {
  it('hold public keys and no seeds', () => {
    const keys = [makeUserKey(), makeUserKey(), makeUserKey()] as const;
    const [hub, operator, box] = keys;
    const text = brokerAccounts({
      hubKeys: [hub.publicKey],
      operatorKeys: [operator.publicKey],
      devices: [{ id: 'box-1', publicKey: box.publicKey }],
    });
    for (const { publicKey, seed } of keys) {
      expect(text).toContain(publicKey);
      expect(text).not.toContain(seed);
    }
  });

  it('take no id or key that could be read as more configuration', () => {
    const { publicKey } = makeUserKey();
    const accounts = (id: string, key: string) =>
      brokerAccounts({ hubKeys: [], operatorKeys: [], devices: [{ id, publicKey: key }] });
    expect(() => accounts('box.>', publicKey)).toThrow('"box.>" is no device id');
    expect(() => accounts('box', `${publicKey}, permissions: {}`)).toThrow('a public key is none');
  });

  it('give nobody the whole JetStream API, the system account or every subject', () => {
    const { publicKey } = makeUserKey();
    const devices = [{ id: 'box-1', publicKey }];
    const text = brokerAccounts({ hubKeys: [publicKey], operatorKeys: [publicKey], devices });
    expect(text).not.toMatch(/"(\$JS\.>|\$JS\.API\.>|\$SYS[^"]*|>|\*|\$KV\.>|_INBOX\.>)"/);
  });
});

describe('an enrolment code', () => {
  it('is four groups of four letters that nobody mixes up', () => {
    expect(makeEnrolmentCode()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(makeEnrolmentCode()).not.toBe(makeEnrolmentCode());
  });

  it('is read however it is typed', () => {
    expect(readEnrolmentCode(' 7kq2 mo1l-93TDvb5a ')).toBe('7KQ2-M011-93TD-VB5A');
    expect(readEnrolmentCode('7KQ2-M011-93TD-VB5')).toBeNull();
    expect(readEnrolmentCode('7KQ2-M011-93TD-VB5U')).toBeNull();
  });

  it('is kept as a hash', () => {
    expect(hashEnrolmentCode('7KQ2-M011-93TD-VB5A')).toHaveLength(32);
  });
});
