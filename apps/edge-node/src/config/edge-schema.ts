import { z } from 'zod';
import { ENGINE_NAMES } from '#detection';
import { idSchema } from './camera-schema.js';

/** No box of this kind decodes more; a longer list is a mistake of a script. */
const CAMERAS_MAX = 64;

const natsSchema = z.strictObject({
  /** `nats://host:port` or `tls://host:port`; may hold `${ENV_NAME}` references. */
  url: z.string().min(1).optional(),
  /** The path of a `.creds` file. */
  credentials: z.string().min(1).optional(),
  /** The folder that `kerbline enroll` wrote; `identity` in the state directory where there is one. */
  identity: z.string().min(1).optional(),
  /** The PEM file of the authorities a `tls://` broker's certificate is from. */
  ca: z.string().min(1).optional(),
});

const httpSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535).default(8081),
});

const detectorSchema = z.strictObject({
  /** The network's and the decoded picture's long side. */
  longSidePx: z.number().int().min(160).max(1_920).default(768),
  scoreMin: z.number().min(0.01).max(0.99).default(0.15),
  threads: z.number().int().min(1).max(64).default(1),
  /** A model file of the city's own; the built-in one otherwise. */
  model: z.string().min(1).optional(),
});

const outboxSchema = z.strictObject({
  /** Seven days of a camera take some 5 MB: by default sixteen cameras outlast a week. */
  maxMb: z.number().min(1).max(4_096).default(80),
});

/** One box's file. Nothing in it is optional without a default that is safe to run with. */
export const edgeSchema = z.strictObject({
  device: idSchema,
  nats: natsSchema.prefault({}),
  http: httpSchema.prefault({}),
  /** A directory for what must outlive the process, relative to this file. */
  state: z.string().min(1).default('edge-state'),
  outbox: outboxSchema.prefault({}),
  engine: z.enum(['auto', ...ENGINE_NAMES]).default('auto'),
  detector: detectorSchema.prefault({}),
  /** Each is read by `cameraSchema` once the file it may refer to is in. */
  cameras: z.array(z.unknown()).min(1, 'expected at least one camera').max(CAMERAS_MAX),
});

export type EdgeFile = z.infer<typeof edgeSchema>;
