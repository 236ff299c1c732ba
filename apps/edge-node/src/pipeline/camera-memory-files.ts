import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EVIDENCE_CODES, VEHICLE_TYPES, VISIT_TYPES } from '#curb';
import { FAULTS } from '#events';
import type { EventLog } from '../logging/event-log.js';
import { CameraMemoryStore, NOTHING_REMEMBERED } from './camera-memory.js';
import type { Remembered } from './camera-memory.js';

const FORMAT = 1;

const fileSchema = z.object({
  format: z.literal(FORMAT),
  fault: z.object({ fault: z.enum(FAULTS), lostAtMs: z.number() }).nullable(),
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
        evidence: z.array(z.enum(EVIDENCE_CODES)).default([]),
      }),
    }),
  ),
});

/** One small JSON file a camera. A new one is complete on disk before it replaces the old: a power cut leaves either. */
export class CameraMemoryFiles extends CameraMemoryStore {
  constructor(
    private readonly directory: string,
    private readonly log: EventLog,
  ) {
    super();
  }

  load(cameraId: string): Remembered {
    try {
      const { visits, fault } = fileSchema.parse(JSON.parse(readFileSync(this.#path(cameraId), 'utf8')));
      return { visits, fault };
    } catch (error) {
      const isFirstStart = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isFirstStart) this.log.warn('camera memory not readable', { cameraId, error });
      return NOTHING_REMEMBERED;
    }
  }

  save(cameraId: string, remembered: Remembered): void {
    const path = this.#path(cameraId);
    try {
      mkdirSync(this.directory, { recursive: true });
      const file = openSync(`${path}.new`, 'w', 0o600);
      try {
        writeSync(file, JSON.stringify({ format: FORMAT, ...remembered }));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(`${path}.new`, path);
    } catch (error) {
      this.log.warn('camera memory not saved', { cameraId, error });
    }
  }

  #path(cameraId: string): string {
    return join(this.directory, `${cameraId}.memory.json`);
  }
}
