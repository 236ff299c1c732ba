import { describe, expect, it } from 'vitest';
import type { VisitEvent } from '#curb';
import { Detector } from '#detection';
import type { Box, Detection, Picture, ViewReference } from '#detection';
import { seeded } from '../../../../test/support/simulated-street.js';
import { CameraPipeline } from './camera-pipeline.js';
import type { PipelineStep } from './camera-pipeline.js';
import type { PipelineMemory } from './pipeline-memory.js';

const START_MS = Date.parse('2024-04-22T07:45:00.000Z');
const PICTURE: Picture = { widthPx: 1_280, heightPx: 720, rgb: new Uint8Array() };
const STEP_MS = 200;
/** Recorded detections come without pictures to look at. */
const UNSEEN = { isSparing: false, isGuarded: false };
const RULES = {
  zones: [
    {
      id: 'bay',
      kind: 'parking' as const,
      polygon: [
        { x: 0.4, y: 0.4 },
        { x: 0.7, y: 0.4 },
        { x: 0.7, y: 0.8 },
        { x: 0.4, y: 0.8 },
      ],
    },
  ],
  homography: null,
  minDwellMs: 8_000,
  doubleParkingMs: 12_000,
};

describe('the camera pipeline', () => {
  it('turns a car that drives in, stands and leaves into one visit with the moments in the pixels', async () => {
    const { events } = await watch(visit({ arriveMs: 10_000, leaveMs: 40_000, endMs: 60_000 }));
    expect(events.map(({ type }) => type)).toEqual(['park_start', 'park_end']);
    expect(Math.abs((events[0]?.atMs ?? 0) - (START_MS + 10_000))).toBeLessThanOrEqual(1_000);
    expect(Math.abs((events[1]?.atMs ?? 0) - (START_MS + 40_000))).toBeLessThanOrEqual(1_000);
    expect(events[0]?.visit).toMatchObject({ zoneId: 'bay', type: 'dwell', vehicleType: 'car', startCensored: false });
  });

  it('gives the same events, byte for byte, when the same detections come again', async () => {
    const film = visit({ arriveMs: 10_000, leaveMs: 40_000, endMs: 60_000 });
    expect(JSON.stringify(await watch(film))).toBe(JSON.stringify(await watch(film)));
  });

  it('makes nothing of a car that drives through', async () => {
    const { events, standing } = await watch(visit({ arriveMs: 10_000, leaveMs: 12_000, endMs: 30_000 }));
    expect([events, standing]).toEqual([[], []]);
  });

  it('shows what stands, and where the vehicles of the frame are as shares of the picture', async () => {
    const { standing, vehicles } = await watch(visit({ arriveMs: 5_000, leaveMs: 60_000, endMs: 30_000 }));
    expect(standing).toMatchObject([{ zoneId: 'bay', type: 'dwell' }]);
    expect(vehicles[0]?.box).toEqual({ x: 600 / 1_280, y: 400 / 720, width: 160 / 1_280, height: 100 / 720 });
  });

  it('invents no departure while the camera sees nothing', async () => {
    const film = visit({ arriveMs: 10_000, leaveMs: 300_000, endMs: 200_000 });
    const { events, standing } = await watch(film, { blindFromMs: 30_000, blindToMs: 120_000 });
    expect(events.map(({ type }) => type)).toEqual(['park_start']);
    expect(standing).toHaveLength(1);
  });

  it('concludes nothing from black pictures: names the fault, dates it back, and ends no visit', async () => {
    const car: Detection = { box: { xPx: 150, yPx: 100, widthPx: 40, heightPx: 25 }, score: 0.6, type: 'car' };
    const parked = Array.from({ length: 200 }, () => [car]);
    const pipeline = new CameraPipeline(new RecordedDetector(parked), RULES, { isSparing: false });
    const events: VisitEvent[] = [];
    const troubles = new Set<string>();
    for (let atMs = 0; atMs < 40_000; atMs += STEP_MS) {
      const isBlack = atMs >= 15_000 && atMs < 30_000;
      const step = await pipeline.step(isBlack ? BLACK : speckled(atMs), START_MS + atMs);
      events.push(...step.events);
      if (step.trouble) troubles.add(`${step.trouble.fault} since ${step.trouble.sinceMs - START_MS}`);
    }
    expect([...troubles]).toEqual(['black since 15000']);
    expect(events.map(({ type }) => type)).toEqual(['park_start']);
  });

  it('invents no stop of a car that drives through while the camera hangs, and names the fault', async () => {
    const { events, troubles } = await hanging({ fromMs: 15_000, toMs: 35_000, leaveMs: 10_000 });
    expect(troubles).toEqual(['frozen since 15000']);
    expect(events).toEqual([]);
  });

  it('makes one visit of a car that parks while the camera hangs now and then for less than the fault takes', async () => {
    const { events, troubles } = await hanging({ fromMs: 15_000, toMs: 26_000, leaveMs: 45_000 });
    expect(troubles).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['park_start', 'park_end']);
  });

  it('goes on after a restart with the memory it handed over: one visit, from stop to start', async () => {
    const film = visit({ arriveMs: 10_000, leaveMs: 40_000, endMs: 60_000 });
    const { steps } = await steppedWith(film.slice(0, 100), 0, { watch: null, view: null });
    const watch = steps.findLast(({ toKeep }) => toKeep?.watch)?.toKeep?.watch ?? null;
    const resumed = await steppedWith(film.slice(110), 110, { watch: copied(watch), view: null });
    expect(resumed.steps.map(({ beginning }) => beginning).slice(0, 2)).toEqual(['resumed', null]);
    const events = [...steps, ...resumed.steps].flatMap((step) => step.events);
    expect(events.map(({ type }) => type)).toEqual(['park_start', 'park_end']);
    expect(events[1]?.visit.key).toBe(events[0]?.visit.key);
  });

  it('hands its watch over with every event and else once a second', async () => {
    const film = visit({ arriveMs: 5_000, leaveMs: 20_000, endMs: 40_000 });
    const { steps } = await steppedWith(film, 0, { watch: null, view: null });
    expect(steps.filter(({ events, toKeep }) => events.length > 0 && !toKeep?.watch)).toEqual([]);
    const kept = steps.filter(({ toKeep }) => toKeep?.watch).length;
    expect(kept).toBeGreaterThanOrEqual(39);
    expect(kept).toBeLessThanOrEqual(43);
  });

  it('begins anew, and says why, with a memory from the future or of other zones', async () => {
    const film = visit({ arriveMs: 1_000, leaveMs: 20_000, endMs: 12_000 });
    const { steps } = await steppedWith(film, 100, { watch: null, view: null });
    const watch = steps.findLast(({ toKeep }) => toKeep?.watch)?.toKeep?.watch ?? null;
    const earlier = await steppedWith(film, 0, { watch: copied(watch), view: null });
    expect(earlier.steps[0]?.beginning).toBe('from_the_future');
    const elsewhere = watch && { ...copied(watch), rules: '[]' };
    const other = await steppedWith(film, 300, { watch: elsewhere, view: null });
    expect(other.steps[0]).toMatchObject({ beginning: 'other_rules', standing: [] });
  });

  it('notices that the camera was turned while the box was off, until an operator accepts what it shows', async () => {
    const pipeline = (view: ViewReference | null) =>
      new CameraPipeline(new RecordedDetector([]), RULES, { isSparing: false, memory: { watch: null, view } });
    const look = async (at: CameraPipeline, fromS: number, toS: number, shiftPx: number) => {
      const steps: PipelineStep[] = [];
      for (let s = fromS; s < toS; s++) steps.push(await at.step(speckled(s, shiftPx), START_MS + s * 1_000));
      return steps;
    };
    const learned = (await look(pipeline(null), 0, 15, 0)).flatMap(({ toKeep }) => toKeep?.view ?? []);
    expect(learned).toHaveLength(1);
    const turned = pipeline(copied(learned[0] ?? null));
    const before = await look(turned, 100, 120, 9);
    expect(before.at(-1)?.trouble).toEqual({ fault: 'camera_moved', sinceMs: START_MS + 100_000 });
    turned.acceptView();
    const after = await look(turned, 120, 135, 9);
    expect(after.filter(({ trouble }) => trouble)).toEqual([]);
    expect(after.flatMap(({ toKeep }) => toKeep?.view ?? [])).toHaveLength(1);
    const straight = await look(pipeline(copied(learned[0] ?? null)), 100, 120, 0);
    expect(straight.filter(({ trouble }) => trouble)).toEqual([]);
  });

  it('counts what passes along its lanes, and hands a period on with the frame that ends it', async () => {
    const zones = RULES.zones.map((zone) => ({ ...zone, id: 'lane', kind: 'travel_lane' as const }));
    const film = visit({ arriveMs: 10_000, leaveMs: 10_000, endMs: 300_200 });
    const detector = new RecordedDetector(film);
    const pipeline = new CameraPipeline(detector, { ...RULES, zones }, UNSEEN);
    const steps = [];
    for (const index of film.keys()) steps.push(await pipeline.step(PICTURE, START_MS + index * STEP_MS));
    const lanes = [{ zoneId: 'lane', vehicles: 1 }];
    expect(steps.slice(0, -1).flatMap(({ flows }) => flows)).toEqual([]);
    expect(steps.at(-1)?.flows).toEqual([{ startMs: START_MS, periodMs: 300_000, blindMs: 0, lanes }]);
  });

  it('hands on what its detector throws and goes on with the next frame', async () => {
    const detector = new RecordedDetector(visit({ arriveMs: 0, leaveMs: 1_000, endMs: 2_000 }));
    const pipeline = new CameraPipeline(detector, RULES, UNSEEN);
    detector.isBroken = true;
    await expect(pipeline.step(PICTURE, START_MS)).rejects.toThrow('broken');
    detector.isBroken = false;
    await expect(pipeline.step(PICTURE, START_MS + STEP_MS)).resolves.toMatchObject({ events: [] });
  });
});

/** A street under a car that stops at 15 s if it stays beyond; from one moment to another one picture comes again and again. */
async function hanging({ fromMs, toMs, leaveMs }: { fromMs: number; toMs: number; leaveMs: number }) {
  const film = visit({ arriveMs: 15_000, leaveMs: Math.max(leaveMs, 15_000), endMs: 60_000 }).map((seen) =>
    seen.map((car) => ({ ...car, box: quarter(car.box) })),
  );
  const hung = film.map((seen, index) => {
    const atMs = index * STEP_MS;
    return atMs >= fromMs && atMs < toMs ? (film[fromMs / STEP_MS] ?? []) : seen;
  });
  const pipeline = new CameraPipeline(new RecordedDetector(hung), RULES, { isSparing: false });
  const events: VisitEvent[] = [];
  const troubles = new Set<string>();
  for (const index of hung.keys()) {
    const atMs = index * STEP_MS;
    const isHung = atMs >= fromMs && atMs < toMs;
    const step = await pipeline.step(speckled(isHung ? fromMs : atMs), START_MS + atMs);
    events.push(...step.events);
    if (step.trouble) troubles.add(`${step.trouble.fault} since ${step.trouble.sinceMs - START_MS}`);
  }
  events.push(...pipeline.finish());
  return { events, troubles: [...troubles] };
}

/** The films are for pictures of 1280 pixels, the speckled ones have 320. */
function quarter({ xPx, yPx, widthPx, heightPx }: Box): Box {
  return { xPx: xPx / 4, yPx: yPx / 4, widthPx: widthPx / 4, heightPx: heightPx / 4 };
}

const BLACK: Picture = { widthPx: 320, heightPx: 180, rgb: new Uint8Array(320 * 180 * 3) };

/** A picture with edges everywhere whose grain differs with the time, as sensors' does. */
function speckled(atMs: number, shiftPx = 0): Picture {
  const { widthPx, heightPx } = BLACK;
  const random = seeded(atMs + 1);
  const rgb = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const block = Math.floor(((pixel % widthPx) + shiftPx) / 20) * 7 + Math.floor(pixel / widthPx / 20) * 13;
    return 60 + ((block * 37) % 120) + 8 * random();
  });
  return { widthPx, heightPx, rgb };
}

type Film = readonly (readonly Detection[])[];

/** A detector that sees what was recorded, frame by frame. */
class RecordedDetector extends Detector {
  override readonly engine = 'onnx';
  isBroken = false;
  #next = 0;

  constructor(private readonly film: Film) {
    super();
  }

  override detect(): Promise<readonly Detection[]> {
    if (this.isBroken) return Promise.reject(new Error('broken'));
    return Promise.resolve(this.film[this.#next++] ?? []);
  }

  override dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** The frames of a film from its `from`th on, through a pipeline that begins with this memory. */
async function steppedWith(film: Film, from: number, memory: PipelineMemory) {
  const pipeline = new CameraPipeline(new RecordedDetector(film), RULES, { ...UNSEEN, memory });
  const steps: PipelineStep[] = [];
  for (const index of film.keys()) steps.push(await pipeline.step(PICTURE, START_MS + (from + index) * STEP_MS));
  return { steps };
}

/** As it comes back from disk. */
function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A car that comes from the right at 200 px/s, stands at x = 600 and leaves to the left. */
function visit({ arriveMs, leaveMs, endMs }: { arriveMs: number; leaveMs: number; endMs: number }): Film {
  return Array.from({ length: endMs / STEP_MS }, (_, index) => {
    const atMs = index * STEP_MS;
    const driveMs = atMs < arriveMs ? arriveMs - atMs : Math.min(0, leaveMs - atMs);
    const xPx = 600 + 0.2 * driveMs;
    if (xPx < 0 || xPx > 1_120) return [];
    return [{ box: { xPx, yPx: 400, widthPx: 160, heightPx: 100 }, score: 0.6, type: 'car' }];
  });
}

async function watch(film: Film, blind?: { blindFromMs: number; blindToMs: number }) {
  const detector = new RecordedDetector(film);
  const pipeline = new CameraPipeline(detector, RULES, UNSEEN);
  const events: VisitEvent[] = [];
  let last = await pipeline.step(PICTURE, START_MS);
  for (let index = 1; index < film.length; index++) {
    const atMs = index * STEP_MS;
    if (blind && atMs > blind.blindFromMs && atMs < blind.blindToMs) continue;
    if (blind && atMs === blind.blindFromMs) pipeline.loseSight(START_MS + atMs - STEP_MS);
    if (blind && atMs === blind.blindToMs) pipeline.regainSight(START_MS + atMs);
    last = await pipeline.step(PICTURE, START_MS + atMs);
    events.push(...last.events);
  }
  return { events, standing: last.standing, vehicles: last.vehicles };
}
