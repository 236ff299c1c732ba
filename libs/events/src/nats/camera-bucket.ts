import { jetstream } from '@nats-io/jetstream';
import type { KV, KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection, QueuedIterator } from '@nats-io/transport-node';
import { z } from 'zod';
import { ZONE_KINDS } from '#curb';
import type { CameraDescription } from '../camera-description.js';
import { CAMERA_BUCKET, ID_PATTERN } from '../subjects.js';
import { bindBucket, openCameraBucket } from './streams.js';
import type { Replicas } from './streams.js';

const ZONES_MAX = 128;
const POLYGON_POINTS_MAX = 64;
const NAME_LENGTH_MAX = 120;
/** How long a description may wait for the broker's ack. */
const PUT_MS_MAX = 5_000;

const id = z.string().regex(ID_PATTERN);
const durationMs = z.number().int().nonnegative();
const description: z.ZodType<CameraDescription> = z.object({
  deviceId: id,
  cameraId: id,
  name: z.string().max(NAME_LENGTH_MAX),
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
  sampleFps: z.number().positive(),
  engine: z.string().max(NAME_LENGTH_MAX),
  minDwellMs: durationMs,
  doubleParkingMs: durationMs,
  reprojectionErrorM: z.number().nonnegative().nullable(),
  configHash: z.number().int().min(0).max(0xffff_ffff),
  zones: z
    .array(
      z.object({
        id,
        kind: z.enum(ZONE_KINDS),
        polygon: z.array(z.object({ x: z.number(), y: z.number() })).max(POLYGON_POINTS_MAX),
        groundPolygon: z
          .array(z.object({ xM: z.number(), yM: z.number() }))
          .max(POLYGON_POINTS_MAX)
          .nullable(),
      }),
    )
    .max(ZONES_MAX),
});

/** A description, and when the box put it there by the broker's clock. */
export interface DescribedCamera extends CameraDescription {
  readonly describedAtMs: number;
}

export interface CameraBucketOptions {
  /** Told of an entry that is no description, or that stands under another camera's key; it is skipped. */
  readonly onUnusable?: (key: string, problem: string) => void;
}

/**
 * Puts a box's description of one of its cameras into the bucket, and throws while there is no bucket (the hub makes it).
 * It takes no right but to publish under the camera's key, where opening the bucket takes the stream's whole interface.
 */
export async function putCameraDescription(connection: NatsConnection, camera: CameraDescription): Promise<void> {
  const subject = `$KV.${CAMERA_BUCKET}.${camera.deviceId}.${camera.cameraId}`;
  const text = JSON.stringify(description.parse(camera));
  await jetstream(connection).publish(subject, text, { timeout: PUT_MS_MAX });
}

/** What boxes say of their cameras, kept by the broker: the last description of each, and every change from now on. */
export class CameraBucket {
  readonly #store: KV;
  readonly #onUnusable: (key: string, problem: string) => void;

  private constructor(store: KV, options: CameraBucketOptions) {
    this.#store = store;
    this.#onUnusable = options.onUnusable ?? (() => undefined);
  }

  /** A box's way in: the hub owns the bucket, and a box may do no more than put its own keys. */
  static async open(connection: NatsConnection, options: CameraBucketOptions = {}): Promise<CameraBucket> {
    return new CameraBucket(await bindBucket(connection, CAMERA_BUCKET), options);
  }

  /** The hub's way in: creates the bucket when missing. */
  static async create(
    connection: NatsConnection,
    { replicas, ...options }: CameraBucketOptions & { readonly replicas?: Replicas } = {},
  ): Promise<CameraBucket> {
    return new CameraBucket(await openCameraBucket(connection, replicas), options);
  }

  async put(camera: CameraDescription): Promise<void> {
    await this.#store.put(`${camera.deviceId}.${camera.cameraId}`, JSON.stringify(description.parse(camera)));
  }

  /** Every camera's description as it stands, then each new one; ends with the connection or when the loop is left. */
  async *watch(): AsyncGenerator<DescribedCamera, void, undefined> {
    const entries: QueuedIterator<KvWatchEntry> = await this.#store.watch({ ignoreDeletes: true });
    try {
      for await (const entry of entries) {
        const camera = this.#read(entry);
        if (camera) yield camera;
      }
    } finally {
      entries.stop();
    }
  }

  #read(entry: KvWatchEntry): DescribedCamera | null {
    const parsed = description.safeParse(parseJson(entry.string()));
    if (!parsed.success) {
      this.#onUnusable(entry.key, z.prettifyError(parsed.error));
      return null;
    }
    const { deviceId, cameraId } = parsed.data;
    if (entry.key !== `${deviceId}.${cameraId}`) {
      this.#onUnusable(entry.key, `describes camera ${cameraId} of device ${deviceId}`);
      return null;
    }
    return { ...parsed.data, describedAtMs: entry.created.getTime() };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
