import { flag, oneOf, whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { CONDITION_NAMES } from './support/streets/conditions.js';
import type { ConditionName } from './support/streets/conditions.js';
import { SCENARIOS } from './support/streets/scenario.js';
import type { Scenario } from './support/streets/scenario.js';
import { seeStreet, tellVisits } from './support/streets/street-run.js';
import { scoreStreet } from './support/streets/street-score.js';
import type { StreetScore } from './support/streets/street-score.js';
import { summarise } from './support/streets/street-summary.js';

const args = benchOptions({
  name: 'streets',
  measures: `
Visits on random streets: cameras, curbs, traffic and detectors drawn from a seed, with exact truth, at the level of
detections. The detector's errors are those measured on the clips of ../shared/curbbench, and harder ones.

Street n shows scenario n mod 13 in condition n mod 10, so that 130 streets show every pair once.`,
  options: {
    streets: whole('how many', { unit: 'count', default: 260 }),
    seed: whole('of the first street; the next one has the next', { unit: 'number', default: 1, min: 0 }),
    scenario: oneOf(`those of one scenario alone: ${SCENARIOS.join(', ')}`, 'name', SCENARIOS),
    condition: oneOf(`those seen in one condition alone: ${CONDITION_NAMES.join(', ')}`, 'name', CONDITION_NAMES),
    failures: flag('tells each stop that was missed and each visit that was none'),
  },
  examples: [['--scenario "red light" --condition night --failures', 'what goes wrong at red lights in the night']],
});

const scores: { scenario: Scenario; condition: ConditionName; score: StreetScore }[] = [];
const first = args.seed;
for (let n = 0; n < args.streets; n++) {
  const scenario = SCENARIOS[n % SCENARIOS.length] ?? 'turnover';
  const condition = CONDITION_NAMES[n % CONDITION_NAMES.length] ?? 'measured';
  if (args.scenario && args.scenario !== scenario) continue;
  if (args.condition && args.condition !== condition) continue;
  const street = seeStreet(first + n, scenario, condition);
  const score = scoreStreet(street, await tellVisits(street));
  scores.push({ scenario, condition, score });
  if (!args.failures) continue;
  for (const stop of score.missed) console.log(first + n, scenario, '|', condition, '| missed', JSON.stringify(stop));
  for (const visit of score.wrong) console.log(first + n, scenario, '|', condition, '| false', JSON.stringify(visit));
}
const only = <K extends 'scenario' | 'condition'>(key: K, value: string) =>
  summarise(
    value,
    scores.filter((entry) => entry[key] === value).map(({ score }) => score),
  );
console.table(SCENARIOS.map((scenario) => only('scenario', scenario)));
console.table(CONDITION_NAMES.map((condition) => only('condition', condition)));
console.table([
  summarise(
    'all',
    scores.map(({ score }) => score),
  ),
]);
