import type { FleetCameraConfig, OfferedConfig } from '#events';
import { EdgeConfigError } from '../config/edge-config.js';
import type { EdgeConfig } from '../config/edge-config.js';
import { loadEdgeConfig } from '../config/load-edge-config.js';
import type { Environment } from '../config/references.js';
import { ConfigFile } from '../requests/config-reload.js';
import { FleetConfigStore } from './fleet-config-store.js';

/**
 * The box's file together with what the hub wants its cameras to run: the hub's zones, calibration, parameters and name
 * take the place of the file's; everything else, the camera's address above all, is the file's alone.
 */
export class BoxFile extends ConfigFile {
  #running = new Map<string, OfferedConfig>();
  #refused = new Map<string, readonly string[]>();

  constructor(
    private readonly path: string,
    private readonly environment: Environment,
  ) {
    super();
  }

  /** The file as it stands, with each kept configuration that still goes with it. Throws for the file's own mistakes. */
  override read(): EdgeConfig {
    let config = loadEdgeConfig(this.path, this.environment);
    const store = new FleetConfigStore(config.stateDirectory);
    const running = new Map<string, OfferedConfig>();
    const refused = new Map<string, readonly string[]>();
    for (const { id } of config.cameras) {
      const kept = store.load(id);
      if (!kept) continue;
      const tried = new Map(running).set(id, kept);
      try {
        config = loadEdgeConfig(this.path, this.environment, overlays(tried));
        running.set(id, kept);
      } catch (error) {
        if (!(error instanceof EdgeConfigError)) throw error;
        refused.set(id, error.problems);
      }
    }
    this.#running = running;
    this.#refused = refused;
    return config;
  }

  /** What the box would run with this camera's new configuration. Throws `EdgeConfigError`; nothing has changed. */
  readWith(cameraId: string, offered: OfferedConfig): EdgeConfig {
    return loadEdgeConfig(this.path, this.environment, overlays(new Map(this.#running).set(cameraId, offered)));
  }

  /** It runs: from now on the box starts with it. */
  accept(cameraId: string, offered: OfferedConfig, { stateDirectory }: EdgeConfig): void {
    this.#running.set(cameraId, offered);
    this.#refused.delete(cameraId);
    new FleetConfigStore(stateDirectory).save(cameraId, offered);
  }

  running(cameraId: string): OfferedConfig | null {
    return this.#running.get(cameraId) ?? null;
  }

  /** Why a kept configuration does not go with the file any more; empty when it does. */
  problems(cameraId: string): readonly string[] {
    return this.#refused.get(cameraId) ?? [];
  }
}

function overlays(offered: ReadonlyMap<string, OfferedConfig>): ReadonlyMap<string, FleetCameraConfig> {
  return new Map([...offered].map(([id, { config }]) => [id, config]));
}
