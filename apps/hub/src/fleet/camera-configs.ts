import { z } from 'zod';
import { fleetCameraConfig } from '#events';
import type { FleetCameraConfig, OfferedConfig } from '#events';
import type { SqlRunner } from '../devices/device-registry.js';

/** A camera by the box it hangs on. */
export interface CameraPlace {
  readonly deviceId: string;
  readonly cameraId: string;
}

export interface RunningConfig {
  readonly version: number | null;
  readonly offeredVersion: number | null;
  readonly problems: readonly string[];
  readonly reportedAt: Date;
}

/** What cannot be done with a configuration, in one sentence. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
  readonly isForPeople = true;

  constructor(
    readonly kind: 'unknown' | 'invalid' | 'conflict',
    message: string,
  ) {
    super(message);
  }
}

/** Beyond this a history says nothing more to anybody. */
const HISTORY_MAX = 1_000;

const COLUMNS = 'version, config, changed_by, changed_at';
const LATEST = `select ${COLUMNS} from camera_configs where device_id = $1 and camera_id = $2 order by version desc limit 1`;
const HISTORY = `select ${COLUMNS} from camera_configs where device_id = $1 and camera_id = $2 order by version desc limit ${HISTORY_MAX}`;
// Two writers who saw the same version: the primary key lets one in.
const PUT = `
  insert into camera_configs (city_id, device_id, camera_id, version, config, changed_by)
  select devices.city_id, $1, $2, $3::integer + 1, $4, $5 from devices
  where devices.id = $1 and $3::integer =
    (select coalesce(max(version), 0) from camera_configs where device_id = $1 and camera_id = $2)
  on conflict (device_id, camera_id, version) do nothing
  returning ${COLUMNS}`;
const DEVICE = 'select 1 from devices where id = $1';
const RUNNING = `
  select running_version, offered_version, problems, reported_at from camera_config_reports
  where device_id = $1 and camera_id = $2`;
const PUT_REPORT = `
  insert into camera_config_reports as report (city_id, device_id, camera_id, running_version, offered_version, problems, reported_at)
  select devices.city_id, $1, $2, $3::integer, $4::integer, $5::jsonb, $6::timestamptz from devices where devices.id = $1
  on conflict (device_id, camera_id) do update set running_version = excluded.running_version,
    offered_version = excluded.offered_version, problems = excluded.problems, reported_at = excluded.reported_at
  where report.reported_at <= excluded.reported_at`;
// Rows are only ever added.
const COUNT = 'select count(*) as count from camera_configs';
const ALL_LATEST = `
  select distinct on (device_id, camera_id) device_id, camera_id, ${COLUMNS} from camera_configs
  order by device_id, camera_id, version desc`;

interface ConfigRow {
  readonly version: number;
  readonly config: unknown;
  readonly changed_by: string;
  readonly changed_at: Date;
}

interface RunningRow {
  readonly running_version: number | null;
  readonly offered_version: number | null;
  readonly problems: string[];
  readonly reported_at: Date;
}

/** What cameras shall run: every version with who made it and when, and what their boxes say of it. */
export class CameraConfigs {
  constructor(private readonly database: SqlRunner) {}

  async latest({ deviceId, cameraId }: CameraPlace): Promise<OfferedConfig | null> {
    const [row] = await this.database.query<ConfigRow>(LATEST, [deviceId, cameraId]);
    return row ? offered(row) : null;
  }

  /** Newest first. */
  async history({ deviceId, cameraId }: CameraPlace): Promise<readonly OfferedConfig[]> {
    return (await this.database.query<ConfigRow>(HISTORY, [deviceId, cameraId])).map(offered);
  }

  /** Makes the version after `afterVersion` (0: the first). Throws `ConfigProblem` when that is not the latest any more. */
  async put(
    { deviceId, cameraId }: CameraPlace,
    { config, changedBy, afterVersion }: { config: FleetCameraConfig; changedBy: string; afterVersion: number },
  ): Promise<OfferedConfig> {
    const parameters = [deviceId, cameraId, afterVersion, JSON.stringify(config), changedBy];
    const [row] = await this.database.query<ConfigRow>(PUT, parameters);
    if (row) return offered(row);
    const isKnown = (await this.database.query(DEVICE, [deviceId])).length > 0;
    throw isKnown
      ? new ConfigProblem('conflict', `somebody else has changed the configuration since version ${afterVersion}`)
      : new ConfigProblem('unknown', `there is no device "${deviceId}"`);
  }

  async running({ deviceId, cameraId }: CameraPlace): Promise<RunningConfig | null> {
    const [row] = await this.database.query<RunningRow>(RUNNING, [deviceId, cameraId]);
    if (!row) return null;
    const { running_version: version, offered_version: offeredVersion, problems, reported_at: reportedAt } = row;
    return { version, offeredVersion, problems, reportedAt };
  }

  async putReport(place: CameraPlace, { version, offeredVersion, problems, reportedAt }: RunningConfig): Promise<void> {
    const { deviceId, cameraId } = place;
    const parameters = [deviceId, cameraId, version, offeredVersion, JSON.stringify(problems), reportedAt];
    await this.database.query(PUT_REPORT, parameters);
  }

  /** Grows with every change. */
  async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT);
    return Number(row?.count ?? 0);
  }

  async allLatest(): Promise<readonly (CameraPlace & { readonly offered: OfferedConfig })[]> {
    const rows = await this.database.query<ConfigRow & { device_id: string; camera_id: string }>(ALL_LATEST);
    return rows.map((row) => ({ deviceId: row.device_id, cameraId: row.camera_id, offered: offered(row) }));
  }
}

/** A configuration as somebody sent it. Throws `ConfigProblem` naming each field; values are not repeated. */
export function readFleetConfig(value: unknown): FleetCameraConfig {
  const parsed = fleetCameraConfig.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${z.core.toDotPath(issue.path) || 'the configuration'}: ${issue.message}`,
  );
  throw new ConfigProblem('invalid', problems.join('; '));
}

function offered({ version, config, changed_by: changedBy, changed_at: changedAt }: ConfigRow): OfferedConfig {
  return { version, config: fleetCameraConfig.parse(config), changedBy, changedAtMs: changedAt.getTime() };
}
