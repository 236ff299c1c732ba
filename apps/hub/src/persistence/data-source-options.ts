import type { DataSourceOptions } from 'typeorm';
import { ApiKeyRowSchema } from './api-key.row.js';
import { AuditRowSchema } from './audit.row.js';
import { CameraHourRowSchema } from './camera-hour.row.js';
import { CameraFaultRowSchema, CameraRowSchema, CameraStateRowSchema } from './camera.row.js';
import { BlockedHourRowSchema, CityHourRowSchema } from './city-hour.row.js';
import { CityRowSchema } from './city.row.js';
import { CameraAnchorRowSchema, CurbFeatureRowSchema, CurbPolicyRowSchema, CurbZoneRowSchema } from './curb.row.js';
import { DeviceRowSchema } from './device.row.js';
import { EventRowSchema } from './event.row.js';
import { LaneFlowRowSchema } from './lane-flow.row.js';
import { LaneHourRowSchema } from './lane-hour.row.js';
import { CreateTables1763800000000 } from './migrations/1763800000000-create-tables.js';
import { AddVisitEvidence1763900000000 } from './migrations/1763900000000-add-visit-evidence.js';
import { CreateLaneFlows1763900100000 } from './migrations/1763900100000-create-lane-flows.js';
import { createCities } from './migrations/1764000000000-create-cities.js';
import { ScopeApiKeys1764400000000 } from './migrations/1764400000000-scope-api-keys.js';
import { IndexQuestions1764500000000 } from './migrations/1764500000000-index-questions.js';
import type { FirstCity } from './migrations/1764000000000-create-cities.js';
import { CreateFleet1764100000000 } from './migrations/1764100000000-create-fleet.js';
import { PartitionEvents1764000100000 } from './migrations/1764000100000-partition-events.js';
import { CreateLaneHours1764000200000 } from './migrations/1764000200000-create-lane-hours.js';
import { CreateCurbs1764200000000 } from './migrations/1764200000000-create-curbs.js';
import { CreateStreamLog1764600000000 } from './migrations/1764600000000-create-stream-log.js';
import { PostedEventRowSchema } from './posted-event.row.js';
import { CreateWebhooks1764600100000 } from './migrations/1764600100000-create-webhooks.js';
import { ReferToEvents1765000000000 } from './migrations/1765000000000-refer-to-events.js';
import { IndexEndedVisits1766000000000 } from './migrations/1766000000000-index-ended-visits.js';
import { CountForgettings1766100000000 } from './migrations/1766100000000-count-forgettings.js';
import { SumCityHours1767100000000 } from './migrations/1767100000000-sum-city-hours.js';
import { ChangedHourRowSchema, SummedCityRowSchema } from './summed-city.row.js';
import { WebhookDeliveryRowSchema, WebhookRowSchema } from './webhook.row.js';
import { StreamLogRowSchema } from './stream-log.row.js';
import { CreateTurnoverReports1764300000000 } from './migrations/1764300000000-create-turnover-reports.js';
import { ReportMailRowSchema, TurnoverReportRowSchema } from './turnover-report.row.js';
import { AddCitySettings1764900000000 } from './migrations/1764900000000-add-city-settings.js';
import { VisitRowSchema } from './visit.row.js';
import { ZoneHourRowSchema } from './zone-hour.row.js';
import { ZoneRowSchema } from './zone.row.js';

const CONNECTIONS_MAX = 10;
/** A database that is away is noticed after this long. */
const CONNECT_MS_MAX = 3_000;
/** No statement of the hub takes longer when all is well; well below the ack wait of a delivery. */
const STATEMENT_MS_MAX = 10_000;

/** Who waits for a lock that long is behind something large, such as a recount: the records come again. */
const LOCK_MS_MAX = 5_000;

/** A migration that does not get a table to itself by then steps back, so that the hubs at work can go on. */
const MIGRATION_LOCK_MS_MAX = 30_000;

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
      LaneHourRowSchema,
      ApiKeyRowSchema,
      AuditRowSchema,
      CityRowSchema,
      DeviceRowSchema,
      CurbZoneRowSchema,
      CurbPolicyRowSchema,
      CurbFeatureRowSchema,
      CameraAnchorRowSchema,
      PostedEventRowSchema,
      TurnoverReportRowSchema,
      ReportMailRowSchema,
      StreamLogRowSchema,
      WebhookRowSchema,
      WebhookDeliveryRowSchema,
      CityHourRowSchema,
      BlockedHourRowSchema,
      ChangedHourRowSchema,
      SummedCityRowSchema,
    ],
    migrations: [
      CreateTables1763800000000,
      AddVisitEvidence1763900000000,
      CreateLaneFlows1763900100000,
      createCities(city),
      PartitionEvents1764000100000,
      CreateLaneHours1764000200000,
      CreateFleet1764100000000,
      CreateCurbs1764200000000,
      ScopeApiKeys1764400000000,
      CreateTurnoverReports1764300000000,
      CreateStreamLog1764600000000,
      IndexQuestions1764500000000,
      CreateWebhooks1764600100000,
      AddCitySettings1764900000000,
      ReferToEvents1765000000000,
      IndexEndedVisits1766000000000,
      CountForgettings1766100000000,
      SumCityHours1767100000000,
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
      lock_timeout: LOCK_MS_MAX,
      idle_in_transaction_session_timeout: STATEMENT_MS_MAX,
      // The driver's own limit, for a server that stops answering in the middle of a statement.
      query_timeout: STATEMENT_MS_MAX + 2_000,
      keepAlive: true,
    },
  };
}

/** The same database for migrations, which may take long: an index of a large table is built in minutes. */
export function migrationOptions(options: DataSourceOptions): DataSourceOptions {
  if (options.type !== 'postgres') throw new TypeError(`the hub keeps its data in PostgreSQL, not in ${options.type}`);
  // One connection holds the lock, the other works.
  const extra = { lock_timeout: MIGRATION_LOCK_MS_MAX, keepAlive: true };
  return { ...options, applicationName: 'kerbline-migration', poolSize: 2, extra };
}
