/*
 * Visits on random streets: cameras, curbs, traffic and detectors drawn from a seed, with exact truth, at the level of
 * detections. The detector's errors are those measured on the clips of ../shared/curbbench, and harder ones.
 *
 *   node dist/bench/streets.js [--streets 260] [--seed 1] [--scenario "red light"] [--condition night] [--failures]
 *
 * Street n shows scenario n mod 13 in condition n mod 10, so that 130 streets show every pair once.
 */
import { parseArgs } from 'node:util';
import { CONDITION_NAMES } from './support/streets/conditions.js';
import type { ConditionName } from './support/streets/conditions.js';
import { SCENARIOS } from './support/streets/scenario.js';
import type { Scenario } from './support/streets/scenario.js';
import { seeStreet, tellVisits } from './support/streets/street-run.js';
import { scoreStreet } from './support/streets/street-score.js';
import type { StreetScore } from './support/streets/street-score.js';
import { summarise } from './support/streets/street-summary.js';

const { values: args } = parseArgs({
  options: {
    streets: { type: 'string', default: '260' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    condition: { type: 'string' },
    failures: { type: 'boolean', default: false },
  },
});

const scores: { scenario: Scenario; condition: ConditionName; score: StreetScore }[] = [];
const first = Number(args.seed);
for (let n = 0; n < Number(args.streets); n++) {
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
