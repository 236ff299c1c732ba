import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CameraConfig, EdgeConfig } from '../config/edge-config.js';
import type { RecordSink } from '../records/record-sink.js';
import type { Analysts } from './analyst.js';
import type { CameraDirectory } from './camera-directory.js';
import { CameraSession } from './camera-session.js';
import { describeCamera } from './describe-camera.js';
import { both } from './observers.js';
import { CameraMemory } from './camera-memory.js';
import type { CameraMemoryStore } from './camera-memory.js';
import type { SessionObserver } from './session-observer.js';

export interface FleetSurroundings {
  readonly analysts: Analysts;
  readonly sink: RecordSink;
  readonly directory: CameraDirectory;
  readonly memories: CameraMemoryStore;
  readonly observerFor: (cameraId: string) => SessionObserver;
}

/** All cameras of this box: each runs by itself, and a new config touches only those that it changes. */
export class CameraFleet {
  readonly #sessions = new Map<string, CameraSession>();
  #config: EdgeConfig;
  #change = Promise.resolve();

  constructor(
    config: EdgeConfig,
    private readonly surroundings: FleetSurroundings,
  ) {
    this.#config = config;
  }

  get config(): EdgeConfig {
    return this.#config;
  }

  get sessions(): readonly CameraSession[] {
    return [...this.#sessions.values()];
  }

  session(cameraId: string): CameraSession | null {
    return this.#sessions.get(cameraId) ?? null;
  }

  start(): void {
    for (const camera of this.#config.cameras) this.#start(camera);
  }

  /** Puts a config in force: cameras it no longer has stop, changed ones start anew, the others go on. */
  apply(config: EdgeConfig): Promise<void> {
    // One change at a time: a second reload waits for the first.
    return (this.#change = this.#change.then(() => this.#apply(config)));
  }

  async stop(): Promise<void> {
    await this.#change;
    await Promise.all(this.sessions.map((session) => session.stop()));
    this.#sessions.clear();
  }

  async #apply(config: EdgeConfig): Promise<void> {
    const isDetectorSame = isDeepStrictEqual(config.detector, this.#config.detector);
    this.#config = config;
    const wanted = new Map(config.cameras.map((camera) => [camera.id, camera]));
    const ended = this.sessions.filter(({ camera }) => {
      const next = wanted.get(camera.id);
      return !next || !isDetectorSame || !isSameCamera(camera, next);
    });
    await Promise.all(ended.map((session) => this.#end(session)));
    for (const camera of config.cameras) if (!this.#sessions.has(camera.id)) this.#start(camera);
    for (const { camera } of ended) if (!wanted.has(camera.id)) this.surroundings.directory.forget(camera.id);
  }

  async #end(session: CameraSession): Promise<void> {
    const { id } = session.camera;
    await session.stop();
    this.#sessions.delete(id);
  }

  #start(camera: CameraConfig): void {
    const { analysts, sink, observerFor } = this.surroundings;
    const memory = new CameraMemory(camera.id, this.surroundings.memories, streetOf(camera));
    const { detector } = this.#config;
    const observer = both(this.#describing(camera), observerFor(camera.id));
    const session = new CameraSession(camera, { analysts, detector, sink, observer, memory });
    this.#sessions.set(camera.id, session);
    session.start();
  }

  /** Describes the camera at once and again as its engine and the size of its picture become known. */
  #describing(camera: CameraConfig): SessionObserver {
    let engine: string = this.#config.detector.engine;
    let size: { widthPx: number; heightPx: number } | null = null;
    const describe = () =>
      this.surroundings.directory.describe(describeCamera(this.#config.deviceId, camera, { size, engine }));
    describe();
    const nothing = () => undefined;
    return {
      ready: (opened) => {
        engine = opened;
        describe();
      },
      firstPicture: (widthPx, heightPx) => {
        size = { widthPx, heightPx };
        describe();
      },
      decoded: nothing,
      analysed: nothing,
      viewJudged: nothing,
      lightChanged: nothing,
      began: nothing,
      skipped: nothing,
      failed: nothing,
      videoBytes: nothing,
      lost: nothing,
      restored: nothing,
      finished: nothing,
      analystFailed: nothing,
      recorded: nothing,
    };
  }
}

/** Names what a learned view belongs to: new zones or another calibration mean that the camera may have been turned. */
function streetOf({ zones, homography }: CameraConfig): string {
  return createHash('sha256')
    .update(JSON.stringify([zones, homography]))
    .digest('base64url');
}

/** Addresses are compared by what they hold, not by what they show: a new password is a change. */
function isSameCamera(a: CameraConfig, b: CameraConfig): boolean {
  const { address: addressA, ...restA } = a;
  const { address: addressB, ...restB } = b;
  if (!isDeepStrictEqual(restA, restB)) return false;
  if (addressA.kind === 'rtsp' && addressB.kind === 'rtsp') {
    return addressA.url.equals(addressB.url) && addressA.transport === addressB.transport;
  }
  return isDeepStrictEqual(addressA, addressB);
}
