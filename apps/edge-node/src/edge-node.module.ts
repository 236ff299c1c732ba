import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { EdgeConfig } from './config/edge-config.js';
import { natsAddress } from './config/nats-config.js';
import type { BoxFile } from './fleet/box-file.js';
import { FleetConfigs } from './fleet/fleet-configs.js';
import { BoxController } from './http/box.controller.js';
import { BoxHealth } from './http/box-health.js';
import { EdgeMetrics } from './http/edge-metrics.js';
import { EventLog } from './logging/event-log.js';
import { logObserver } from './logging/session-log.js';
import type { Analysts } from './pipeline/analyst.js';
import { CameraFleet } from './pipeline/camera-fleet.js';
import { both } from './pipeline/observers.js';
import { CameraMemoryFiles } from './pipeline/camera-memory-files.js';
import { NatsLink } from './records/nats-link.js';
import { openOutbox } from './records/open-outbox.js';
import { Outbox } from './records/outbox.js';
import { ConfigFile, ConfigReload } from './requests/config-reload.js';
import { requestsControllerFor } from './requests/requests.controller.js';
import { SnapshotRequests } from './requests/snapshot-requests.js';
import { ViewAcceptance } from './requests/view-acceptance.js';

/** Records still waiting when the box stops get this long to leave; those that do not are on the disk. */
const DRAIN_MS_MAX = 600;

export interface BoxParts {
  readonly config: EdgeConfig;
  readonly configFile: BoxFile;
  readonly analysts: Analysts;
  readonly log: EventLog;
}

/** The composition root: which adapter stands behind which port. */
@Module({})
export class EdgeNodeModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(CameraFleet) private readonly fleet: CameraFleet,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(NatsLink) private readonly link: NatsLink,
    @Inject(FleetConfigs) private readonly fleetConfigs: FleetConfigs,
  ) {}

  static of({ config, configFile, analysts, log }: BoxParts): DynamicModule {
    const address = natsAddress(config);
    return {
      module: EdgeNodeModule,
      controllers: [BoxController, requestsControllerFor(config.deviceId)],
      providers: [
        { provide: EventLog, useValue: log },
        { provide: ConfigFile, useValue: configFile },
        { provide: EdgeMetrics, useFactory: () => new EdgeMetrics() },
        { provide: NatsLink, useFactory: () => new NatsLink(config.deviceId, address, log) },
        {
          provide: Outbox,
          inject: [NatsLink, EdgeMetrics],
          useFactory: (uplink: NatsLink, metrics: EdgeMetrics) => {
            const { outbox } = config;
            return openOutbox({ ...outbox, uplink, metrics, log });
          },
        },
        {
          provide: CameraFleet,
          inject: [Outbox, NatsLink, EdgeMetrics],
          useFactory: (sink: Outbox, directory: NatsLink, metrics: EdgeMetrics) => {
            const observerFor = (cameraId: string) => both(logObserver(log, cameraId), metrics.observerFor(cameraId));
            const memories = new CameraMemoryFiles(config.stateDirectory, log);
            return new CameraFleet(config, { analysts, sink, directory, memories, observerFor });
          },
        },
        {
          provide: FleetConfigs,
          inject: [CameraFleet],
          useFactory: (fleet: CameraFleet) =>
            new FleetConfigs({ address: natsAddress(config, 'fleet'), file: configFile, fleet, log }),
        },
        BoxHealth,
        SnapshotRequests,
        ViewAcceptance,
        ConfigReload,
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.link.start();
    this.fleet.start();
    this.fleetConfigs.start();
  }

  /** In reverse order: what sees first, then what carries its last records away. */
  async onApplicationShutdown(): Promise<void> {
    await this.fleetConfigs.stop();
    await this.fleet.stop();
    await this.outbox.drain(this.link.isUp ? DRAIN_MS_MAX : 0);
    this.outbox.close();
    await this.link.stop();
  }
}
