import { z } from 'zod';
import { ZONE_KINDS } from '#curb';
import { ID_PATTERN } from './subjects.js';

const NAME_LENGTH_MAX = 120;
const ZONES_MAX = 128;
const POLYGON_POINTS_MAX = 64;
const CORRESPONDENCES_MAX = 256;
const PROBLEMS_MAX = 50;
const PROBLEM_LENGTH_MAX = 500;
const WHO_LENGTH_MAX = 200;

const pair = z.tuple([z.number(), z.number()]);

/**
 * What a city may decide of a camera from afar, in the words of the box's own file. Where its video comes from, and
 * who may see it, stays on the box: no other key is taken, so that no camera's password can come to lie at the hub.
 */
export const fleetCameraConfig = z.strictObject({
  name: z.string().min(1).max(NAME_LENGTH_MAX).optional(),
  zones: z
    .array(
      z.strictObject({
        id: z.string().regex(ID_PATTERN),
        kind: z.enum(ZONE_KINDS),
        polygon: z.array(pair).min(3).max(POLYGON_POINTS_MAX),
      }),
    )
    .max(ZONES_MAX)
    .optional(),
  calibration: z
    .array(z.strictObject({ image: pair, ground: pair }))
    .max(CORRESPONDENCES_MAX)
    .optional(),
  parameters: z
    .strictObject({ minDwellSeconds: z.number().optional(), doubleParkingSeconds: z.number().optional() })
    .optional(),
});
export type FleetCameraConfig = z.infer<typeof fleetCameraConfig>;

/** A version of a camera's configuration, as it lies in `CONFIG_BUCKET`. Versions of a camera count from 1. */
export const offeredConfig = z.object({
  version: z.number().int().positive(),
  changedBy: z.string().max(WHO_LENGTH_MAX),
  changedAtMs: z.number(),
  config: fleetCameraConfig,
});
export type OfferedConfig = z.infer<typeof offeredConfig>;

/** What a box says of one camera's configuration, in `CONFIG_REPORT_BUCKET`. */
export const configReport = z.object({
  deviceId: z.string().regex(ID_PATTERN),
  cameraId: z.string().regex(ID_PATTERN),
  /** Null: the box's own file alone. */
  runningVersion: z.number().int().positive().nullable(),
  /** The last one it was offered; another than the running one was refused. */
  offeredVersion: z.number().int().positive().nullable(),
  /** Why it was refused; each names its place. */
  problems: z.array(z.string().max(PROBLEM_LENGTH_MAX)).max(PROBLEMS_MAX),
});
export type ConfigReport = z.infer<typeof configReport>;

/** A report cut to what the wire takes. */
export function configReportOf(report: ConfigReport): ConfigReport {
  const problems = report.problems.slice(0, PROBLEMS_MAX).map((problem) => problem.slice(0, PROBLEM_LENGTH_MAX));
  return { ...report, problems };
}
