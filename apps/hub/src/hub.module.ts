import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessGuard } from './access/access.guard.js';
import { Access } from './access/access.js';
import { ApiKeys } from './access/api-keys.js';
import { CallersCity } from './access/callers-city.js';
import { KeysController } from './access/keys.controller.js';
import { OAuthController } from './access/oauth.controller.js';
import { SessionController } from './access/session.controller.js';
import { CityClock } from './aggregates/city-clock.js';
import { CDS_CONTROLLERS, CDS_PROVIDERS } from './cds/cds-parts.js';
import { CITY_CONTROLLERS, CITY_PROVIDERS } from './cities/city-parts.js';
import { clockOf } from './cities/city.js';
import { CameraQueries } from './api/camera-queries.js';
import { CamerasController } from './api/cameras.controller.js';
import { EventsController } from './api/events.controller.js';
import { KeptAnswers } from './api/kept-answers.js';
import { KnownPlaces } from './api/known-places.js';
import { LanesController } from './api/lanes.controller.js';
import { ProblemFilter } from './api/problem.filter.js';
import { VisitsController } from './api/visits.controller.js';
import { ZoneQueries } from './api/zone-queries.js';
import { ZonesController } from './api/zones.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditedAnswers } from './audit/audited-answers.js';
import { Broker, BrokerAddress, brokerAddress } from './broker/broker.js';
import { BoxClient } from './cameras/box-client.js';
import { CameraOwners } from './cameras/camera-owners.js';
import { CameraRegistry } from './cameras/camera-registry.js';
import { HubSettings } from './config/hub-settings.js';
import { Exporter } from './exports/exporter.js';
import { ExportsController } from './exports/exports.controller.js';
import { HealthController } from './health/health.controller.js';
import { DeviceClocks } from './ingest/device-clocks.js';
import { IngestState } from './ingest/ingest-state.js';
import { ImpactController } from './impact/impact.controller.js';
import { ImpactReader } from './impact/impact-reader.js';
import { RecordCommitter } from './ingest/record-committer.js';
import { RecordLedger } from './ingest/record-ledger.js';
import { RecordController } from './ingest/record.controller.js';
import { InsightReader } from './insights/insight-reader.js';
import { InsightsController } from './insights/insights.controller.js';
import { RequestLimits } from './limits/request-limits.js';
import { HubLog, errorFields } from './log/hub-log.js';
import { HubMetrics } from './observability/hub-metrics.js';
import { dataSourceOptions } from './persistence/data-source-options.js';
import { Database } from './persistence/database.js';
import { ReadReplica } from './persistence/read-replica.js';
import { EventPartitions } from './persistence/event-partitions.js';
import { reportProviders } from './reports/report-parts.js';
import type { ReportWorkshop } from './reports/workshop/report-workshop.js';
import { ReportsController } from './reports/reports.controller.js';
import { AccountsKeeper } from './devices/accounts-keeper.js';
import { CameraConfigsController } from './fleet/camera-configs.controller.js';
import { ConfigExchange } from './fleet/config-exchange.js';
import { EnrolmentsController } from './devices/enrolments.controller.js';
import { StreamController } from './stream/stream.controller.js';
import { STREAM_PROVIDERS } from './stream/stream-parts.js';
import { WEBHOOK_PROVIDERS } from './webhooks/webhook-parts.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** What differs between a hub that serves a city and one within another program. */
export interface HubChoices {
  readonly reportWorkshop: Type<ReportWorkshop>;
}

/** The composition root: which part stands behind which. */
@Module({})
export class HubModule {
  static with(settings: HubSettings, log: HubLog, { reportWorkshop }: HubChoices): DynamicModule {
    const onPoolError = (error: unknown) => log.warn('idle database connection lost', errorFields(error));
    const { city, timeZone } = settings.config;
    const broker = brokerAddress(settings);
    return {
      module: HubModule,
      imports: [
        // `Database` initialises it, in the background, so that a database that is away does not keep the hub down.
        TypeOrmModule.forRoot({
          ...dataSourceOptions(settings.databaseUrl, onPoolError, { ...city, timeZone }),
          manualInitialization: true,
        }),
      ],
      controllers: [
        RecordController,
        CamerasController,
        ZonesController,
        LanesController,
        VisitsController,
        EventsController,
        ReportsController,
        ImpactController,
        InsightsController,
        ExportsController,
        StreamController,
        WebhooksController,
        SessionController,
        OAuthController,
        KeysController,
        AuditController,
        HealthController,
        ...CDS_CONTROLLERS,
        ...CITY_CONTROLLERS,
        EnrolmentsController,
        CameraConfigsController,
      ],
      providers: [
        { provide: HubSettings, useValue: settings },
        { provide: HubLog, useValue: log },
        { provide: BrokerAddress, useValue: broker },
        { provide: CityClock, useValue: clockOf(timeZone) },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        Access,
        AccountsKeeper,
        ApiKeys,
        AuditLog,
        AuditedAnswers,
        BoxClient,
        Broker,
        CallersCity,
        CameraQueries,
        CameraOwners,
        CameraRegistry,
        ConfigExchange,
        Database,
        EventPartitions,
        Exporter,
        HubMetrics,
        DeviceClocks,
        IngestState,
        ImpactReader,
        InsightReader,
        KeptAnswers,
        KnownPlaces,
        ReadReplica,
        RecordCommitter,
        RecordLedger,
        RequestLimits,
        ZoneQueries,
        ...CDS_PROVIDERS,
        ...CITY_PROVIDERS,
        ...reportProviders(reportWorkshop),
        ...STREAM_PROVIDERS,
        ...WEBHOOK_PROVIDERS,
      ],
    };
  }
}
