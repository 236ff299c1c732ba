import { createHub } from './hub.js';
import { openApiDocument } from './api/open-api.js';
import { readHubConfig } from './config/hub-config.js';
import { HubSettings } from './config/hub-settings.js';
import { HubLog } from './log/hub-log.js';

// Puts the hub together without starting it, so nothing is connected to and the addresses are never used.
const settings = new HubSettings(readHubConfig({}), 'postgres://127.0.0.1/none', 'nats://127.0.0.1');
const app = await createHub(settings, new HubLog('silent'));
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`);
