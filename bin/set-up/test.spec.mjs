import { describe, expect, it } from 'vitest';
import { countOutcomes } from './test.mjs';

const well = { success: true, numPassedTests: 7, numFailedTests: 0, testResults: [] };

describe('countOutcomes', () => {
  it('adds checks and tests', () =>
    expect(countOutcomes({ checks: [true, true, false], report: well })).toEqual({ passed: 9, failed: 1 }));

  it('counts a spec file that could not be read as a failure', () => {
    const report = { ...well, success: false, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(countOutcomes({ checks: [], report })).toEqual({ passed: 7, failed: 1 });
  });

  it('counts a failed test once', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }];
    const report = { ...well, success: false, numFailedTests: 1, testResults };
    expect(countOutcomes({ checks: [], report })).toEqual({ passed: 7, failed: 1 });
  });

  it('counts an error outside of any test', () =>
    expect(countOutcomes({ checks: [], report: { ...well, success: false } })).toEqual({ passed: 7, failed: 1 }));

  it('counts a run without a report as a failure', () =>
    expect(countOutcomes({ checks: [true], report: null })).toEqual({ passed: 1, failed: 1 }));
});
