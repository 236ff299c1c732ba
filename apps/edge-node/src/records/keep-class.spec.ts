import { expect, it } from 'vitest';
import { laneCounts, minuteReport, streetEvent } from '../../../../bench/support/street-records.js';
import { CurbRecords } from './curb-records.js';
import { keepClass } from './keep-class.js';

it('gives way by kind: reports, then lane counts, then dwells, and violations and faults last', () => {
  const dwell = streetEvent(0);
  const violation = streetEvent(18);
  const fault = new CurbRecords('north').ofLoss('no_video', 1, 2);
  const classes = [violation, fault, dwell, laneCounts(0), minuteReport(0)].map(({ body }) => keepClass(body));
  expect(classes).toEqual([0, 0, 1, 2, 3]);
});
