import { isSignedOut, type HubClient } from '../api/hub-client.js';
import type { Camera, StreetEvent, Zone, ZoneHour } from '../api/types.js';
import { EMPTY_FEED, ENTRIES_MAX, withEvents, withVisits, type Feed } from '../feed/feed.js';
import { startOfDay } from '../words/times.js';
import { EventStream } from './event-stream.js';
import { LOADING, afterFailure, ready, valueOf, type Loadable } from './loadable.js';
import { Paced } from './paced.js';

/** Events ask for fresh numbers; a burst of them asks once. */
const ZONES_PACE_MS = 1_000;
const HOURS_PACE_MS = 10_000;
const CAMERAS_PACE_MS = 5_000;
/** What changes without an event: bytes, occupied time, status by silence. */
const ZONES_EVERY_MS = 30_000;
const CAMERAS_EVERY_MS = 15_000;

export interface Connection {
  readonly state: 'connecting' | 'connected' | 'reconnecting';
  readonly sinceMs: number;
}

export interface LiveState {
  readonly connection: Connection;
  readonly cameras: Loadable<readonly Camera[]>;
  readonly cameraId: string | null;
  readonly zones: Loadable<readonly Zone[]>;
  readonly hours: ReadonlyMap<string, readonly ZoneHour[]>;
  readonly feed: Loadable<Feed>;
}

export interface LiveStreetOptions {
  readonly hub: HubClient;
  readonly nowMs: () => number;
  readonly preferredCameraId: string | null;
  readonly onSignedOut: () => void;
}

/**
 * Everything the page knows of one camera's street, kept fresh. The hub is the only truth: an event enters the feed
 * and makes the zones, and with them their hours, be asked again, paced; nothing is counted here. Opening the stream comes first
 * and the lists after it, so that nothing that happens in between is missed; events are merged by id.
 */
export class LiveStreet {
  #state: LiveState;
  readonly #listeners = new Set<() => void>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  readonly #stream: EventStream;
  readonly #cameras = new Paced(() => this.#loadCameras(), CAMERAS_PACE_MS);
  readonly #zones = new Paced(() => this.#loadZones(), ZONES_PACE_MS);
  readonly #hours = new Paced(() => this.#loadHours(), HOURS_PACE_MS);
  #isStopped = false;

  constructor(private readonly options: LiveStreetOptions) {
    this.#state = {
      connection: { state: 'connecting', sinceMs: options.nowMs() },
      cameras: LOADING,
      cameraId: options.preferredCameraId,
      zones: LOADING,
      hours: new Map(),
      feed: LOADING,
    };
    this.#stream = new EventStream((signal) => options.hub.stream(signal), {
      opened: () => this.#opened(),
      event: (event) => this.#heard(event),
      lost: () => this.#lost(),
      signedOut: () => options.onSignedOut(),
    });
  }

  readonly state = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#timers.push(
      setInterval(() => this.#cameras.request(), CAMERAS_EVERY_MS),
      setInterval(() => this.#zones.request(), ZONES_EVERY_MS),
    );
    this.#cameras.request();
    void this.#stream.run();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stream.stop();
    for (const timer of this.#timers) clearInterval(timer);
    for (const paced of [this.#cameras, this.#zones, this.#hours]) paced.stop();
  }

  select(cameraId: string): void {
    if (cameraId === this.#state.cameraId) return;
    this.#set({ cameraId, zones: LOADING, hours: new Map(), feed: LOADING });
    this.#refreshStreet();
  }

  /** Asks for everything again: what a "try again" button does. */
  refresh(): void {
    this.#cameras.hurry();
    this.#refreshStreet();
  }

  #opened(): void {
    this.#set({ connection: { state: 'connected', sinceMs: this.options.nowMs() } });
    this.#cameras.request();
    this.#refreshStreet();
  }

  #lost(): void {
    if (this.#state.connection.state === 'reconnecting') return;
    this.#set({ connection: { state: 'reconnecting', sinceMs: this.options.nowMs() } });
  }

  #heard(event: StreetEvent): void {
    if (event.type === 'comms_lost' || event.type === 'comms_restored') this.#cameras.hurry();
    if (event.type === 'scheduled_report') this.#cameras.request();
    if (event.camera !== this.#state.cameraId) return;
    const feed = valueOf(this.#state.feed);
    if (feed) this.#set({ feed: ready(withEvents(feed, [event])) });
    if (event.zone !== null) this.#zones.request();
  }

  #refreshStreet(): void {
    if (this.#state.cameraId === null) return;
    this.#zones.hurry();
    void this.#loadFeed();
  }

  async #loadCameras(): Promise<void> {
    await this.#asking(
      () => this.options.hub.cameras(),
      (cameras) => {
        this.#set({ cameras: ready(cameras) });
        const isKnown = cameras.some((camera) => camera.id === this.#state.cameraId);
        const first = cameras[0];
        if (isKnown && this.#state.zones.state === 'loading') this.#refreshStreet();
        else if (!isKnown && first) this.select(first.id);
      },
      (problem) => this.#set({ cameras: afterFailure(this.#state.cameras, problem) }),
    );
  }

  async #loadZones(): Promise<void> {
    const { cameraId } = this.#state;
    if (cameraId === null) return;
    await this.#asking(
      () => this.options.hub.zones(cameraId),
      (zones) => {
        if (cameraId !== this.#state.cameraId) return this.#zones.request();
        const isFirst = this.#state.zones.state !== 'ready';
        const feed = valueOf(this.#state.feed);
        const standing = zones.flatMap((zone) => zone.visits);
        this.#set({ zones: ready(zones), ...(feed && { feed: ready(withVisits(feed, standing)) }) });
        if (isFirst) this.#hours.hurry();
        else this.#hours.request();
      },
      (problem) => this.#set({ zones: afterFailure(this.#state.zones, problem) }),
    );
  }

  async #loadHours(): Promise<void> {
    const nowMs = this.options.nowMs();
    const zoneIds = (valueOf(this.#state.zones) ?? []).map((zone) => zone.id);
    await this.#asking(
      () => Promise.all(zoneIds.map((id) => this.options.hub.hours(id, startOfDay(nowMs), nowMs))),
      (answers) => this.#set({ hours: new Map(zoneIds.map((id, i) => [id, answers[i] ?? []])) }),
      // The chart then shows what it had; the line to the hub is already said to be lost.
      () => undefined,
    );
  }

  async #loadFeed(): Promise<void> {
    const { cameraId } = this.#state;
    if (cameraId === null) return;
    const { hub } = this.options;
    await this.#asking(
      () => Promise.all([hub.recentEvents(cameraId, ENTRIES_MAX / 2), hub.recentVisits(cameraId, ENTRIES_MAX)]),
      ([events, visits]) => {
        if (cameraId !== this.#state.cameraId) return;
        const standing = (valueOf(this.#state.zones) ?? []).flatMap((zone) => zone.visits);
        const before = valueOf(this.#state.feed) ?? EMPTY_FEED;
        this.#set({ feed: ready(withVisits(withEvents(before, events), [...visits, ...standing])) });
      },
      (problem) => this.#set({ feed: afterFailure(this.#state.feed, problem) }),
    );
  }

  async #asking<T>(ask: () => Promise<T>, use: (answer: T) => void, failed: (problem: string) => void): Promise<void> {
    try {
      const answer = await ask();
      if (!this.#isStopped) use(answer);
    } catch (error) {
      if (this.#isStopped) return;
      if (isSignedOut(error)) return this.options.onSignedOut();
      failed(error instanceof Error ? error.message : String(error));
    }
  }

  #set(change: Partial<LiveState>): void {
    if (this.#isStopped) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
