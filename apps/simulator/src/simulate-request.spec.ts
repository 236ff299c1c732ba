import { describe, expect, it } from 'vitest';
import { simulateRequest } from './simulate-request.js';

const NOW = Date.UTC(2026, 4, 14, 12);
const DAY_MS = 86_400_000;
const GIVEN = {
  ...{ cameras: '4', days: '1', rate: '0', seed: '1', nats: 'nats://127.0.0.1:4222', devicePrefix: 'sim' },
  patience: '60',
};

describe('what is asked of a simulation', () => {
  it('is a day that ends now, unless told', () => {
    expect(simulateRequest(GIVEN, NOW)).toMatchObject({ cameras: 4, fromMs: NOW - DAY_MS, toMs: NOW });
  });

  it('may lie in the past as long as a hub takes its records: a hundred days', () => {
    const until = new Date(NOW - 98 * DAY_MS).toISOString();
    expect(simulateRequest({ ...GIVEN, days: '2', until }, NOW).fromMs).toBe(NOW - 100 * DAY_MS);
    expect(() => simulateRequest({ ...GIVEN, days: '2.1', until }, NOW)).toThrow(/^--days 2.1 would begin/);
  });

  it.each([
    ['cameras', '0', /^--cameras is "0", expected a whole number from 1 to 400/],
    ['days', '101', /^--days is "101", expected a number from 0.01 to 100/],
    ['seed', '1.5', /^--seed is "1.5", expected a whole number/],
    ['rate', '-1', /^--rate is "-1"/],
    ['devicePrefix', 'Sim', /^--device-prefix is "Sim"/],
    ['until', 'yesterday', /^--until is "yesterday", expected an ISO 8601 time/],
    ['until', '2027-01-01', /^--until is 2027-01-01, which is to come/],
  ])('is refused with its %s named when it is %s', (name, value, message) => {
    expect(() => simulateRequest({ ...GIVEN, [name]: value }, NOW)).toThrow(message);
  });
});
