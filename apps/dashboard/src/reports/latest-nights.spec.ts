import { describe, expect, it } from 'vitest';
import type { Report } from '../api/types.js';
import { latestNights } from './latest-nights.js';

const report = (day: string, revision: number): Report => ({
  id: `${day}/${revision}`,
  city: 'demo',
  day,
  revision,
  madeAt: `${day}T23:59:00Z`,
  changes: 0,
  links: { html: '', pdf: '', csv: '', json: '' },
});

describe('the reports on the page', () => {
  it('are the newest edition of each of the last days', () => {
    const listed = [report('2026-05-03', 1), report('2026-05-02', 2), report('2026-05-02', 1), report('2026-05-01', 1)];
    expect(latestNights(listed, 7).map(({ id }) => id)).toEqual(['2026-05-03/1', '2026-05-02/2', '2026-05-01/1']);
    expect(latestNights(listed, 2)).toHaveLength(2);
  });
});
