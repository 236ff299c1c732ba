import { describe, expect, it } from 'vitest';
import type { ReportChange } from '#curb';
import { headlineChanges, visibleChanges } from './change-words.js';

const change = (figure: ReportChange['figure'], before: number, after: number): ReportChange => ({
  place: 'demo',
  scope: 'city',
  figure,
  before,
  after,
});

describe('what a revision changed', () => {
  it('leaves out what is printed as before', () => {
    const stays = change('medianDwellMs', 1_440_000, 1_445_000);
    const longer = change('medianDwellMs', 1_440_000, 1_500_000);
    expect(visibleChanges([stays, longer])).toEqual([longer]);
  });

  it('says first what became of the main figures of the city', () => {
    const street = { ...change('sessions', 1, 2), scope: 'street' as const };
    const changes = [
      change('sessions', 228, 283),
      change('turnover', 1, 2),
      change('blockedMs', 60_000, 120_000),
      street,
    ];
    expect(headlineChanges(changes).replaceAll('\u00a0', ' ')).toBe(
      'For the whole city: sessions 228 before, 283 now; time of blocked lane 1 min before, 2 min now.',
    );
    expect(headlineChanges([street])).toBe('');
  });
});
