import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { EdgeConfigError } from './config/edge-config.js';
import { withdrawEnvironment } from './config/environment.js';
import { BoxFile } from './fleet/box-file.js';
import { PinoEventLog } from './logging/event-log.js';
import { WorkerAnalysts } from './pipeline/worker-analysts.js';
import { startBox } from './start-box.js';

const EXIT_FAILED = 1;
const EXIT_CONFIG = 2;
/** Everything stops within this time or is cut off: whoever stops the box will not wait longer. */
const STOP_MS_MAX = 3_000;

const USAGE = `Usage: edge-node --config FILE
Watches the cameras of one box and sends what happens at the curb to the hub.
  --config FILE  the box's file, YAML or JSON (or KERBLINE_EDGE_CONFIG)
Environment: NATS_URL, KERBLINE_EDGE_HTTP_PORT and KERBLINE_LOG_LEVEL (debug, info, warn, error, silent).`;

// The pieces of a pipe are memory outside of V8's heap, megabytes a second, that only its small collections free. V8 counts
// them against a limit a tenth above a heap at rest, and so collects everything every four seconds, for ever: a third of
// what a still street costs. Twice the heap is room enough (decision 20).
setFlagsFromString('--heap-growing-percent=100');

process.exitCode = await main();

async function main(): Promise<number> {
  const environment = withdrawEnvironment(process.env);
  const path = configPath(environment['KERBLINE_EDGE_CONFIG']);
  if (path === null) return EXIT_CONFIG;
  const configFile = new BoxFile(path, environment);
  let config;
  try {
    config = configFile.read();
  } catch (error) {
    if (!(error instanceof EdgeConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT_CONFIG;
  }
  const log = new PinoEventLog({ app: 'edge-node', device: config.deviceId }, environment['KERBLINE_LOG_LEVEL']);
  const asked = stopAsked();
  try {
    const box = await startBox({ config, configFile, analysts: new WorkerAnalysts(), log });
    log.info('box started', { url: box.url, cameras: config.cameras.map(({ id }) => id) });
    log.info('box stopping', { reason: await asked });
    // A timer that does not keep the process alive: it only ends one that would not end.
    setTimeout(() => process.exit(EXIT_FAILED), STOP_MS_MAX).unref();
    await box.stop();
    log.info('box stopped');
    process.exit(0);
  } catch (error) {
    log.error('box failed', { error });
    process.exit(EXIT_FAILED);
  }
}

function configPath(fallback: string | undefined): string | null {
  try {
    const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean' } } });
    const path = values.config ?? fallback;
    if (!values.help && path) return path;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  process.stderr.write(`${USAGE}\n`);
  return null;
}

/** Resolves with the reason when somebody wants the box to stop; a starter that goes away takes it along. */
function stopAsked(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    if (process.channel) process.once('disconnect', () => resolve('the starting process ended'));
  });
}
