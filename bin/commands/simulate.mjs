/** What a simulated box keeps on this machine's disk while its hub is away: a box's own default is of this order. */
const OUTBOX_BYTES_MAX = 64_000_000;

const EXPLAINED = `
The records travel as a box's do: through its outbox on disk and its link. They hold visits with starts and ends, double
parking, lane flow, a report a minute, camera faults, offline spells whose records come late, and repetitions. The same
--seed, --until, --days, --cameras and --device-prefix give the same records, so a second run changes nothing at the hub.
Past times are fine as long as the hub takes them (100 days, and what its city keeps of raw events). The broker may ask
for a user: nats://user:password@host:port.

Exit codes: 0 the hub has all of it, 1 it gave some up or had not all within --patience, 2 arguments.`;

/** Streets without cameras: to fill a hub, to load it, and to check it against a ledger. */
export function simulateCommand(program, load) {
  program
    .command('simulate')
    .description('tells the traffic of simulated streets through real boxes')
    .requiredOption('--cameras <count>', 'how many, four to a box')
    .option('--days <days>', 'how much of the street’s time', '1')
    .option('--rate <records>', 'records a second, all boxes together; 0: as fast as they go', '0')
    .option('--seed <number>', 'another number, another street', '1')
    .option('--until <time>', 'when the last day ends, ISO 8601; without it now')
    .option('--nats <url>', 'the broker', process.env.NATS_URL || 'nats://127.0.0.1:4222')
    .option('--device-prefix <prefix>', 'boxes are called <prefix>-1, -2 …, their cameras <prefix>-1-1 …', 'sim')
    .option('--ledger <file>', 'writes what the boxes have called safe: id, hash, time, one JSON object a line')
    .option('--patience <seconds>', 'how long to wait for the hub at the end', '600')
    .addHelpText('after', EXPLAINED)
    .action(async (options) => {
      const { runSimulation } = await load('simulator');
      const { HeadlessBox } = await load('edge-node', 'records/headless-box');
      const { PinoEventLog } = await load('edge-node', 'logging/event-log');
      const log = new PinoEventLog({ app: 'simulator' }, process.env.LOG_LEVEL ?? 'silent');
      const result = await runSimulation(
        options,
        (box) => new HeadlessBox({ ...box, bytesMax: OUTBOX_BYTES_MAX, log }),
      );
      console.log(JSON.stringify(result));
      process.exitCode = result.givenUp + result.waiting > 0 ? 1 : 0;
    });
}
