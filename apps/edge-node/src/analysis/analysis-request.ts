import { resolve } from 'node:path';
import { z } from 'zod';
import { ENGINE_NAMES } from '#detection';
import type { DetectorConfig } from '../config/edge-config.js';
import { edgeSchema } from '../config/edge-schema.js';
import { AnalysisError, EXIT } from './analysis-error.js';

/** As the user wrote it. */
export interface AnalyzeArguments {
  readonly camera: string;
  readonly video: string;
  readonly out: string;
  readonly start?: string;
  readonly tracks?: string;
  readonly engine?: string;
  readonly model?: string;
  readonly size?: string;
  readonly sparing?: boolean;
  readonly json?: boolean;
}

/** What is asked for, checked as far as the words themselves go. */
export interface AnalysisRequest {
  readonly cameraPath: string;
  readonly videoPath: string;
  readonly outPath: string;
  readonly tracksPath: string | null;
  /** When the first picture was captured; null leaves it to the camera file. */
  readonly startMs: number | null;
  readonly detector: DetectorConfig;
  /** Whether the network sees only what changed, as on a box. A recording can wait to be seen whole. */
  readonly isSparing: boolean;
}

const startSchema = z.iso.datetime({ offset: true });

/** The user's words to a request; what is not said is as on a box. Throws `AnalysisError`. */
export function readRequest(args: AnalyzeArguments): AnalysisRequest {
  const { camera, video, out, start, tracks, engine = 'auto', model, size, sparing } = args;
  const engines = ['auto', ...ENGINE_NAMES] as const;
  const known = engines.find((name) => name === engine);
  if (!known) throw usage(`--engine is "${engine}", expected one of ${engines.join(', ')}`);
  if (start !== undefined && !startSchema.safeParse(start).success) {
    throw usage(`--start is "${start}", expected an ISO time with its zone, such as 2026-05-04T07:45:00Z or …+02:00`);
  }
  refuseOverwriting({ '--camera': camera, '--video': video, '--out': out, '--tracks': tracks });
  const asOnABox = edgeSchema.shape.detector.safeParse(size === undefined ? {} : { longSidePx: Number(size) });
  if (!asOnABox.success) throw usage(`--size is "${size}", expected a whole number from 160 to 1920`);
  return {
    cameraPath: camera,
    videoPath: video,
    outPath: out,
    tracksPath: tracks ?? null,
    startMs: start === undefined ? null : Date.parse(start),
    isSparing: sparing === true,
    detector: { ...asOnABox.data, engine: known, modelPath: model === undefined ? null : resolve(model) },
  };
}

/** One slip of the hand must not put the visits in the place of the recording. */
function refuseOverwriting(paths: Readonly<Record<string, string | undefined>>): void {
  const given = Object.entries(paths).flatMap(([name, path]) => (path === undefined ? [] : [[name, resolve(path)]]));
  for (const [index, [name, path]] of given.entries()) {
    const twin = given.slice(0, index).find(([, other]) => other === path);
    if (twin) throw usage(`${twin[0]} and ${name} name the same file: ${path}`);
  }
}

function usage(message: string): AnalysisError {
  return new AnalysisError(message, EXIT.usage);
}
