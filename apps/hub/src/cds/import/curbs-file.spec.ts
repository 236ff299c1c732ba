import { describe, expect, it } from 'vitest';
import { readCurbsFile } from './curbs-file.js';

const ring = (...corners: number[][]) => ({ type: 'Polygon', coordinates: [corners] });
const triangleAt = (lng: number, lat: number, inwards = 1) => {
  const step = -1e-3 * inwards;
  return ring([lng, lat], [lng + step, lat], [lng, lat + step], [lng, lat]);
};
const ZONE = { key: 'a', geometry: triangleAt(5, 52) };
const POLICY = { key: 'p', priority: 1, rules: [{ activity: 'parking' }] };

function problemOf(change: object): string | null {
  try {
    readCurbsFile(JSON.stringify({ zones: [ZONE], ...change }));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
const ofZone = (change: object) => problemOf({ zones: [{ ...ZONE, ...change }] });
const ofPolicy = (change: object) => problemOf({ policies: [{ ...POLICY, ...change }] });
const ofRule = (change: object) => ofPolicy({ rules: [{ activity: 'parking', ...change }] });

describe('a file of curbs', () => {
  it('has places as far as the poles and the date line, and none beyond', () => {
    expect(ofZone({ geometry: triangleAt(180, 89) })).toBeNull();
    expect(ofZone({ geometry: triangleAt(-180, -89, -1) })).toBeNull();
    expect(ofZone({ geometry: triangleAt(180.0001, 0) })).toContain('geometry.coordinates.0.0.0');
    expect(ofZone({ geometry: triangleAt(-180.0001, 0) })).toContain('geometry.coordinates.0.0.0');
    expect(ofZone({ geometry: triangleAt(0, 90.0001) })).toContain('geometry.coordinates.0.0.1');
    expect(ofZone({ geometry: triangleAt(0, -90.0001) })).toContain('geometry.coordinates.0.0.1');
    const withHeight = ring([0, 0, 1], [1e-3, 0, 1], [0, 1e-3, 1], [0, 0, 1]);
    expect(ofZone({ geometry: withHeight })).toContain('geometry.coordinates.0.0');
  });

  it.each([
    ['a key', 64, (text: string) => ofZone({ key: text })],
    ['a name', 500, (text: string) => ofZone({ street_name: text })],
    ['a policy’s description', 500, (text: string) => ofPolicy({ description: text })],
    ['a rule’s name', 500, (text: string) => ofRule({ name: text })],
    ['a user class', 500, (text: string) => ofRule({ user_classes: [text] })],
  ])('has %s of at most %i characters, and of one at least', (_what, max, problem) => {
    expect(problem('x')).toBeNull();
    expect(problem('x'.repeat(max))).toBeNull();
    expect(problem('x'.repeat(max + 1))).not.toBeNull();
    expect(problem('')).not.toBeNull();
  });

  it.each([
    ['rules', (count: number) => ofPolicy({ rules: classesApart(count) })],
    ['time spans', (count: number) => ofPolicy({ time_spans: Array(count).fill({ days_of_week: ['mon'] }) })],
    ['user classes', (count: number) => ofRule({ user_classes: names(count) })],
    ['rates', (count: number) => ofRule({ rate: Array(count).fill({ rate: 1, rate_unit: 'hour' }) })],
  ])('has at most a hundred %s in one place', (_what, problem) => {
    expect(problem(100)).toBeNull();
    expect(problem(101)).not.toBeNull();
  });

  it('has stays and times that make sense', () => {
    expect(ofRule({ max_stay: 1 })).toBeNull();
    expect(ofRule({ max_stay: 0 })).not.toBeNull();
    expect(ofRule({ max_stay: 1.5 })).not.toBeNull();
    const span = (change: object) => ofPolicy({ time_spans: [change] });
    expect(span({ time_of_day_start: '23:59', time_of_day_end: '24:00' })).toBeNull();
    expect(span({ time_of_day_start: '24:00' })).not.toBeNull();
    expect(span({ time_of_day_end: '24:01' })).not.toBeNull();
    for (const [field, most] of [
      ['days_of_month', 31],
      ['months', 12],
      ['weeks_of_month', 5],
    ] as const) {
      expect(span({ [field]: [1, most] })).toBeNull();
      for (const beyond of [[0], [most + 1], []])
        expect([field, beyond, span({ [field]: beyond })]).not.toContain(null);
    }
  });
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `class-${index}`);
}

function classesApart(count: number): object[] {
  return names(count).map((name) => ({ activity: 'parking', user_classes: [name] }));
}
