import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { offeredConfig } from '#events';
import type { OfferedConfig } from '#events';
import { writePrivateFile } from '#identity';

/** In the state directory. */
const FOLDER = 'fleet';

/** The last configuration from the hub that each camera could run, on this box's disk: it starts without a broker. */
export class FleetConfigStore {
  constructor(private readonly stateDirectory: string) {}

  /** Null when there is none, or none that can be read: then the box's own file holds until the hub is heard. */
  load(cameraId: string): OfferedConfig | null {
    try {
      const parsed = offeredConfig.safeParse(JSON.parse(readFileSync(this.#path(cameraId), 'utf8')));
      return parsed.data ?? null;
    } catch {
      return null;
    }
  }

  save(cameraId: string, offered: OfferedConfig): void {
    writePrivateFile(this.#path(cameraId), JSON.stringify(offered));
  }

  #path(cameraId: string): string {
    return join(this.stateDirectory, FOLDER, `${cameraId}.json`);
  }
}
