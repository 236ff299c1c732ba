const CITY = ['--city <id>', 'the city (default: the one this hub is configured for, KERBLINE_CITY)'];
const DATABASE = '\nReads DATABASE_URL, as the hub does. What it changes stands in `kerbline audit`.';
const say = (line) => console.log(line);

/** Who may use the API: keys are made here and told once. */
export function keyCommand(program, load) {
  const key = program.command('key').description('the keys of the API, by city').addHelpText('after', DATABASE);
  key
    .command('add')
    .description('makes a key and shows it, this once')
    .requiredOption('--name <text>', 'who or what will use it')
    .requiredOption('--scopes <list>', 'of read, operate, label, admin, separated by commas; admin covers the others')
    .option('--days <number>', 'for so many days (default: until it is revoked)')
    .option(...CITY)
    .action(async (options) => (await load('hub', 'administration/key-commands')).addKey(options, process.env, say));
  key
    .command('list')
    .description('shows every key that was ever made, when it ends and when it was last used')
    .option(...CITY)
    .action(async (options) => (await load('hub', 'administration/key-commands')).listKeys(options, process.env, say));
  key
    .command('revoke <id>')
    .description('from the next request on nobody gets in with it, or with its tokens')
    .option(...CITY)
    .action(async (id, options) =>
      (await load('hub', 'administration/key-commands')).revokeKey(id, options, process.env, say),
    );
}

export function auditCommand(program, load) {
  program
    .command('audit')
    .description('shows who changed what, the newest first')
    .option(...CITY)
    .action(async (options) =>
      (await load('hub', 'administration/audit-commands')).showAudit(options, process.env, say),
    );
}

export function forgetCommand(program, load) {
  program
    .command('forget')
    .description("deletes a city's single stops from before a day, and proves it by counting")
    .requiredOption('--city <id>', 'the city')
    .requiredOption('--before <day>', 'a day such as 2026-05-14 (from 00:00 UTC), or a time with its zone')
    .option('--everything', 'the hours that were counted, too')
    .addHelpText('after', DATABASE)
    .action(async (options) => (await load('hub', 'administration/forget')).forget(options, process.env, say));
}
