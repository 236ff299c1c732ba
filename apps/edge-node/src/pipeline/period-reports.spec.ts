import { describe, expect, it } from 'vitest';
import type { CurbRecord, ScheduledReportBody } from '#events';
import { CurbRecords } from '../records/curb-records.js';
import { PeriodReports } from './period-reports.js';

describe('a period report', () => {
  it('counts what happened since the last one', () => {
    const reports = begin();
    for (let atMs = 0; atMs < 60_000; atMs += 200) reports.decoded(atMs);
    reports.analysed();
    reports.skipped(3);
    reports.videoBytes(1_000);
    expect(bodyOf(reports.take(60_000))).toEqual({
      type: 'scheduled_report',
      periodMs: 60_000,
      observedMs: 59_800,
      framesDecoded: 300,
      framesAnalysed: 1,
      framesSkipped: 3,
      videoBytes: 1_000,
      configHash: 7,
    });
    expect(bodyOf(reports.take(120_000))).toMatchObject({ periodMs: 60_000, observedMs: 0, framesDecoded: 0 });
  });

  it('does not count as seen what lies between a loss and the next picture', () => {
    const reports = begin();
    reports.decoded(0);
    reports.decoded(10_000);
    reports.lost();
    reports.decoded(50_000);
    reports.decoded(55_000);
    expect(bodyOf(reports.take(60_000)).observedMs).toBe(15_000);
  });

  it('never claims to have seen more than the period', () => {
    const reports = begin();
    reports.decoded(-5_000);
    reports.decoded(60_000);
    expect(bodyOf(reports.take(60_000)).observedMs).toBe(60_000);
  });

  it('is left out when no time has passed', () => {
    const reports = begin();
    reports.take(60_000);
    expect(reports.take(60_000)).toEqual([]);
    expect(reports.take(59_000)).toEqual([]);
  });

  it('speaks of the time of a recording, not of the time in which it was read', () => {
    const reports = new PeriodReports(new CurbRecords('north'), 7, { startMs: 1_000, isRecorded: true });
    reports.decoded(1_000);
    reports.decoded(91_000);
    const [record] = reports.take(1_800_000_000_000);
    expect(record).toMatchObject({ atMs: 91_000, body: { periodMs: 90_000, observedMs: 90_000 } });
  });
});

function begin(): PeriodReports {
  return new PeriodReports(new CurbRecords('north'), 7, { startMs: 0, isRecorded: false });
}

function bodyOf(records: readonly CurbRecord[]): ScheduledReportBody {
  const body = records[0]?.body;
  if (body?.type !== 'scheduled_report') throw new Error('no report was made');
  return body;
}
