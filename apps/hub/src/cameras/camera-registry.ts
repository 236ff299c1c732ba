import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { CameraBucket } from '#events/nats';
import type { DescribedCamera } from '#events/nats';
import { workInRounds } from '#rounds';
import { Broker } from '../broker/broker.js';
import { Cities } from '../cities/cities.js';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { Database } from '../persistence/database.js';

const RETRY_MS = 1_000;

// Several hubs see the same descriptions in any order of arrival: the one the broker stored last stays.
const PUT_CAMERA = `
  insert into cameras as camera (city_id, id, device_id, name, width_px, height_px, engine, sample_fps, min_dwell_ms,
    double_parking_ms, reprojection_error_m, config_hash, described_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict (city_id, id) do update set
    device_id = excluded.device_id, name = excluded.name, width_px = excluded.width_px,
    height_px = excluded.height_px, engine = excluded.engine, sample_fps = excluded.sample_fps,
    min_dwell_ms = excluded.min_dwell_ms, double_parking_ms = excluded.double_parking_ms,
    reprojection_error_m = excluded.reprojection_error_m, config_hash = excluded.config_hash,
    described_at = excluded.described_at
  where camera.described_at <= excluded.described_at
  returning id`;
// Who described a camera first has it, until an operator gives it to another (`kerbline device add … --camera …`).
const CLAIM = `
  insert into camera_owners as owner (city_id, camera_id, device_id) values ($1, $2, $3)
  on conflict (city_id, camera_id) do update set camera_id = owner.camera_id
  returning device_id`;
const RETIRE_ZONES = `
  update zones set is_current = false
  where city_id = $1 and camera_id = $2 and is_current and id <> all($3::text[])`;
const PUT_ZONES = `
  insert into zones (city_id, camera_id, id, kind, polygon, ground_polygon, is_current)
  select city_id, camera_id, id, kind, polygon, ground_polygon, true
  from json_populate_recordset(null::zones, $1::json)
  on conflict (city_id, camera_id, id) do update set
    kind = excluded.kind, polygon = excluded.polygon, ground_polygon = excluded.ground_polygon, is_current = true`;

/** Keeps the tables of cameras and zones as the boxes describe them. */
@Injectable()
export class CameraRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();

  constructor(
    @Inject(Broker) private readonly broker: Broker,
    @Inject(Database) private readonly database: Database,
    @Inject(Cities) private readonly cities: Cities,
    @Inject(HubSettings) private readonly settings: HubSettings,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
  ) {}

  onApplicationBootstrap(): void {
    void this.#watchForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** Stores one description. */
  async put(camera: DescribedCamera): Promise<void> {
    const cityId = (await this.cities.ofDevices(new Set([camera.deviceId]))).get(camera.deviceId)?.id;
    await this.database.transaction(async (manager) => {
      const owners: { device_id: string }[] = await manager.query(CLAIM, [cityId, camera.cameraId, camera.deviceId]);
      if (owners[0]?.device_id !== camera.deviceId) return this.#refuse(camera, owners[0]?.device_id ?? 'nobody');
      const stored: unknown[] = await manager.query(PUT_CAMERA, [
        cityId,
        camera.cameraId,
        camera.deviceId,
        camera.name,
        camera.widthPx,
        camera.heightPx,
        camera.engine,
        camera.sampleFps,
        camera.minDwellMs,
        camera.doubleParkingMs,
        camera.reprojectionErrorM,
        camera.configHash,
        new Date(camera.describedAtMs),
      ]);
      if (stored.length === 0) return;
      const zones = camera.zones.map(({ id, kind, polygon, groundPolygon }) => ({
        city_id: cityId,
        camera_id: camera.cameraId,
        id,
        kind,
        polygon,
        ground_polygon: groundPolygon,
      }));
      await manager.query(RETIRE_ZONES, [cityId, camera.cameraId, zones.map(({ id }) => id)]);
      await manager.query(PUT_ZONES, [JSON.stringify(zones)]);
    });
  }

  #refuse({ cameraId, deviceId }: DescribedCamera, owner: string): void {
    this.metrics.descriptionsRefused.inc();
    this.log.warn('camera description refused', { cameraId, deviceId, problem: `the camera is device ${owner}'s` });
  }

  async #watchForEver(): Promise<void> {
    const onFailure = (error: unknown) =>
      this.log.warn('camera descriptions not readable, trying again', errorFields(error));
    await workInRounds({ signal: this.#closing.signal, restMs: RETRY_MS, onFailure }, () => this.#watch());
  }

  async #watch(): Promise<void> {
    const bucket = await CameraBucket.create(await this.broker.connection(), {
      replicas: this.settings.config.broker.replicas,
      onUnusable: (key, problem) => {
        this.metrics.descriptionsRefused.inc();
        this.log.warn('camera description refused', { key, problem });
      },
    });
    for await (const camera of bucket.watch()) await this.#putPatiently(camera);
  }

  async #putPatiently(camera: DescribedCamera): Promise<void> {
    const { cameraId, deviceId } = camera;
    const onFailure = (error: unknown) =>
      this.log.warn('camera description not stored, trying again', { cameraId, ...errorFields(error) });
    await workInRounds({ signal: this.#closing.signal, restMs: RETRY_MS, onFailure }, async () => {
      await this.put(camera);
      this.log.info('camera described', { cameraId, deviceId, zones: camera.zones.length });
      return 'done';
    });
  }
}
