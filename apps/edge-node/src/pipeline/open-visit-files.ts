import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VEHICLE_TYPES, VISIT_TYPES } from '#curb';
import type { EventLog } from '../logging/event-log.js';
import { OpenVisitStore } from './open-visits.js';
import type { OpenVisit } from './open-visits.js';

const FORMAT = 1;

const fileSchema = z.object({
  format: z.literal(FORMAT),
  visits: z.array(
    z.object({
      lastSeenMs: z.number(),
      visit: z.object({
        key: z.string(),
        zoneId: z.string(),
        type: z.enum(VISIT_TYPES),
        startMs: z.number(),
        startCensored: z.boolean(),
        vehicleType: z.enum(VEHICLE_TYPES),
        confidence: z.number(),
        place: z.object({
          image: z.object({ x: z.number(), y: z.number() }),
          ground: z.object({ xM: z.number(), yM: z.number() }).nullable(),
        }),
      }),
    }),
  ),
});

/** One small JSON file a camera. A new one is complete on disk before it replaces the old: a power cut leaves either. */
export class OpenVisitFiles extends OpenVisitStore {
  constructor(
    private readonly directory: string,
    private readonly log: EventLog,
  ) {
    super();
  }

  load(cameraId: string): readonly OpenVisit[] {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#path(cameraId), 'utf8'))).visits;
    } catch (error) {
      const isFirstStart = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isFirstStart) this.log.warn('open visits not readable', { cameraId, error });
      return [];
    }
  }

  save(cameraId: string, visits: readonly OpenVisit[]): void {
    const path = this.#path(cameraId);
    try {
      mkdirSync(this.directory, { recursive: true });
      const file = openSync(`${path}.new`, 'w', 0o600);
      try {
        writeSync(file, JSON.stringify({ format: FORMAT, visits }));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(`${path}.new`, path);
    } catch (error) {
      this.log.warn('open visits not saved', { cameraId, error });
    }
  }

  #path(cameraId: string): string {
    return join(this.directory, `${cameraId}.visits.json`);
  }
}
