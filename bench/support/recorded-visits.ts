/** Streets of ../shared/curbbench, and the visits that the box's pipeline makes of what a network saw there. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitHomography } from '#curb';
import type { VisitEvent, Zone } from '#curb';
import { Detector } from '#detection';
import type { Detection } from '#detection';
import { CameraPipeline } from '../../apps/edge-node/src/pipeline/camera-pipeline.js';
import type { CameraRules } from '../../apps/edge-node/src/pipeline/camera-pipeline.js';

export const SCORED_STREETS = [
  'day-turnover',
  'day-double-park',
  'red-light-queue',
  'night-street',
  'rain-loading',
  'bus-occlusion',
];

export interface StreetCamera {
  readonly size: readonly [number, number];
  readonly zones: readonly { id: string; kind: Zone['kind']; polygon: readonly (readonly [number, number])[] }[];
  readonly calibration: readonly { image: readonly [number, number]; ground: readonly [number, number] }[];
  readonly parameters: { readonly minDwellSeconds: number; readonly doubleParkingSeconds: number };
}

/** What the streets' own scorer says of some visits. */
export interface Score {
  readonly perType: Readonly<Record<string, { tp: number; fp: number; fn: number; f1: number | null }>>;
  readonly startErrorMedian: number | null;
  readonly endErrorMedian: number | null;
}

export function streetCamera(folder: string, street: string): StreetCamera {
  return JSON.parse(readFileSync(join(folder, `${street}.camera.json`), 'utf8')) as StreetCamera;
}

/** One street's visits, or with `--all` those of all of them, scored against the truth. */
export function scoreOf(folder: string, args: readonly string[]): Score {
  return JSON.parse(execFileSync('node', [join(folder, 'score.mjs'), ...args], { encoding: 'utf8' })) as Score;
}

/** Sees again what a network saw, one frame a look. */
class RecordedDetector extends Detector {
  override readonly engine = 'onnx';
  #looks = 0;

  constructor(private readonly frames: readonly (readonly Detection[])[]) {
    super();
  }

  override detect(): Promise<readonly Detection[]> {
    return Promise.resolve(this.frames[this.#looks++] ?? []);
  }

  override dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** What the box's pipeline makes of what a network saw, to the end of the recording. */
export async function visitEventsOf({ rules, looks, size }: SeenLooks): Promise<readonly VisitEvent[]> {
  const detector = new RecordedDetector(looks.map(({ detections }) => detections));
  const pipeline = new CameraPipeline(detector, rules, { isSparing: false, isGuarded: false });
  const unseen = { widthPx: size.widthPx, heightPx: size.heightPx, rgb: new Uint8Array(0) };
  const events: VisitEvent[] = [];
  for (const { atMs } of looks) events.push(...(await pipeline.step(unseen, atMs)).events);
  return [...events, ...pipeline.finish()];
}

export interface SeenLooks {
  readonly rules: CameraRules;
  readonly looks: readonly { readonly atMs: number; readonly detections: readonly Detection[] }[];
  /** Of the pictures that the boxes were found in. */
  readonly size: { readonly widthPx: number; readonly heightPx: number };
}

export interface RecordedLooks {
  readonly camera: StreetCamera;
  readonly frames: readonly (readonly Detection[])[];
  readonly frameMs: number;
  /** The width of the pictures that the boxes were found in. */
  readonly widthPx: number;
}

/** Writes the visits that the box's pipeline makes, one line an event, as the scorer reads them. */
export async function writeVisits(path: string, { camera, frames, frameMs, widthPx }: RecordedLooks): Promise<void> {
  const heightPx = Math.round((widthPx * camera.size[1]) / camera.size[0]);
  const marks = camera.calibration.map(({ image, ground }) => ({
    image: { x: image[0], y: image[1] },
    ground: { xM: ground[0], yM: ground[1] },
  }));
  const pipeline = new CameraPipeline(
    new RecordedDetector(frames),
    {
      zones: camera.zones.map((zone) => ({ ...zone, polygon: zone.polygon.map(([x, y]) => ({ x, y })) })),
      homography: fitHomography(marks).homography,
      minDwellMs: camera.parameters.minDwellSeconds * 1000,
      doubleParkingMs: camera.parameters.doubleParkingSeconds * 1000,
    },
    { isSparing: false, isGuarded: false },
  );
  const unseen = { widthPx, heightPx, rgb: new Uint8Array(0) };
  const lines: string[] = [];
  for (const index of frames.keys()) {
    const { events } = await pipeline.step(unseen, index * frameMs);
    for (const { type, atMs, visit } of events) {
      const end = type === 'park_end' ? atMs / 1000 : null;
      const { key: id, zoneId: zone } = visit;
      lines.push(JSON.stringify({ id, type: visit.type, zone, start: visit.startMs / 1000, end }));
    }
  }
  writeFileSync(path, lines.join('\n'));
}
