import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyzeCommand } from './commands/analyze.mjs';
import { edgeCommand, hubCommand } from './commands/applications.mjs';
import { cityCommand } from './commands/city.mjs';
import { configCommand } from './commands/config.mjs';
import { curbsCommand } from './commands/curbs.mjs';
import { deadLettersCommand } from './commands/dead-letters.mjs';
import { demoCommand, resetCommand } from './commands/demo.mjs';
import { devCaCommand } from './commands/dev-ca.mjs';
import { brokerKeyCommand, deviceCommand } from './commands/device.mjs';
import { enrollCommand } from './commands/enroll.mjs';
import { rebuildCommand } from './commands/rebuild.mjs';
import { auditCommand, forgetCommand, keyCommand } from './commands/key.mjs';
import { impactCommand, reportCommand } from './commands/report.mjs';
import { simulateCommand } from './commands/simulate.mjs';
import { townCommand } from './commands/town.mjs';
import { trackCommand } from './commands/track.mjs';

/** Every command of `kerbline`; each loads what it runs only when it runs. */
const COMMANDS = [
  analyzeCommand,
  auditCommand,
  brokerKeyCommand,
  cityCommand,
  configCommand,
  curbsCommand,
  deadLettersCommand,
  demoCommand,
  devCaCommand,
  deviceCommand,
  edgeCommand,
  enrollCommand,
  forgetCommand,
  hubCommand,
  impactCommand,
  keyCommand,
  rebuildCommand,
  reportCommand,
  resetCommand,
  simulateCommand,
  townCommand,
  trackCommand,
];

const EXIT = { failure: 1, usage: 2 };

export async function runCommandLine(args) {
  const { Command, CommanderError } = await import('commander').catch(() => {
    console.error('The npm packages are not installed: run `npm ci` (or `npm start`, which does it).');
    process.exit(EXIT.failure);
  });
  const program = defineCommands(new Command('kerbline'), loadCompiled);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
      return;
    }
    console.error(error.isForPeople === true ? error.message : error);
    process.exitCode = error.exitCode ?? EXIT.failure;
  }
}

/** Puts every command into an empty program; `load` resolves with an application's module. */
export function defineCommands(program, load) {
  program
    .description('Counts how the curb is used, on the pole, and turns it into numbers a city can publish.')
    .exitOverride();
  for (const define of COMMANDS) define(program, load);
  return program;
}

/** A compiled application, or another entry of it, or a sentence when there is none. */
async function loadCompiled(application, entry = 'main') {
  const path = fileURLToPath(new URL(`../dist/apps/${application}/src/${entry}.js`, import.meta.url));
  if (existsSync(path)) return import(path);
  throw Object.assign(new Error(`${application} is not built yet: run \`npm run build\` first.`), {
    isForPeople: true,
  });
}
