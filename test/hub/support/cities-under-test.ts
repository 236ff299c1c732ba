import { Cities } from '../../../apps/hub/src/cities/cities.js';
import { readHubConfig } from '../../../apps/hub/src/config/hub-config.js';
import { HubLog } from '../../../apps/hub/src/log/hub-log.js';
import type { Database } from '../../../apps/hub/src/persistence/database.js';

/** The cities of a hub whose home city is `demo`, in this time zone. */
export function citiesIn(database: Database, timeZone = 'UTC'): Cities {
  return new Cities(database, { config: readHubConfig({ KERBLINE_TIME_ZONE: timeZone }) }, new HubLog('silent'));
}
