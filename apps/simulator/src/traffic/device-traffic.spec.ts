import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '#events';
import { admissionProblem, publicationOf } from '#events/nats';
import { batchSubject } from '#events';
import { DAY_MS, cameraDay } from './camera-day.js';
import { deviceTraffic } from './device-traffic.js';
import { CURB_ZONES } from './street.js';

const DAY = Date.UTC(2026, 4, 14);
const WEEK = { cameraIds: ['box-1-1', 'box-1-2'], fromMs: DAY, toMs: DAY + 7 * DAY_MS };
const week = (seed: number) => [...deviceTraffic({ ...WEEK, seed })];

describe("a simulated camera's day", () => {
  it('is the same for the same seed, byte for byte, and another for another', () => {
    const bytes = (seed: number) => cameraDay('north', DAY, seed).map(encodeRecord);
    expect(bytes(1)).toEqual(bytes(1));
    expect(bytes(2)).not.toEqual(bytes(1));
  });

  it('has about the 2,000 records of a busy curb, each with its own id', () => {
    const records = cameraDay('north', DAY, 1);
    expect(records.length).toBeGreaterThan(1_700);
    expect(records.length).toBeLessThan(2_600);
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
  });

  it('holds only what survives the wire and a hub admits', () => {
    const from = publicationOf(batchSubject('box-1'));
    for (const record of cameraDay('north', DAY, 1)) {
      expect(decodeRecord(encodeRecord(record))).toEqual(record);
      expect(admissionProblem(record, from, DAY + 2 * DAY_MS)).toBeNull();
    }
  });

  it('ends every visit that it begins, and has no more of them at once than there are bays', () => {
    const standing = new Map<string, Set<string>>();
    for (const { body } of cameraDay('north', DAY, 1).sort((a, b) => a.atMs - b.atMs)) {
      if (body.type !== 'park_start' && body.type !== 'park_end') continue;
      const zone = standing.get(body.visit.zoneId) ?? new Set();
      standing.set(body.visit.zoneId, zone);
      if (body.type === 'park_start') zone.add(body.visit.id);
      else expect(zone.delete(body.visit.id)).toBe(true);
      const bays = CURB_ZONES.find(({ id }) => id === body.visit.zoneId)?.bays ?? 1;
      expect(zone.size).toBeLessThanOrEqual(bays);
    }
    expect([...standing.values()].every(({ size }) => size === 0)).toBe(true);
  });
});

describe("a simulated box's week", () => {
  it('tells each record of its cameras once, and some again', () => {
    const puts = week(1);
    const first = puts.filter(({ isRepeated }) => !isRepeated).map(({ record }) => record.id);
    const again = puts.filter(({ isRepeated }) => isRepeated).map(({ record }) => record.id);
    expect(new Set(first).size).toBe(first.length);
    expect(again.length).toBeGreaterThan(0);
    expect(again.every((id) => first.includes(id))).toBe(true);
  });

  it('has spells in which the box is offline, whose records come late and in their order', () => {
    const late = week(1).filter(({ record, putAtMs, isRepeated }) => !isRepeated && putAtMs > record.recordedAtMs);
    expect(late.length).toBeGreaterThan(0);
    const moments = late.map(({ record }) => record.recordedAtMs);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });

  it('has a camera that loses its picture, and reports that saw less for it', () => {
    const kinds = new Set(week(1).map(({ record }) => record.body.type));
    expect([...kinds].sort()).toEqual([
      ...['comms_lost', 'comms_restored', 'lane_flow', 'park_end', 'park_start', 'scheduled_report'],
    ]);
    const reports = week(1).flatMap(({ record: { body } }) => (body.type === 'scheduled_report' ? body : []));
    expect(reports.some(({ observedMs, periodMs }) => observedMs < periodMs)).toBe(true);
  });

  it('leaves out what was decided before its beginning or after its end', () => {
    const hour = [...deviceTraffic({ ...WEEK, seed: 1, fromMs: DAY + 3_600_000, toMs: DAY + 7_200_000 })];
    expect(hour.length).toBeGreaterThan(100);
    for (const { record } of hour) {
      expect(record.recordedAtMs).toBeGreaterThan(DAY + 3_600_000);
      expect(record.recordedAtMs).toBeLessThanOrEqual(DAY + 7_200_000);
    }
  });
});
