import { describe, expect, it } from 'vitest';
import { assignmentsOf, changeInWords, readCityChange } from './city-settings.js';
import type { CitySettings } from './city-settings.js';

const KNOWN: CitySettings = {
  ...{ makesReports: true, reportHour: null, rawEventDays: 400, visitDays: 400, auditDays: 1_100 },
  ...{ publicFeed: false, publicGroupMin: 5 },
};
const problemsOf = (given: unknown) => {
  const wanted = readCityChange(given, KNOWN);
  return 'problems' in wanted ? wanted.problems.map(({ field, problem }) => `${field}: ${problem}`) : [];
};

describe('what a city decides otherwise', () => {
  it('is what it names, and the rest stays', () => {
    const wanted = readCityChange({ publicFeed: true, reportHour: null }, KNOWN);
    if ('problems' in wanted) throw new Error('refused');
    expect(assignmentsOf(wanted, 2)).toEqual({ sql: 'report_hour = $2, public_feed = $3', values: [null, true] });
    expect(changeInWords(wanted)).toBe('reportHour null, publicFeed true');
    expect(assignmentsOf({}, 2)).toBeNull();
  });

  it.each([
    [{ publicFeed: 'yes' }, 'publicFeed: expected true or false'],
    [{ publicGroupMin: 1 }, 'publicGroupMin: expected a whole number from 2 to 1000'],
    [{ reportHour: 24 }, 'reportHour: expected a whole number from 0 to 23'],
    [{ auditDays: 0 }, 'auditDays: expected a whole number from 1 to 3660'],
  ])('is refused where it is %j', (given, problem) => expect(problemsOf(given)).toEqual([problem]));

  it('takes the fewest that make a group, and no name that it does not know', () => {
    expect(problemsOf({ publicGroupMin: 2, reportHour: 0 })).toEqual([]);
    expect(problemsOf({ colour: 'red' })).toHaveLength(1);
  });

  it('does not keep visits for less long than the raw events that tell of the same stops', () => {
    expect(problemsOf({ visitDays: 30, rawEventDays: 30 })).toEqual([]);
    expect(problemsOf({ visitDays: 400 })).toEqual([]);
    expect(problemsOf({ visitDays: 399 })[0]).toContain('expected at least rawEventDays, which is 400');
  });
});
