import type { DataSourceOptions } from 'typeorm';
import { ApiKeyRowSchema } from './api-key.row.js';
import { CameraHourRowSchema } from './camera-hour.row.js';
import { CameraFaultRowSchema, CameraRowSchema, CameraStateRowSchema } from './camera.row.js';
import { CityRowSchema } from './city.row.js';
import { DeviceRowSchema } from './device.row.js';
import { EventRowSchema } from './event.row.js';
import { LaneFlowRowSchema } from './lane-flow.row.js';
import { CreateTables1763800000000 } from './migrations/1763800000000-create-tables.js';
import { AddVisitEvidence1763900000000 } from './migrations/1763900000000-add-visit-evidence.js';
import { CreateLaneFlows1763900100000 } from './migrations/1763900100000-create-lane-flows.js';
import { createCities } from './migrations/1764000000000-create-cities.js';
import type { FirstCity } from './migrations/1764000000000-create-cities.js';
import { VisitRowSchema } from './visit.row.js';
import { ZoneHourRowSchema } from './zone-hour.row.js';
import { ZoneRowSchema } from './zone.row.js';

const CONNECTIONS_MAX = 10;
/** A database that is away is noticed after this long. */
const CONNECT_MS_MAX = 3_000;
/** No statement of the hub takes longer when all is well; well below the ack wait of a delivery. */
const STATEMENT_MS_MAX = 10_000;

/** What nobody configured otherwise. */
const DEMO_CITY: FirstCity = { id: 'demo', name: 'Demo', timeZone: 'UTC' };

/**
 * How the hub speaks to PostgreSQL. `onPoolError`: told when an idle connection breaks, which heals by itself.
 * `city`: where rows of the time before there were cities belong.
 */
export function dataSourceOptions(
  url: string,
  onPoolError: (error: unknown) => void,
  city: FirstCity = DEMO_CITY,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    applicationName: 'kerbline-hub',
    entities: [
      EventRowSchema,
      VisitRowSchema,
      ZoneHourRowSchema,
      CameraHourRowSchema,
      CameraRowSchema,
      CameraStateRowSchema,
      CameraFaultRowSchema,
      ZoneRowSchema,
      LaneFlowRowSchema,
      ApiKeyRowSchema,
      CityRowSchema,
      DeviceRowSchema,
    ],
    migrations: [
      CreateTables1763800000000,
      AddVisitEvidence1763900000000,
      CreateLaneFlows1763900100000,
      createCities(city),
    ],
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    installExtensions: false,
    // Counts and milliseconds stay far below 2^53.
    parseInt8: true,
    poolSize: CONNECTIONS_MAX,
    connectTimeoutMS: CONNECT_MS_MAX,
    poolErrorHandler: onPoolError,
    extra: {
      statement_timeout: STATEMENT_MS_MAX,
      idle_in_transaction_session_timeout: STATEMENT_MS_MAX,
      // The driver's own limit, for a server that stops answering in the middle of a statement.
      query_timeout: STATEMENT_MS_MAX + 2_000,
      keepAlive: true,
    },
  };
}
