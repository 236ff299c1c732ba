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

  it('is nobody without a box in force, for an empty list would allow all, but keeps its account', () => {
    for (const text of [accounts('pole-99'), accounts()]) {
      expect(leafLine(text)).toBeUndefined();
      expect(text).toContain('  KERBLINE_SITE_harbour_leaf {');
    }
  });

  it('lives in an account with its boxes, and what crosses over from there is theirs alone', () => {
    const [others = '', site = ''] =
      accounts('pole-17').split('  KERBLINE_BOXES {')[1]?.split('  KERBLINE_SITE_') ?? [];
    expect(site).toContain(devices[0]?.publicKey);
    expect(others).not.toContain(devices[0]?.publicKey);
    const imports = site.split('imports: [')[1]?.match(/subject: "[^"]+"/g) ?? [];
    expect(imports.length).toBeGreaterThan(4);
    for (const subject of imports) expect(subject).toMatch(/[.]pole-17([.]|"$)/);
  });

  it('is asked what its boxes are asked: the hub turns to one account for each box', () => {
    const asked = accounts('pole-17').match(/account: KERBLINE_(BOXES|SITE_\S+), subject: "kerbline.v1.request[^"]+"/g);
    expect(asked).toEqual([
      'account: KERBLINE_BOXES, subject: "kerbline.v1.request.pole-18.>"',
      'account: KERBLINE_SITE_harbour_leaf, subject: "kerbline.v1.request.pole-17.>"',
    ]);
  });

  it('is refused a box that another has: it has one way in', () => {
    const leaves = ['a.leaf', 'b.leaf'].map((name) => ({ name, deviceIds: ['pole-17'] }));
    expect(() => brokerAccounts({ hubKeys: [], operatorKeys: [], devices, leaves })).toThrow(/behind two leaves/);
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
