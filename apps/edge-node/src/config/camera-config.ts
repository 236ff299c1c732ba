import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { CalibrationError, fitHomography } from '#curb';
import type { Calibration, Zone } from '#curb';
import { filePathProblem, parseRtspUrl } from '../video/camera-address.js';
import type { Transport, VideoAddress } from '../video/camera-address.js';
import type { CameraEntry } from './camera-schema.js';
import type { CameraConfig, DetectorConfig } from './edge-config.js';
import { fillReferences } from './references.js';
import type { Environment } from './references.js';
import { zoneOverlapProblems } from './zone-overlaps.js';

/** Until zones are drawn the whole picture is one, so that a new camera shows something at once. */
const STARTER_ZONE: Zone = {
  id: 'whole_picture',
  kind: 'parking',
  polygon: [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ],
};

export interface CameraSurroundings {
  readonly environment: Environment;
  readonly detector: DetectorConfig;
  /** What relative paths start from: the folder of the file that the source or video stands in. */
  readonly sourceFolder: string;
  readonly videoFolder: string;
}

type Checked<T> = { readonly value: T } | { readonly problems: readonly string[] };

/** One camera of the file, its references filled in and its calibration fitted; problems name their key. */
export function cameraConfig(entry: CameraEntry, surroundings: CameraSurroundings): Checked<CameraConfig> {
  const address = videoAddress(entry, surroundings);
  const calibration = fitCalibration(entry);
  const twice = repeated(entry.zones.map(({ id }) => id)).map((id) => `zones: the id "${id}" is given twice`);
  const overlaps = zoneOverlapProblems(entry.zones).map((problem) => `zones: ${problem}`);
  const problems = [address, calibration].flatMap((checked) => ('problems' in checked ? checked.problems : []));
  if ('problems' in address || 'problems' in calibration || twice.length + overlaps.length > 0) {
    return { problems: [...problems, ...twice, ...overlaps] };
  }
  const { id, size, startTime, zones, parameters } = entry;
  const value = {
    id,
    name: entry.name ?? id,
    address: address.value,
    sampleFps: entry.sampleFps,
    silenceMs: entry.silenceMs,
    pace: entry.pace,
    loop: entry.loop,
    snapshot: entry.snapshot,
    size: size ? { widthPx: size[0], heightPx: size[1] } : null,
    startTimeMs: startTime === undefined ? null : Date.parse(startTime),
    zones: zones.length > 0 ? zones : [STARTER_ZONE],
    homography: calibration.value?.homography ?? null,
    reprojectionErrorM: calibration.value?.reprojectionErrorM ?? null,
    minDwellMs: Math.round(parameters.minDwellSeconds * 1_000),
    doubleParkingMs: Math.round(parameters.doubleParkingSeconds * 1_000),
  };
  return { value: { ...value, configHash: hashOf(value, surroundings.detector) } };
}

/** Those that occur more than once, each named once. */
export function repeated(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function videoAddress(entry: CameraEntry, surroundings: CameraSurroundings): Checked<VideoAddress> {
  const { source, video, transport } = entry;
  if (source === undefined && video === undefined) {
    return { problems: ['source is missing: expected rtsp://… or the path of a file'] };
  }
  const key = source === undefined ? 'video' : 'source';
  const filled = fillReferences(source ?? video ?? '', surroundings.environment);
  if ('problems' in filled) return { problems: filled.problems.map((problem) => `${key}: ${problem}`) };
  const read = readAddress(filled.text, transport);
  // The value itself is never shown: it may be the password.
  if ('problem' in read) return { problems: [`${key} ${read.problem}`] };
  if (read.kind === 'rtsp') return { value: read };
  const folder = source === undefined ? surroundings.videoFolder : surroundings.sourceFolder;
  return { value: { kind: 'file', path: resolve(folder, read.path) } };
}

function readAddress(text: string, transport: Transport): VideoAddress | { readonly problem: string } {
  if (/^rtsps?:/i.test(text)) {
    const url = parseRtspUrl(text);
    return 'problem' in url ? url : { kind: 'rtsp', url, transport };
  }
  const problem = filePathProblem(text);
  return problem ? { problem } : { kind: 'file', path: text };
}

function fitCalibration({ calibration }: CameraEntry): Checked<Calibration | null> {
  if (calibration.length === 0) return { value: null };
  try {
    return { value: fitHomography(calibration) };
  } catch (error) {
    if (!(error instanceof CalibrationError)) throw error;
    return { problems: [`calibration: ${error.message}`] };
  }
}

function hashOf(camera: Omit<CameraConfig, 'configHash'>, detector: DetectorConfig): number {
  const { id, sampleFps, zones, homography, minDwellMs, doubleParkingMs } = camera;
  const { engine, longSidePx, scoreMin, modelPath } = detector;
  const deciding = [
    id,
    sampleFps,
    zones,
    homography,
    minDwellMs,
    doubleParkingMs,
    engine,
    longSidePx,
    scoreMin,
    modelPath,
  ];
  return createHash('sha256').update(JSON.stringify(deciding)).digest().readUInt32BE(0);
}
