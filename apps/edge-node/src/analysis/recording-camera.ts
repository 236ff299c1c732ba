import { basename, dirname, resolve } from 'node:path';
import { ID_PATTERN } from '#events';
import { cameraConfig } from '../config/camera-config.js';
import { cameraSchema } from '../config/camera-schema.js';
import { isRecord, readDocument } from '../config/documents.js';
import type { CameraConfig, DetectorConfig } from '../config/edge-config.js';
import { problemsOf } from '../config/problems.js';
import { AnalysisError, EXIT } from './analysis-error.js';

export interface RecordingCamera extends CameraConfig {
  /** The camera file's own word on the recording's frame rate: used only where the recording holds no times. */
  readonly fps: number | null;
}

/**
 * The camera file as a box would read it, for one recording. A box's file names its cameras itself; here the id may be
 * missing. Zones may not: a count of the whole picture is no count of a curb. Throws `AnalysisError` with every problem.
 */
export function readRecordingCamera(path: string, videoPath: string, detector: DetectorConfig): RecordingCamera {
  const document = readDocument(resolve(path));
  if ('problem' in document) throw refusal(path, [document.problem]);
  if (!isRecord(document.value)) throw refusal(path, ['it describes no camera: expected an object with "zones"']);
  const written = { id: idFor(document.value, path), ...document.value, source: resolve(videoPath), video: undefined };
  const parsed = cameraSchema.safeParse(written);
  if (!parsed.success) throw refusal(path, problemsOf(parsed.error, written));
  if (parsed.data.zones.length === 0) {
    throw refusal(path, ['zones is empty or missing: draw at least one zone, or nothing can be counted']);
  }
  const folder = dirname(resolve(path));
  const checked = cameraConfig(parsed.data, {
    environment: {},
    detector,
    sourceFolder: folder,
    videoFolder: folder,
  });
  if ('problems' in checked) throw refusal(path, checked.problems);
  return { ...checked.value, fps: parsed.data.fps ?? null };
}

function idFor(written: Record<string, unknown>, path: string): string {
  const names = [written['name'], basename(path).replace(/(\.camera)?\.[a-z]+$/i, '')];
  return (names.find((name) => typeof name === 'string' && ID_PATTERN.test(name)) as string | undefined) ?? 'camera';
}

function refusal(path: string, problems: readonly string[]): AnalysisError {
  const list = problems.map((problem) => `  ${problem}`).join('\n');
  return new AnalysisError(`${path} is not a valid camera file:\n${list}`, EXIT.usage);
}
