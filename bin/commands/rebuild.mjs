/** Numbers counted again from raw events: to check them, and to correct them after a change of the city's time zone. */
export function rebuildCommand(program, load) {
  program
    .command('rebuild')
    .description('counts visits and hours again from raw events and tells every difference')
    .requiredOption('--from <time>', 'from the hour that holds this time, ISO 8601')
    .requiredOption('--to <time>', 'until the hour that holds this time, ISO 8601')
    .option('--city <id>', 'only this city; without it every city of the hub')
    .option('--fix', 'write what the raw events amount to')
    .option('--json', 'print the differences as JSON')
    .addHelpText(
      'after',
      [
        '',
        'The database is that of DATABASE_URL. Hubs may go on meanwhile: a camera at a time is counted, and its new records',
        'wait for that. Exit codes: 0 nothing differs, 1 something differed (also when --fix corrected it), 2 arguments.',
      ].join('\n'),
    )
    .action(async (options) => {
      const { runRebuild } = await load('hub', 'rebuild/run-rebuild');
      const count = await runRebuild({ ...options, databaseUrl: process.env.DATABASE_URL || undefined });
      process.exitCode = count === 0 ? 0 : 1;
    });
}
