import { impactReport } from '#curb';
import type { ImpactMeasure } from '#curb';
import { whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { simulatedPeriods } from './support/simulated-periods.js';
import type { TrueChange } from './support/simulated-periods.js';

const args = benchOptions({
  name: 'impact',
  measures: `
How often the impact report's 95 % intervals hold the true change, and how often it claims a change that is none.

Simulated cities with weekdays, days that take after the day before, and a known change; seeded. An interval that keeps
its promise holds the truth in 95 of 100 runs, and claims a change without one in 5. Of 200 runs a right interval's share
lies outside 93 to 97 % by chance once in seven times: the long form tells chance from fault.`,
  options: {
    seeds: whole('how many cities of each sort', { unit: 'count', default: 200 }),
    from: whole('the first seed: others than those that the method was mended on tell whether it was mended', {
      unit: 'number',
      default: 1,
      min: 0,
    }),
  },
  examples: [['--seeds 2000', 'the long form: some five minutes']],
});
const { seeds: SEEDS, from: FROM } = args;
const CITIES: readonly { readonly name: string; readonly weeks: number; readonly change: TrueChange }[] = [
  { name: 'no change', weeks: 4, change: { sessions: 1, doubleParking: 1 } },
  { name: 'turnover -26 %, double parking -64 %', weeks: 4, change: { sessions: 0.74, doubleParking: 0.36 } },
  { name: 'turnover +10 %, double parking -10 %', weeks: 4, change: { sessions: 1.1, doubleParking: 0.9 } },
  { name: 'the same over 8 weeks', weeks: 8, change: { sessions: 1.1, doubleParking: 0.9 } },
];
const TRUTHS: readonly [ImpactMeasure, keyof TrueChange][] = [
  ['turnover', 'sessions'],
  ['doubleParking', 'doubleParking'],
  ['blockedMinutes', 'doubleParking'],
  ['emissions', 'doubleParking'],
];

for (const { name, weeks, change } of CITIES) {
  const reports = Array.from({ length: SEEDS }, (_, seed) => {
    const { before, after } = simulatedPeriods(FROM + seed, { weeks, change });
    return impactReport(before, after);
  });
  console.log(`\n${name}, ${weeks} weeks against ${weeks}, ${SEEDS} seeds from ${FROM}`);
  for (const [measure, truth] of TRUTHS) {
    const effects = reports.flatMap(({ effects: all }) => all.filter((effect) => effect.measure === measure));
    const held = effects.filter(({ low, high }) => (low ?? 0) <= change[truth] - 1 && change[truth] - 1 <= (high ?? 0));
    const claimed = effects.filter(({ verdict }) => verdict !== 'not_shown');
    const widths = effects.map(({ low, high }) => (high ?? 0) - (low ?? 0));
    const width = widths.reduce((sum, value) => sum + value, 0) / widths.length;
    const share = (count: number) => `${((count * 100) / SEEDS).toFixed(1).padStart(5)} %`;
    console.log(
      `  ${measure.padEnd(15)} interval holds the truth ${share(held.length)}, change claimed ${share(claimed.length)}, width ${(width * 100).toFixed(1)} points`,
    );
  }
}
