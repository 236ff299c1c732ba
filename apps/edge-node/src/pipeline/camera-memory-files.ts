import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { WatchSnapshot } from '#curb';
import type { ViewReference } from '#detection';
import type { EventLog } from '../logging/event-log.js';
import { CameraMemoryStore, NOTHING_REMEMBERED } from './camera-memory.js';
import type { Remembered } from './camera-memory.js';
import { replaceFile } from './durable-file.js';
import { memorySchema, viewSchema, watchSchema } from './memory-schema.js';

const FORMAT = 1;

/** Two small JSON files a camera: what the hub believes of it with its watch, and its view as it was learned. */
export class CameraMemoryFiles extends CameraMemoryStore {
  constructor(
    private readonly directory: string,
    private readonly log: EventLog,
  ) {
    super();
  }

  override load(cameraId: string): Remembered {
    const saved = this.#read(this.#path(cameraId, 'memory'), memorySchema, cameraId);
    if (!saved) return NOTHING_REMEMBERED;
    const { visits, fault, unsent, watch } = saved;
    return { visits, fault, unsent, watch: this.#watchOf(watch ?? null, cameraId) };
  }

  override save(cameraId: string, remembered: Remembered): void {
    this.#write(this.#path(cameraId, 'memory'), { format: FORMAT, ...remembered }, cameraId);
  }

  override loadView(cameraId: string, street: string): ViewReference | null {
    const saved = this.#read(this.#path(cameraId, 'view'), viewSchema, cameraId);
    return saved?.street === street ? saved.reference : null;
  }

  override saveView(cameraId: string, street: string, reference: ViewReference | null): void {
    const path = this.#path(cameraId, 'view');
    if (reference) return this.#write(path, { format: FORMAT, street, reference }, cameraId);
    try {
      rmSync(path, { force: true });
    } catch (error) {
      this.log.warn('camera memory not saved', { cameraId, error });
    }
  }

  #read<T>(path: string, schema: z.ZodType<T>, cameraId: string): T | null {
    try {
      return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      const isFirstStart = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isFirstStart) this.log.warn('camera memory not readable', { cameraId, error });
      return null;
    }
  }

  #write(path: string, content: object, cameraId: string): void {
    try {
      replaceFile(path, JSON.stringify(content));
    } catch (error) {
      this.log.warn('camera memory not saved', { cameraId, error });
    }
  }

  /** A watch that cannot be read takes nothing else with it: the visits of before are then ended. */
  #watchOf(saved: unknown, cameraId: string): WatchSnapshot | null {
    if (saved === null) return null;
    const watch = watchSchema.safeParse(saved);
    if (watch.success) return watch.data;
    const isOther = z.object({ version: z.number() }).safeParse(saved).data?.version !== 1;
    this.log.warn('visits not resumed', { cameraId, reason: isOther ? 'another_version' : 'damaged' });
    return null;
  }

  #path(cameraId: string, what: 'memory' | 'view'): string {
    return join(this.directory, `${cameraId}.${what}.json`);
  }
}
