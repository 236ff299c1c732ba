const AFTERWARDS = `
The box makes its own key; the hub gets the public half. What it got is in STATE/identity, readable by its owner alone.
The box's configuration then needs its name (device: …) and its cameras, and no more of the broker.`;

/** A box becomes one of a city's. */
export function enrollCommand(program, load) {
  program
    .command('enroll')
    .alias('enrol')
    .description('makes this machine a box of a city, with a code from `kerbline device add`')
    .requiredOption('--hub <url>', "the hub's address, https://host")
    .requiredOption('--code <code>', 'the code, such as 7KQ2-M0XE-93TD-VB5A')
    .option('--state <folder>', "the box's state directory, as in its configuration", 'edge-state')
    .option('--again', 'although this machine is enrolled already')
    .option('--start', 'start the box afterwards')
    .option('--config <file>', 'with --start: the box and its cameras, YAML or JSON')
    .addHelpText('after', AFTERWARDS)
    .action(async ({ start, config, ...enrolment }) => {
      if (start && config === undefined) throw forPeople('--start needs the configuration: --config FILE');
      const { enrolBox } = await load('edge-node', 'enrolment/main');
      await enrolBox(enrolment, console.log);
      if (!start) return;
      process.env.KERBLINE_EDGE_CONFIG = config;
      process.argv.splice(2);
      await load('edge-node');
    });
}

function forPeople(message) {
  return Object.assign(new Error(message), { isForPeople: true, exitCode: 2 });
}
