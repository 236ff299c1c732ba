import { describe, expect, it } from 'vitest';
import { brokerAccounts, readLeaf, siteAccounts } from './broker-accounts.js';
import { KeyError, makeUserKey } from './keys.js';

const devices = [
  { id: 'pole-17', publicKey: makeUserKey().publicKey },
  { id: 'pole-18', publicKey: makeUserKey().publicKey },
];
const accounts = (...deviceIds: string[]) =>
  brokerAccounts({ hubKeys: [], operatorKeys: [], devices, leaves: [{ name: 'harbour.leaf', deviceIds }] });
const leafLine = (text: string) => text.split('\n').find((line) => line.includes('harbour.leaf'));

describe('the broker of a site', () => {
  it('may say what its boxes may, and nothing of others', () => {
    expect(leafLine(accounts('pole-17'))).toContain('"kerbline.v1.records.pole-17.>"');
    expect(leafLine(accounts('pole-17'))).not.toContain('pole-18');
    expect(leafLine(accounts('pole-17', 'pole-18'))).toContain('"kerbline.v1.records.pole-18.>"');
  });

  it('may come as a leaf only, never as a client', () => {
    expect(leafLine(accounts('pole-17'))).toContain('allowed_connection_types: ["LEAFNODE"]');
  });

  it('has no place in the accounts without a box in force: an empty list would allow all', () => {
    expect(leafLine(accounts('pole-99'))).toBeUndefined();
    expect(leafLine(accounts())).toBeUndefined();
  });

  it('is named with its boxes in one word', () => {
    expect(readLeaf('harbour.leaf=pole-17+pole-18')).toEqual({
      name: 'harbour.leaf',
      deviceIds: ['pole-17', 'pole-18'],
    });
    for (const text of [
      'harbour=pole-17',
      'harbour.leaf',
      'harbour.leaf=',
      'harbour.leaf=a=b',
      'harbour.leaf=>',
      '*.leaf=a',
    ]) {
      expect(() => readLeaf(text), text).toThrow(KeyError);
    }
  });

  it('lets in the boxes of the site, each under its own subjects', () => {
    const text = siteAccounts(devices.slice(0, 1));
    expect(text).toContain(devices[0]?.publicKey);
    expect(text).not.toContain('pole-18');
    expect(() => siteAccounts([{ id: 'pole 17', publicKey: makeUserKey().publicKey }])).toThrow(KeyError);
  });
});
