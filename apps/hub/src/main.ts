import { HubConfigError, readHubConfig } from './config/hub-config.js';
import { HubSettings } from './config/hub-settings.js';
import { createHub, startHub } from './hub.js';
import { LocalServers } from './local-servers.js';
import { HubLog, errorFields } from './log/hub-log.js';
import { WorkshopApart } from './reports/workshop/workshop-apart.js';

/** A hub that has not ended by itself by then is ended. */
const SHUTDOWN_MS_MAX = 2_800;

const config = configOrExit();
const log = new HubLog(config.logLevel);
const servers = new LocalServers(config.home);
let closeHub: () => Promise<void> = () => Promise.resolve();
let isClosing = false;

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void shutDown(signal, 0));
// Started by another process, the hub does not outlive it.
if (process.channel) process.on('disconnect', () => void shutDown('parent gone', 0));
process.on('unhandledRejection', (error) => {
  log.fatal('unexpected failure', { ...errorFields(error), stack: error instanceof Error ? error.stack : undefined });
  void shutDown('unexpected failure', 1);
});

try {
  const databaseUrl = config.databaseUrl ?? (await servers.startPostgres());
  const nats = config.natsUrl === null ? await servers.startNats() : { url: config.natsUrl, broker: config.broker };
  const settings = new HubSettings(config, databaseUrl, nats.url, nats.broker);
  const app = await createHub(settings, log, { reportWorkshop: WorkshopApart });
  closeHub = () => app.close();
  const url = await startHub(app, settings);
  log.info('hub ready', { url });
  process.send?.({ ready: url });
} catch (error) {
  log.fatal('hub cannot start', errorFields(error));
  await shutDown('cannot start', 1);
}

async function shutDown(reason: string, exitCode: number): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  log.info('hub closing', { reason });
  setTimeout(() => process.exit(exitCode || 1), SHUTDOWN_MS_MAX).unref();
  try {
    await closeHub();
    await servers.stop();
  } catch (error) {
    log.error('hub did not close cleanly', errorFields(error));
  }
  process.exit(exitCode);
}

function configOrExit() {
  try {
    return readHubConfig(process.env);
  } catch (error) {
    if (!(error instanceof HubConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
