const KEYS = `
Without --seed-out or --public-key the box gets a code: it works once, for a day, and the box makes its own key, whose
seed never leaves it. The hub's database is named by DATABASE_URL, or is that of the demo that runs here.`;

/** The boxes of a city: who may connect to its broker. */
export function deviceCommand(program, load) {
  const device = program.command('device').description('the boxes of a city and their keys');
  const main = () => load('hub', 'devices/main');
  withKeyOptions(
    device
      .command('add <id>')
      .description('makes a box known and gives it a code, or a key')
      .requiredOption('--city <city>', 'the city it belongs to')
      .option('--camera <id...>', 'cameras of that city that are this box’s from now on'),
  ).action(async (id, options) => (await main()).addDevice({ id, ...options }, console.log));
  withKeyOptions(
    device.command('rotate <id>').description('a new code, or a new key in the place of the one it has'),
  ).action(async (id, options) => (await main()).rotateDevice({ id, ...options }, console.log));
  device
    .command('revoke <id>')
    .description('takes its key back; the broker cuts it off')
    .action(async (id) => (await main()).revokeDevice(id, console.log));
  device
    .command('list')
    .description('all boxes, their state and their cameras')
    .option('--json', 'as JSON')
    .action(async (options) => (await main()).listDevices(options, console.log));
  device
    .command('accounts')
    .description('writes the accounts file of a broker on this machine and has its server read it (SIGHUP)')
    .requiredOption('--out <file>', "the file that the server's configuration includes")
    .requiredOption('--pid-file <file>', 'the pid_file of its configuration')
    .requiredOption('--hub-key <key...>', 'public keys of the hubs')
    .option('--operator-key <key...>', 'public keys that may look on')
    .option('--leaf <leaf...>', 'brokers at sites and their boxes: harbour.leaf=pole-17+pole-18')
    .option('--watch', 'stay, and do it again at every change')
    .action(async (options) => (await main()).keepAccounts(options, console.log));
  device
    .command('site-accounts')
    .description('writes the accounts file of the broker at a site (infra/nats/leaf.conf), to be carried there')
    .requiredOption('--out <file>', "the file that the server's configuration includes")
    .requiredOption('--box <id...>', 'the boxes there')
    .action(async (options) => (await main()).writeSiteAccounts(options, console.log));
}

function withKeyOptions(command) {
  return command
    .option('--seed-out <file>', 'make the key here and write its seed to this file (0600), or print it once (-)')
    .option('--public-key <key>', 'the key the box has made already')
    .addHelpText('after', KEYS);
}

/** A key pair for a hub or an operator. */
export function brokerKeyCommand(program, load) {
  program
    .command('broker-key')
    .description('makes a key for a hub or an operator: the seed into a file (0600), the public key printed')
    .requiredOption('--out <file>', 'where the seed goes; a file that is there is kept')
    .action(async ({ out }) => {
      const { keyFile } = await load('hub', 'devices/main');
      keyFile(out, console.log);
    });
}
