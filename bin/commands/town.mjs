import { setPriority } from 'node:os';

/** What the town's box keeps while its hub is away. */
const OUTBOX_BYTES_MAX = 64_000_000;
/** A history is told beside a box that watches a street: whatever else runs comes first. */
const NICE = 10;
/** What it has told waits on the disk: it need not wait for a broker that has died with the one who started it. */
const STOP_MS_MAX = 2_000;
const EXPLAINED = `
The folder holds who the town's box is (identity/, as a box that has enrolled), how far the town has been told
(told.json), and its curbs for \`kerbline curbs import\` (curbs.json, written here). Told twice it says nothing twice.`;

/** The small city of the demo, which does not exist. */
export function townCommand(program, load) {
  program
    .command('town')
    .description('tells the last six weeks of a small simulated city through a box of its own, as the demo does')
    .requiredOption('--folder <path>', 'where it keeps what it knows')
    .option('--nats <url>', 'the broker', process.env.NATS_URL || 'nats://127.0.0.1:4222')
    .option('--time-zone <name>', 'IANA name; once begun it stays as it is', 'UTC')
    .option('--rate <records>', 'records a second', '1000')
    .option('--patience <seconds>', 'how long to wait for the hub at the end', '600')
    .option('--follow', 'then go on with what happens now')
    .addHelpText('after', EXPLAINED)
    .action(async ({ folder, nats, timeZone, rate, patience, follow }) => {
      const { tellTown } = await load('simulator', 'town/main');
      const { HeadlessBox } = await load('edge-node', 'records/headless-box');
      const { PinoEventLog } = await load('edge-node', 'logging/event-log');
      const log = new PinoEventLog({ app: 'town' }, process.env.LOG_LEVEL ?? 'silent');
      setPriority(NICE);
      const stopping = new AbortController();
      const stop = () => {
        stopping.abort();
        setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
      };
      for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
      await tellTown(
        {
          ...{ folder, natsUrl: nats, timeZone, rate: Number(rate) || 1_000 },
          ...{ patienceMs: Number(patience) * 1_000, follow: follow === true, stopping: stopping.signal },
        },
        (box) => new HeadlessBox({ ...box, bytesMax: OUTBOX_BYTES_MAX, log }),
        (line) => console.log(line),
      );
    });
}
