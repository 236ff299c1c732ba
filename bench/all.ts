import { join } from 'node:path';
import { flag, someOf } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { FORMS } from './support/forms.js';
import { areWell, runBenches } from './support/run-benches.js';

const NAMES = FORMS.filter(({ quick, long }) => quick ?? long).map(({ name }) => name);

const args = benchOptions({
  name: 'all',
  measures: `
Runs the benches one after another in their quick forms, which take minutes each, and goes on when one fails. At its end
stands a table of how long each took and how it ended. Exit code 1: one of them failed. One whose recordings are not here
is skipped, and that is no failure.`,
  options: {
    long: flag('the long forms, of those that have one: up to hours'),
    only: someOf(`some of ${NAMES.join(', ')}`, 'names', NAMES),
  },
  examples: [['--only reads,exports --long', 'the long forms of two']],
});

const runs = FORMS.flatMap(({ name, quick, long }) => {
  const options = args.long ? long : quick;
  if (!options || (args.only && !args.only.includes(name))) return [];
  return [{ name, args: [join(import.meta.dirname, `${name}.js`), ...options] }];
});
if (runs.length === 0) {
  console.error('none of these has a long form: leave --long out');
  process.exit(2);
}
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const outcomes = await runBenches(runs, { tell: (line) => console.log(line), stop: stop.signal });
console.table(
  outcomes.map(({ name, seconds, exitCode, result }) => ({ bench: name, seconds, 'exit code': exitCode, result })),
);
if (!areWell(outcomes) || outcomes.length < runs.length) process.exitCode = 1;
