import { beforeEach, describe, expect, it } from 'vitest';
import { readHubConfig } from '../config/hub-config.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { RequestLimits } from './request-limits.js';

const ADDRESS = '192.0.2.1';

describe('the door', () => {
  let limits: RequestLimits;
  const wait = (credential: string | null, nowMs: number, address = ADDRESS) =>
    limits.waitAtTheDoor({ address, credential }, nowMs);
  const limitsOf = (requestsPerSecond: string) =>
    new RequestLimits({ config: readHubConfig({ KERBLINE_REQUESTS_PER_SECOND: requestsPerSecond }) }, new HubMetrics());

  beforeEach(() => {
    limits = limitsOf('1');
  });

  it('is shut to a credential whose caller asked too much, until it may ask again', () => {
    for (let request = 0; request < 10; request++) limits.takeRequest('caller', 'key', 0);
    expect(wait('key', 0)).toBe(0);
    expect(() => limits.takeRequest('caller', 'key', 0)).toThrow('asks more than it may');
    expect(wait('key', 0)).toBe(1_000);
    expect(wait('key', 999)).toBeGreaterThan(0);
    expect(wait('key', 1_000)).toBe(0);
    expect(wait('other key', 0)).toBe(0);
  });

  it('lets two hundred unknown credentials of an address in, and twenty a second after that', () => {
    for (let guess = 0; guess < 200; guess++) expect(wait(`guess ${guess}`, 0)).toBe(0);
    expect(wait('one more', 0)).toBe(50);
    expect(wait('one more', 50)).toBe(0);
    expect(wait('one more', 0, '192.0.2.2')).toBe(0);
  });

  it('stays open to a credential that was right, whatever else its address sends', () => {
    limits.takeRequest('caller', 'key', 0);
    for (let guess = 0; guess < 201; guess++) wait(`guess ${guess}`, 0);
    expect(wait('one more', 0)).toBeGreaterThan(0);
    expect(wait('key', 0)).toBe(0);
  });

  it('lets four times as much in without a key as a key may ask', () => {
    for (let request = 0; request < 40; request++) expect(wait(null, 0)).toBe(0);
    expect(wait(null, 0)).toBe(250);
  });

  it('knows a credential to be hasty that asked more at once than a second allows, until it has paused', () => {
    limits = limitsOf('5');
    const isHasty = (credential: string | null, nowMs: number) =>
      limits.isHasty({ address: ADDRESS, credential }, nowMs);
    for (let request = 0; request < 5; request++) limits.takeRequest('caller', 'key', 0);
    expect(isHasty('key', 0)).toBe(false);
    limits.takeRequest('caller', 'key', 0);
    expect([isHasty('key', 0), isHasty('key', 199), isHasty('key', 200)]).toEqual([true, true, false]);
    expect([isHasty('other key', 0), isHasty(null, 0)]).toEqual([false, false]);
  });

  it('stands open where there is no limit', () => {
    limits = limitsOf('0');
    for (let request = 0; request < 300; request++) {
      expect(wait(null, 0)).toBe(0);
      expect(wait(`guess ${request}`, 0)).toBe(0);
    }
  });
});
