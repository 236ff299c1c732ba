import { Injectable } from '@nestjs/common';
import type { ReloadConfigAnswer } from '#events';
import { EdgeConfigError } from '../config/edge-config.js';
import type { EdgeConfig } from '../config/edge-config.js';
import { reloadProblems } from '../config/reload.js';
import { EventLog } from '../logging/event-log.js';
import { CameraFleet } from '../pipeline/camera-fleet.js';

/** Reads the box's file again. */
export abstract class ConfigFile {
  /** Throws `EdgeConfigError`. */
  abstract read(): EdgeConfig;
}

/** Puts the box's file in force as it stands now: all of it, or, when anything is wrong with it, nothing. */
@Injectable()
export class ConfigReload {
  constructor(
    private readonly file: ConfigFile,
    private readonly fleet: CameraFleet,
    private readonly log: EventLog,
  ) {}

  async run(): Promise<ReloadConfigAnswer> {
    const read = this.#read();
    if ('problems' in read) {
      this.log.warn('config not reloaded', { problems: read.problems });
      return { ok: false, problems: read.problems };
    }
    await this.fleet.apply(read.config);
    const { cameras } = read.config;
    this.log.info('config reloaded', { cameras: cameras.map(({ id }) => id) });
    return { ok: true, configHashes: Object.fromEntries(cameras.map(({ id, configHash }) => [id, configHash])) };
  }

  #read(): { readonly config: EdgeConfig } | { readonly problems: readonly string[] } {
    try {
      const config = this.file.read();
      const problems = reloadProblems(this.fleet.config, config);
      return problems.length > 0 ? { problems } : { config };
    } catch (error) {
      if (error instanceof EdgeConfigError) return { problems: error.problems };
      throw error;
    }
  }
}
