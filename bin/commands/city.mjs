const DATABASE = '\nReads DATABASE_URL, as the hub does. What it changes stands in `kerbline audit`.';
const say = (line) => console.log(line);

/** The cities of a hub, and what each has decided. */
export function cityCommand(program, load) {
  const city = program
    .command('city')
    .description('the cities of a hub and their settings')
    .addHelpText('after', DATABASE);
  const commands = () => load('hub', 'administration/city-commands');
  withSettings(
    city
      .command('add <id>')
      .description('makes a city; boxes come into it with `kerbline device add`')
      .option('--name <text>', 'what people call it (default: its id)')
      .option('--time-zone <name>', 'IANA name: where its hours and days begin', 'UTC'),
  ).action(async (id, options) => (await commands()).addCity(id, options, process.env, say));
  withSettings(
    city.command('set <id>').description('changes what a city has decided; what is not named stays as it is'),
  ).action(async (id, options) => (await commands()).setCity(id, options, process.env, say));
  city
    .command('list')
    .description('all cities of the hub with their settings')
    .action(async () => (await commands()).listCities(process.env, say));
}

function withSettings(command) {
  return command
    .option('--reports <on|off>', 'whether each of its days is reported on')
    .option('--report-hour <hour>', 'from this hour of its clock on, 0 to 23, or "default" for the hub’s own')
    .option('--raw-event-days <days>', 'how long raw events are kept')
    .option('--visit-days <days>', 'how long visits, and whatever else tells of a single stop, are kept')
    .option('--audit-days <days>', 'how long lines of the audit log are kept')
    .option('--public-feed <on|off>', 'whether anybody may read its aggregates')
    .option('--public-group-min <sessions>', 'no aggregate of fewer sessions is public')
    .addHelpText('after', DATABASE);
}
