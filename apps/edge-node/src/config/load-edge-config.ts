import { dirname, resolve } from 'node:path';
import type { FleetCameraConfig } from '#events';
import { cameraConfig, repeated } from './camera-config.js';
import { cameraSchema } from './camera-schema.js';
import { cameraDocuments, isRecord, readDocument } from './documents.js';
import type { CameraDocument } from './documents.js';
import { EdgeConfigError } from './edge-config.js';
import type { CameraConfig, DetectorConfig, EdgeConfig, OutboxConfig } from './edge-config.js';
import { edgeSchema } from './edge-schema.js';
import type { EdgeFile } from './edge-schema.js';
import { natsConfig } from './nats-config.js';
import { problemsOf } from './problems.js';
import type { Environment } from './references.js';

/** A part of the config, or as much of it as could be read, and what is wrong with it. */
interface Checked<T> {
  readonly value: T;
  readonly problems: readonly string[];
}

/**
 * Reads a box's file, YAML or JSON, and what it refers to; `overlays` take the place of a camera's own keys. Throws
 * `EdgeConfigError` with every problem found.
 */
export function loadEdgeConfig(
  path: string,
  environment: Environment,
  overlays: ReadonlyMap<string, FleetCameraConfig> = new Map(),
): EdgeConfig {
  const folder = dirname(resolve(path));
  const document = readDocument(resolve(path));
  if ('problem' in document) throw new EdgeConfigError(path, [document.problem]);
  const box = parseBox(document.value);
  const detector = detectorConfig(box.value, folder);
  const nats = natsConfig(box.value, environment, folder);
  const http = httpConfig(box.value, environment);
  const files = cameraDocuments(box.value.cameras, folder);
  const documents = files.documents.map((camera) => withOverlay(camera, overlays));
  const cameras = cameraConfigs(documents, { environment, detector, sourceFolder: folder });
  const problems = [box, nats, http, files, cameras].flatMap((part) => part.problems);
  if (problems.length > 0) throw new EdgeConfigError(path, problems);
  return deepFreeze({
    deviceId: box.value.device,
    nats: nats.value,
    http: http.value,
    stateDirectory: resolve(folder, box.value.state),
    outbox: outboxConfig(box.value, folder),
    detector,
    cameras: cameras.value,
  });
}

function withOverlay(camera: CameraDocument, overlays: ReadonlyMap<string, FleetCameraConfig>): CameraDocument {
  const { value } = camera;
  const overlay = isRecord(value) && typeof value['id'] === 'string' ? overlays.get(value['id']) : undefined;
  return isRecord(value) && overlay ? { ...camera, value: { ...value, ...overlay } } : camera;
}

/** Parts that cannot be read are replaced by their defaults, so that the other parts are checked all the same. */
function parseBox(document: unknown): Checked<EdgeFile> {
  const parsed = edgeSchema.safeParse(document);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const written = isRecord(document) ? document : {};
  const { nats, http, state, outbox, engine, detector } = edgeSchema.shape;
  const value = {
    device: 'unknown',
    nats: nats.safeParse(written['nats']).data ?? nats.parse({}),
    http: http.safeParse(written['http']).data ?? http.parse({}),
    state: state.safeParse(written['state']).data ?? state.parse(undefined),
    outbox: outbox.safeParse(written['outbox']).data ?? outbox.parse({}),
    engine: engine.safeParse(written['engine']).data ?? 'auto',
    detector: detector.safeParse(written['detector']).data ?? detector.parse({}),
    cameras: Array.isArray(written['cameras']) ? (written['cameras'] as unknown[]) : [],
  };
  return { value, problems: problemsOf(parsed.error, document) };
}

function cameraConfigs(
  documents: readonly CameraDocument[],
  surroundings: { environment: Environment; detector: DetectorConfig; sourceFolder: string },
): Checked<readonly CameraConfig[]> {
  const value: CameraConfig[] = [];
  const ids = documents.flatMap((document) => (isRecord(document.value) ? [document.value['id']] : []));
  const problems = repeated(ids.filter((id) => typeof id === 'string')).map(
    (id) => `cameras: the id "${id}" is given twice`,
  );
  for (const [index, document] of documents.entries()) {
    const parsed = cameraSchema.safeParse(document.value);
    if (!parsed.success) {
      problems.push(...problemsOf(parsed.error, document.value, ['cameras', index]));
      continue;
    }
    const checked = cameraConfig(parsed.data, { ...surroundings, videoFolder: document.videoFolder });
    if ('value' in checked) value.push(checked.value);
    else problems.push(...checked.problems.map((problem) => `cameras[${index}].${problem}`));
  }
  return { value, problems };
}

function detectorConfig({ engine, detector }: EdgeFile, folder: string): DetectorConfig {
  const { model, ...rest } = detector;
  return { engine, ...rest, modelPath: model === undefined ? null : resolve(folder, model) };
}

/** The outbox lies beside the cameras' memories. */
function outboxConfig({ state, outbox }: EdgeFile, folder: string): OutboxConfig {
  return { directory: resolve(folder, state, 'outbox'), bytesMax: Math.round(outbox.maxMb * 1_000_000) };
}

function httpConfig({ http }: EdgeFile, environment: Environment): Checked<EdgeConfig['http']> {
  const text = environment['KERBLINE_EDGE_HTTP_PORT'];
  if (text === undefined || text === '') return { value: http, problems: [] };
  const port = Number(text);
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
  return {
    value: { ...http, port },
    problems: isPort ? [] : [`KERBLINE_EDGE_HTTP_PORT is ${JSON.stringify(text)}: expected 0 to 65535`],
  };
}

/** Frozen to the last point of the last polygon; objects with a class of their own guard themselves. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}
