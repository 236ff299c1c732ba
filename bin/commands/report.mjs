import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../set-up/set-up.mjs';

const DATABASE = `
The hub's database is read directly: DATABASE_URL, or that of the demo while it runs. Without --out the report is
printed. Exit codes: 0 done, 1 the database cannot be reached or read, 2 arguments are wrong.`;

/** The report of one day, on demand. */
export function reportCommand(program, load) {
  program
    .command('report')
    .description("prints the turnover report of a city's day, kept or made now")
    .requiredOption('--city <id>', 'the city')
    .requiredOption('--date <day>', "the day on the city's calendar, 2026-11-21")
    .option('--format <name>', 'html, pdf, csv or json', 'html')
    .option('--out <file>', 'where it goes')
    .addHelpText('after', DATABASE)
    .action(async (options) => {
      const { printReport } = await load('hub', 'reports/command');
      await printReport({ ...options, databaseUrl: databaseUrl() });
    });
}

/** What changed from one period to another. */
export function impactCommand(program, load) {
  program
    .command('impact')
    .description('says what changed from one period to another, or that it is not shown')
    .requiredOption('--city <id>', 'the city')
    .requiredOption('--before <days>', 'first and last day of the period before, 2026-03-02..2026-03-29')
    .requiredOption('--after <days>', 'first and last day of the period after')
    .option('--format <name>', 'text, html, pdf or json', 'text')
    .option('--out <file>', 'where it goes')
    .addHelpText('after', DATABASE)
    .action(async (options) => {
      const { printImpact } = await load('hub', 'reports/command');
      await printImpact({ ...options, databaseUrl: databaseUrl() });
    });
}

function databaseUrl() {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const state = join(process.env.KERBLINE_HOME || join(ROOT, '.kerbline'), 'demo.json');
  if (existsSync(state)) return JSON.parse(readFileSync(state, 'utf8')).databaseUrl;
  throw Object.assign(new Error('DATABASE_URL is not set, and no demo is running.'), {
    isForPeople: true,
    exitCode: 2,
  });
}
