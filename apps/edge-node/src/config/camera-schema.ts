import { z } from 'zod';
import { ZONE_KINDS, polygonProblem } from '#curb';
import { ID_PATTERN } from '#events';
import { TRANSPORTS } from '../video/camera-address.js';
import { PACES } from '../video/ffmpeg-options.js';

/** Who may see a camera's picture over the wire: nobody, anybody as a blur, or anybody as it is. */
export const SNAPSHOT_RULES = ['off', 'reduced', 'full'] as const;
export type SnapshotRule = (typeof SNAPSHOT_RULES)[number];

/** The hub takes descriptions up to these sizes. */
const ZONES_MAX = 128;
const POLYGON_POINTS_MAX = 64;
const NAME_LENGTH_MAX = 120;

export const idSchema = z.string().regex(ID_PATTERN, 'expected 1 to 32 of a-z, 0-9, _ and -, a letter or digit first');

const pairSchema = z.tuple([z.number(), z.number()]);

const polygonSchema = z
  .array(pairSchema.transform(([x, y]) => ({ x, y })))
  .max(POLYGON_POINTS_MAX)
  .superRefine((polygon, context) => {
    const problem = polygonProblem(polygon);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

const zoneSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(ZONE_KINDS),
  polygon: polygonSchema,
});

const correspondenceSchema = z
  .strictObject({ image: pairSchema, ground: pairSchema })
  .transform(({ image: [x, y], ground: [xM, yM] }) => ({ image: { x, y }, ground: { xM, yM } }));

/** What an installer writes of one camera: the format of `*.camera.json`, and how to reach its video. */
export const cameraSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(NAME_LENGTH_MAX).optional(),
  /** `rtsp://…`, `rtsps://…` or the path of a file. */
  source: z.string().min(1, 'expected rtsp://… or the path of a file').optional(),
  /** A film's file name, as in `*.camera.json`: the source when none is given. */
  video: z.string().min(1).optional(),
  transport: z.enum(TRANSPORTS).default('tcp'),
  // Two seconds between frames is the most the visit rules can bridge; above 30 no camera here sends more.
  sampleFps: z.number().min(0.5).max(30).default(5),
  silenceMs: z.number().int().min(1_000).max(600_000).default(5_000),
  pace: z.enum(PACES).default('live'),
  loop: z.boolean().default(false),
  snapshot: z.enum(SNAPSHOT_RULES).default('reduced'),
  /** Frames a second of a film; read from the film itself, accepted because `*.camera.json` has it. */
  fps: z.number().positive().optional(),
  size: z.tuple([z.number().int().min(16).max(16_384), z.number().int().min(16).max(16_384)]).optional(),
  startTime: z.iso.datetime({ offset: true }).optional(),
  zones: z.array(zoneSchema).max(ZONES_MAX).default([]),
  calibration: z.array(correspondenceSchema).default([]),
  parameters: z
    .strictObject({
      minDwellSeconds: z.number().min(1).max(86_400).default(8),
      doubleParkingSeconds: z.number().min(1).max(86_400).default(12),
    })
    .prefault({}),
});

export type CameraEntry = z.infer<typeof cameraSchema>;
