import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FlowPeriod, Visit } from '#curb';
import type { ViewReference } from '#detection';
import type { CurbRecord } from '#events';
import { freePort, startRtspCamera } from '#local-services';
import { makeFilm } from '../../test/films.js';
import { loadEdgeConfig } from '../config/load-edge-config.js';
import { EdgeMetrics } from '../http/edge-metrics.js';
import { RecordSink } from '../records/record-sink.js';
import type { CapturedFrame } from '../video/video-source.js';
import { Analyst, Analysts } from './analyst.js';
import type { AnalysedFrame } from './analyst.js';
import type { ViewTrouble } from './camera-pipeline.js';
import { CameraSession } from './camera-session.js';
import { CameraMemory, CameraMemoryStore, NOTHING_REMEMBERED } from './camera-memory.js';
import type { Remembered } from './camera-memory.js';
import type { Beginning } from './pipeline-memory.js';

const WAIT = { timeout: 30_000, interval: 20 };
const START_TIME = '2024-04-22T07:45:00.000Z';

let directory: string;
let film: string;
let session: CameraSession | null = null;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kerbline-session-'));
  film = join(directory, 'street.mp4');
  await makeFilm(film, { seconds: 4 });
});
afterEach(async () => {
  await session?.stop();
  session = null;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("one camera's session", () => {
  it('looks at every frame of a film that is read fast, reports on its own time and ends as stopped', async () => {
    let open: () => void = () => undefined;
    const mayOpen = new Promise<void>((resolve) => (open = resolve));
    const { analysts, sink } = await begin({ source: film, pace: 'fast', startTime: START_TIME }, mayOpen);
    // A detector takes seconds to open: the film waits for it.
    await vi.waitUntil(() => session?.status.lastFrameAtMs !== null, WAIT);
    open();
    await vi.waitUntil(() => sink.kinds.length >= 2, WAIT);
    const startMs = Date.parse(START_TIME);
    const frames = analysts.calls.filter(([call]) => call === 'frame');
    expect(frames.map(([, atMs]) => atMs - startMs)).toEqual(Array.from({ length: 20 }, (_, i) => i * 200));
    expect(sink.kinds).toEqual(['comms_lost', 'scheduled_report']);
    expect(sink.records[0]).toMatchObject({ atMs: startMs + 3_800, body: { fault: 'stopped' } });
    expect(sink.records[1]?.body).toMatchObject({
      periodMs: 3_800,
      observedMs: 3_800,
      framesDecoded: 20,
      framesAnalysed: 20,
      framesSkipped: 0,
    });
    expect(session?.status.state).toBe('finished');
  });

  it('sends what has passed along its lanes once a period of it has ended', async () => {
    let open: () => void = () => undefined;
    const mayOpen = new Promise<void>((resolve) => (open = resolve));
    const { analysts, sink } = await begin({ source: film, pace: 'fast', startTime: START_TIME }, mayOpen);
    const startMs = Date.parse(START_TIME) - 300_000;
    const lanes = [{ zoneId: 'lane', vehicles: 12 }];
    analysts.flows.push({ startMs, periodMs: 300_000, blindMs: 4_000, lanes });
    open();
    await vi.waitUntil(() => sink.kinds.length >= 3, WAIT);
    expect(sink.records.filter(({ body }) => body.type === 'lane_flow')).toMatchObject([
      { atMs: startMs + 300_000, body: { periodMs: 300_000, observedMs: 296_000, lanes } },
    ]);
  });

  it('lets the newest frame win when looks take longer than frames', async () => {
    const { analysts, sink } = await begin({ source: film, pace: 'live', loop: true, sampleFps: 25 });
    await vi.waitUntil(() => analysts.calls.length >= 1, WAIT);
    analysts.isHeld = true;
    const before = analysts.calls.length;
    await vi.waitUntil(() => analysts.calls.length > before, WAIT);
    await vi.waitUntil(async () => (await analysts.skipped()) >= 10, WAIT);
    analysts.release();
    await session?.stop();
    const report = sink.records.at(-2)?.body;
    expect(report).toMatchObject({ type: 'scheduled_report' });
    if (report?.type !== 'scheduled_report') return;
    const underWay = report.framesDecoded - report.framesAnalysed - report.framesSkipped;
    expect(report.framesSkipped).toBeGreaterThanOrEqual(10);
    // At most one frame waits and one is being looked at when the box stops.
    expect(underWay).toBeGreaterThanOrEqual(0);
    expect(underWay).toBeLessThanOrEqual(2);
  });

  it('takes sight from its analyst and gives it back in order with the frames, and tells the hub', async () => {
    const port = await freePort();
    let camera = await startRtspCamera({ file: film, port });
    try {
      const { analysts, sink } = await begin({ source: camera.url, silenceMs: 1_000 });
      await vi.waitUntil(() => analysts.calls.length >= 3, WAIT);
      await camera.stop();
      // On a busy machine pictures may have stayed away for a second before, too: of a camera that is gone they stay away.
      await vi.waitUntil(() => session?.status.state === 'lost' && sink.comms.at(-1)?.body.type === 'comms_lost', WAIT);
      const told = sink.comms.length;
      camera = await startRtspCamera({ file: film, port });
      await vi.waitUntil(() => sink.comms[told]?.body.type === 'comms_restored', WAIT);
      const lost = analysts.names.lastIndexOf('lose');
      await vi.waitUntil(() => analysts.names.length > lost + 2, WAIT);
      expect(analysts.names.slice(lost, lost + 3)).toEqual(['lose', 'regain', 'frame']);
      const times = analysts.calls.map(([, atMs]) => atMs);
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      const [loss, recovery] = sink.comms.slice(told - 1);
      expect(loss?.body).toMatchObject({ type: 'comms_lost', fault: 'no_video' });
      expect(recovery?.body).toMatchObject({ type: 'comms_restored', fault: 'no_video', lostAtMs: loss?.atMs });
      await vi.waitUntil(() => session?.status.state === 'watching', WAIT);
      expect(session?.status.problem).toBeNull();
    } finally {
      await camera.stop();
    }
  });

  it('tells the hub of a picture that cannot be relied on, dated back, and of the first good one after it', async () => {
    const { analysts, sink } = await begin({ source: film, pace: 'live', loop: true });
    await vi.waitUntil(() => analysts.calls.length >= 2, WAIT);
    const sinceMs = analysts.calls[0]?.[1] ?? 0;
    analysts.trouble = { fault: 'camera_moved', sinceMs };
    await vi.waitUntil(() => sink.kinds.includes('comms_lost'), WAIT);
    expect(session?.status).toMatchObject({ state: 'lost' });
    expect(session?.status.problem).toContain('looks elsewhere');
    analysts.trouble = null;
    await vi.waitUntil(() => sink.kinds.includes('comms_restored'), WAIT);
    const [loss, recovery] = sink.records;
    expect(loss).toMatchObject({ atMs: sinceMs, body: { type: 'comms_lost', fault: 'camera_moved' } });
    expect(recovery?.body).toMatchObject({ type: 'comms_restored', fault: 'camera_moved', lostAtMs: sinceMs });
    expect(session?.status).toMatchObject({ state: 'watching', problem: null });
  });

  describe('with a visit that an earlier process left open', () => {
    const visit: Visit = {
      key: 'bay/1000/1',
      zoneId: 'bay',
      type: 'dwell',
      startMs: 1_000,
      startCensored: false,
      vehicleType: 'car',
      confidence: 80,
      evidence: [],
      place: { image: { x: 0.5, y: 0.5 }, ground: null },
    };
    const left: Remembered = { ...NOTHING_REMEMBERED, visits: [{ visit, lastSeenMs: 9_000 }] };
    const ready = Promise.resolve();

    it.each(['afresh', 'other_rules', 'from_the_future'] as const)('ends it when its watch begins %s', async (how) => {
      const { sink } = await begin({ source: film, pace: 'live', loop: true }, ready, left, how);
      await vi.waitUntil(() => sink.kinds.includes('park_end'), WAIT);
      const body = sink.records.find(({ body: { type } }) => type === 'park_end')?.body;
      expect(body).toMatchObject({ startMs: 1_000, endCensored: true });
    });

    it('leaves it open when its watch is resumed, and tells again what may not have been sent', async () => {
      const unsent = [{ type: 'park_start', atMs: 1_000, visit } as const];
      const more = { ...left, unsent };
      const { analysts, sink } = await begin({ source: film, pace: 'live', loop: true }, ready, more, 'resumed');
      await vi.waitUntil(() => analysts.calls.length >= 3, WAIT);
      expect(sink.kinds).toEqual(['park_start']);
    });
  });

  it('has its analyst learn the view anew when an operator accepts it', async () => {
    const { analysts } = await begin({ source: film, pace: 'live', loop: true });
    await vi.waitUntil(() => analysts.calls.length >= 1, WAIT);
    session?.acceptView();
    expect(analysts.acceptedViews).toBe(1);
  });

  it('opens a new analyst when its own died', async () => {
    const { analysts } = await begin({ source: film, pace: 'live', loop: true });
    await vi.waitUntil(() => analysts.calls.length >= 1, WAIT);
    analysts.die();
    await vi.waitUntil(() => analysts.opened === 2, WAIT);
    const before = analysts.calls.length;
    await vi.waitUntil(() => analysts.calls.length > before, WAIT);
    expect(session?.status.problem).toBeNull();
  });
});

class MemorySink extends RecordSink {
  readonly records: CurbRecord[] = [];

  get kinds(): string[] {
    return this.records.map(({ body }) => body.type);
  }

  get comms(): CurbRecord[] {
    return this.records.filter(({ body }) => body.type.startsWith('comms_'));
  }

  override put(record: CurbRecord): Promise<void> {
    this.records.push(record);
    return Promise.resolve();
  }

  override drain(): Promise<void> {
    return Promise.resolve();
  }
}

/** Analysts that see nothing, remember what they were told, and can be held up or killed. */
class FakeAnalysts extends Analysts {
  /** What the next look brings. */
  readonly flows: FlowPeriod[] = [];
  readonly calls: [call: 'frame' | 'lose' | 'regain', atMs: number][] = [];
  readonly metrics = new EdgeMetrics();
  opened = 0;
  isHeld = false;
  /** What it says of every picture. */
  trouble: ViewTrouble | null = null;
  /** How its analysts begin. */
  beginning: Beginning = 'afresh';
  acceptedViews = 0;
  mayOpen = Promise.resolve();
  release: () => void = () => undefined;
  die: () => void = () => undefined;

  get names(): string[] {
    return this.calls.map(([call]) => call);
  }

  async skipped(): Promise<number> {
    return (await this.metrics.framesSkipped.get()).values[0]?.value ?? 0;
  }

  override async open(): Promise<Analyst> {
    this.opened++;
    await this.mayOpen;
    return new FakeAnalyst(this);
  }
}

class FakeAnalyst extends Analyst {
  override readonly engine = 'onnx';
  override readonly died: Promise<Error>;
  private beginning: Beginning | null;

  constructor(private readonly desk: FakeAnalysts) {
    super();
    this.beginning = desk.beginning;
    this.died = new Promise((resolve) => (desk.die = () => resolve(new Error('killed'))));
  }

  override async analyse(frame: CapturedFrame): Promise<AnalysedFrame> {
    this.desk.calls.push(['frame', frame.atMs]);
    if (this.desk.isHeld) await new Promise<void>((resolve) => (this.desk.release = resolve));
    const { flows, trouble } = this.desk;
    const { beginning } = this;
    this.beginning = null;
    const seen = {
      events: [],
      standing: [],
      vehicles: [],
      pixelShare: 1,
      putOffPlaces: 0,
      lookStretch: 1,
      viewMode: null,
      toKeep: null,
    };
    return { ...frame, ...seen, flows: flows.splice(0), trouble, beginning };
  }

  override loseSight(atMs: number): void {
    this.desk.calls.push(['lose', atMs]);
  }

  override regainSight(atMs: number): void {
    this.desk.calls.push(['regain', atMs]);
  }

  override acceptView(): void {
    this.desk.acceptedViews++;
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What earlier sessions left; these sessions do not outlive their process. */
class Leftover extends CameraMemoryStore {
  constructor(private readonly left: Remembered) {
    super();
  }

  override load(): Remembered {
    return this.left;
  }

  override save(): void {}

  override loadView(): ViewReference | null {
    return null;
  }

  override saveView(): void {}
}

async function begin(
  camera: object,
  mayOpen = Promise.resolve(),
  left = NOTHING_REMEMBERED,
  beginning: Beginning = 'afresh',
) {
  const path = join(directory, 'edge.json');
  await writeFile(path, JSON.stringify({ device: 'pole', cameras: [{ id: 'north', ...camera }] }));
  const { cameras, detector } = loadEdgeConfig(path, {});
  const analysts = new FakeAnalysts();
  analysts.mayOpen = mayOpen;
  analysts.beginning = beginning;
  const sink = new MemorySink();
  const [config] = cameras;
  if (!config) throw new Error('the config has no camera');
  const observer = analysts.metrics.observerFor('north');
  const memory = new CameraMemory('north', new Leftover(left));
  session = new CameraSession(config, { analysts, detector, sink, observer, memory });
  session.start();
  return { analysts, sink };
}
