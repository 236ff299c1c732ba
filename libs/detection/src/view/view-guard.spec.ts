import { describe, expect, it } from 'vitest';
import type { RgbPicture } from '../picture.js';
import { ViewGuard, type ViewState } from './view-guard.js';

const widthPx = 320;
const heightPx = 180;
const STEP_MS = 500;

describe('a camera that hangs', () => {
  it('is frozen when one picture has come for 12 s, since the first time it came', () => {
    const guard = watching({ untilMs: 20_000 });
    const hung = street({ seed: 1 });
    expect(show(guard, () => hung, 20_000, 31_500).fault).toBeNull();
    expect(show(guard, () => hung, 32_000, 32_000)).toMatchObject({ fault: 'frozen', sinceMs: 20_000 });
  });

  it('is frozen although its encoder sends a key frame and what refines it, again and again', () => {
    const guard = watching({ untilMs: 20_000 });
    const keyFrame = coded(street({ seed: 1 }), 16);
    const refined = coded(street({ seed: 1 }), 6);
    const state = show(guard, (atMs) => (atMs % 2_000 === 0 ? keyFrame : refined), 20_000, 45_000);
    expect(state.fault).toBe('frozen');
    expect(Math.abs((state.sinceMs ?? 0) - 20_000)).toBeLessThanOrEqual(10_000);
  });

  it('is well again with the first picture in which something moved', () => {
    const guard = watching({ untilMs: 20_000 });
    const hung = street({ seed: 1 });
    show(guard, () => hung, 20_000, 60_000);
    const state = show(guard, () => street({ seed: 2, carAtPx: 90 }), 60_500, 60_500);
    expect(state).toMatchObject({ fault: null, sinceMs: 60_500 });
  });

  it('is not taken for a still street under the noise of its sensor', () => {
    expect(faultsOf((atMs) => street({ seed: atMs }), 90_000)).toEqual([]);
  });

  it('is not taken for a still street whose encoder repeats pictures exactly between key frames 10 s apart', () => {
    const keyFrameOf = (atMs: number) => coded(street({ seed: Math.floor(atMs / 10_000) }), 6);
    expect(faultsOf(keyFrameOf, 90_000)).toEqual([]);
  });

  it('is not taken for a street on which one thing moves far away', () => {
    const still = street({ seed: 1 });
    const walking = (atMs: number) => painted(still, { left: 40 + (atMs / 1_000) * 2, top: 100, size: 6, luma: 250 });
    expect(faultsOf(walking, 60_000)).toEqual([]);
  });

  it('is not found by a stream that sends too few pictures', () => {
    const guard = new ViewGuard();
    const same = street({ seed: 1 });
    for (const atMs of [0, 10_000, 20_000, 30_000, 40_000]) expect(guard.observe(same, atMs).fault).toBeNull();
    expect(guard.observe(same, 50_000).fault).toBe('frozen');
  });
});

describe('a camera without a picture', () => {
  it.each([
    ['black', [16, 16, 16]],
    ['grey', [128, 128, 128]],
    ['green', [0, 135, 0]],
  ] as const)('is black after 2 s of plain %s, since the first of it', (_, color) => {
    const guard = watching({ untilMs: 10_000 });
    expect(show(guard, () => plain(color), 10_000, 11_500).fault).toBeNull();
    expect(show(guard, () => plain(color), 12_000, 12_000)).toMatchObject({ fault: 'black', sinceMs: 10_000 });
  });

  it('is well again with the first picture that shows a street, if that lasts a second', () => {
    const guard = watching({ untilMs: 10_000 });
    show(guard, () => plain([16, 16, 16]), 10_000, 40_000);
    expect(show(guard, noisyStreet, 40_500, 41_000).fault).toBe('black');
    expect(show(guard, noisyStreet, 41_500, 41_500)).toMatchObject({ fault: null, sinceMs: 40_500 });
  });

  it('is not taken for a dark street with a few lamps', () => {
    const dark = toned(street({ seed: 1 }), 0.06);
    const lit = [20, 70, 120, 170, 220, 270].reduce(
      (picture, left) => painted(picture, { left, top: 40, size: 10, luma: 200 }),
      dark,
    );
    const night = (atMs: number) => noisy(lit, atMs);
    expect(faultsOf(night, 30_000)).toEqual([]);
  });
});

describe('a camera out of focus', () => {
  it('is blurred when all of its picture has been softer than it was for 20 s, since it went soft', () => {
    const guard = watching({ untilMs: 20_000 });
    const soft = (atMs: number) => street({ seed: atMs, softPx: 3 });
    expect(show(guard, soft, 20_000, 39_500).fault).toBeNull();
    const state = show(guard, soft, 40_000, 42_000);
    expect(state.fault).toBe('blurred');
    expect(state.sinceMs).toBeLessThanOrEqual(21_000);
  });

  it('is not judged by another camera: a soft picture that always was soft is that street', () => {
    expect(faultsOf((atMs) => street({ seed: atMs, softPx: 3 }), 90_000)).toEqual([]);
  });

  it('is not taken for a bus that fills 40 % of the picture for a minute', () => {
    const withBus = (atMs: number) => (atMs < 20_000 ? noisyStreet(atMs) : painted(noisyStreet(atMs), bus));
    expect(faultsOf(withBus, 90_000)).toEqual([]);
  });
});

describe('a camera that was moved', () => {
  it('is moved when its view has been 2 % of its width aside for 15 s, since it is', () => {
    const guard = watching({ untilMs: 20_000 });
    const aside = (atMs: number) => street({ seed: atMs, shiftPx: 0.02 * widthPx });
    expect(show(guard, aside, 20_000, 34_500).fault).toBeNull();
    const state = show(guard, aside, 35_000, 37_000);
    expect(state.fault).toBe('camera_moved');
    expect(state.sinceMs).toBeLessThanOrEqual(21_000);
  });

  it('is in its place when its view is half a percent aside', () => {
    const aside = (atMs: number) => street({ seed: atMs, shiftPx: atMs < 20_000 ? 0 : 0.005 * widthPx });
    expect(faultsOf(aside, 90_000)).toEqual([]);
  });

  it('is in its place while it sways to either side, even by 2 %', () => {
    const swaying = (atMs: number) => street({ seed: atMs, shiftPx: 0.02 * widthPx * Math.sin(atMs / 1_700) });
    expect(faultsOf((atMs) => (atMs < 15_000 ? noisyStreet(atMs) : swaying(atMs)), 120_000)).toEqual([]);
  });

  it('is moved when it has looked somewhere else altogether for a minute', () => {
    const guard = watching({ untilMs: 20_000 });
    const elsewhere = (atMs: number) => street({ seed: atMs, shiftPx: -1_000 });
    expect(show(guard, elsewhere, 20_000, 75_000).fault).toBeNull();
    expect(show(guard, elsewhere, 75_500, 85_000).fault).toBe('camera_moved');
  });

  it('is well again when its view is back', () => {
    const guard = watching({ untilMs: 20_000 });
    show(guard, (atMs) => street({ seed: atMs, shiftPx: 0.05 * widthPx }), 20_000, 60_000);
    const state = show(guard, noisyStreet, 60_000, 70_000);
    expect(state.fault).toBeNull();
    expect(Math.abs((state.sinceMs ?? 0) - 60_000)).toBeLessThanOrEqual(1_000);
  });

  it('is known by a reference that was kept over a restart', () => {
    const kept = JSON.parse(JSON.stringify(watching({ untilMs: 20_000 }).reference())) as NonNullable<
      ReturnType<ViewGuard['reference']>
    >;
    const guard = new ViewGuard(kept);
    expect(show(guard, (atMs) => street({ seed: atMs, shiftPx: 0.03 * widthPx }), 0, 20_000).fault).toBe(
      'camera_moved',
    );
    expect(show(new ViewGuard(kept), noisyStreet, 0, 20_000).fault).toBeNull();
  });

  it('is not followed by the reference, however slowly it creeps', () => {
    const creeping = (atMs: number) => street({ seed: atMs, shiftPx: (0.02 * widthPx * atMs) / 1_200_000 });
    const guard = new ViewGuard();
    expect(show(guard, creeping, 0, 1_300_000, 2_000).fault).toBe('camera_moved');
  });
});

describe('the light of a street', () => {
  it('turns from colour to infrared and back, and is unsettled for 5 s after each', () => {
    const guard = watching({ untilMs: 20_000 });
    const infrared = (atMs: number) => grey(street({ seed: atMs }), 1.4);
    expect(show(guard, infrared, 20_000, 20_000)).toMatchObject({ mode: 'infrared', unsettledUntilMs: 25_000 });
    expect(show(guard, infrared, 20_500, 40_000)).toMatchObject({
      mode: 'infrared',
      unsettledUntilMs: null,
      fault: null,
    });
    expect(show(guard, noisyStreet, 40_500, 40_500)).toMatchObject({ mode: 'color', unsettledUntilMs: 45_500 });
  });

  it.each([
    ['up', 1.4],
    ['down', 0.6],
  ])('is unsettled for 3 s when exposure jumps %s by 40 %%', (_, gain) => {
    const guard = watching({ untilMs: 20_000 });
    const brighter = (atMs: number) => toned(noisyStreet(atMs), gain);
    expect(show(guard, brighter, 20_000, 20_000).unsettledUntilMs).toBe(23_000);
    expect(show(guard, brighter, 20_500, 23_500)).toMatchObject({ unsettledUntilMs: null, fault: null });
  });

  it('stays settled when exposure steps by 5 %', () => {
    const guard = watching({ untilMs: 20_000 });
    expect(show(guard, (atMs) => toned(noisyStreet(atMs), 1.05), 20_000, 20_000).unsettledUntilMs).toBeNull();
  });

  it('may fade to a third in a minute without a fault', () => {
    const dusk = (atMs: number) => toned(noisyStreet(atMs), Math.max(0.33, 1 - Math.max(0, atMs - 20_000) / 90_000));
    expect(faultsOf(dusk, 120_000)).toEqual([]);
  });
});

describe('a reference', () => {
  it('is not there before ten seconds of sight', () => {
    expect(watching({ untilMs: 9_500 }).reference()).toBeNull();
    expect(watching({ untilMs: 12_000 }).reference()).not.toBeNull();
  });

  it('is left aside when it is damaged', () => {
    const damaged = {
      version: 1,
      modes: { color: { columns: 160, rows: 90, orientation: 'AAAA', sharpness: [] } },
    } as const;
    expect(show(new ViewGuard(damaged), noisyStreet, 0, 30_000).fault).toBeNull();
  });
});

const bus = { left: 40, top: 50, size: 240, height: 96, luma: 200 };

function noisyStreet(atMs: number): RgbPicture {
  return street({ seed: atMs });
}

/** A guard that has watched a healthy, still street. */
function watching({ untilMs }: { untilMs: number }): ViewGuard {
  const guard = new ViewGuard();
  show(guard, noisyStreet, 0, untilMs - STEP_MS);
  return guard;
}

function show(
  guard: ViewGuard,
  pictureAt: (atMs: number) => RgbPicture,
  fromMs: number,
  toMs: number,
  stepMs = STEP_MS,
): ViewState {
  let state = guard.observe(pictureAt(fromMs), fromMs);
  for (let atMs = fromMs + stepMs; atMs <= toMs; atMs += stepMs) state = guard.observe(pictureAt(atMs), atMs);
  return state;
}

function faultsOf(pictureAt: (atMs: number) => RgbPicture, untilMs: number): unknown[] {
  const guard = new ViewGuard();
  const faults = new Set<unknown>();
  for (let atMs = 0; atMs <= untilMs; atMs += STEP_MS) faults.add(guard.observe(pictureAt(atMs), atMs).fault);
  faults.delete(null);
  return [...faults];
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Houses, marks and signs on a wide plain: boxes of random place, size and brightness, the same in every spec. */
const boxes = ((random) =>
  Array.from({ length: 1_200 }, () => ({
    left: -600 + random() * 2_500,
    top: random() * heightPx,
    width: 6 + random() * 50,
    height: 6 + random() * 40,
    luma: 30 + random() * 190,
  })))(randomFrom(7));

const scenes = new Map<string, Float32Array>();

/** The street without noise, 16 levels of blue less than red; a shift moves it by fractions of a pixel too. */
function sceneOf(shiftPx: number, softPx: number): Float32Array {
  const key = `${shiftPx.toFixed(3)} ${softPx}`;
  const known = scenes.get(key);
  if (known) return known;
  const luma = new Float32Array(widthPx * heightPx).fill(100);
  // Edges are as wide as a lens draws them, so that fractions of a pixel show.
  const edgePx = 1.2 + 2 * softPx;
  for (const box of boxes) {
    const left = box.left + shiftPx;
    const right = left + box.width;
    if (right < -edgePx || left > widthPx + edgePx) continue;
    const bottom = box.top + box.height;
    for (let y = Math.max(0, Math.floor(box.top - edgePx)); y < Math.min(heightPx, bottom + edgePx); y++) {
      const coverY = cover(y, { from: box.top, to: bottom, edgePx });
      for (let x = Math.max(0, Math.floor(left - edgePx)); x < Math.min(widthPx, right + edgePx); x++) {
        const at = y * widthPx + x;
        const share = coverY * cover(x, { from: left, to: right, edgePx });
        luma[at] = (luma[at] ?? 0) * (1 - share) + box.luma * share;
      }
    }
  }
  scenes.set(key, luma);
  return luma;
}

/** How much of a pixel lies between two soft edges. */
function cover(at: number, { from, to, edgePx }: { from: number; to: number; edgePx: number }): number {
  const within = (distancePx: number) => Math.min(1, Math.max(0, 0.5 + distancePx / edgePx));
  return within(at - from) * within(to - at);
}

interface StreetOptions {
  readonly seed: number;
  readonly shiftPx?: number;
  readonly softPx?: number;
  readonly carAtPx?: number;
}

function street({ seed, shiftPx = 0, softPx = 0, carAtPx }: StreetOptions): RgbPicture {
  const random = randomFrom(seed);
  const scene = sceneOf(shiftPx, softPx);
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < scene.length; i++) {
    const luma = Math.min(255, Math.max(0, (scene[i] ?? 0) + 12 * (random() - 0.5)));
    rgb[3 * i] = luma;
    rgb[3 * i + 1] = luma;
    rgb[3 * i + 2] = Math.max(0, luma - 16);
  }
  const picture = { widthPx, heightPx, rgb };
  return carAtPx === undefined ? picture : painted(picture, { left: carAtPx, top: 100, size: 50, luma: 20 });
}

/** What is left of a picture after its brightness was rounded to steps, as a coarse quantiser does. */
function coded(picture: RgbPicture, step: number): RgbPicture {
  return { ...picture, rgb: picture.rgb.map((value) => Math.min(255, Math.round(value / step) * step)) };
}

function toned(picture: RgbPicture, gain: number): RgbPicture {
  return { ...picture, rgb: picture.rgb.map((value) => Math.min(255, gain * value)) };
}

function grey(picture: RgbPicture, gain: number): RgbPicture {
  const toGrey = (value: number, at: number) => Math.min(255, gain * (picture.rgb[at - (at % 3)] ?? value));
  return { ...picture, rgb: picture.rgb.map(toGrey) };
}

function noisy(picture: RgbPicture, seed: number): RgbPicture {
  const random = randomFrom(seed);
  return { ...picture, rgb: picture.rgb.map((value) => Math.min(255, value + 8 * random())) };
}

function plain(color: readonly [number, number, number]): RgbPicture {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  return { widthPx, heightPx, rgb: rgb.map((_, at) => color[at % 3] ?? 0) };
}

interface Patch {
  readonly left: number;
  readonly top: number;
  readonly size: number;
  readonly height?: number;
  readonly luma: number;
}

function painted(picture: RgbPicture, { left, top, size, height = size, luma }: Patch): RgbPicture {
  const rgb = picture.rgb.slice();
  for (let y = top; y < top + height; y++) {
    rgb.fill(luma, (y * widthPx + Math.round(left)) * 3, (y * widthPx + Math.round(left) + size) * 3);
  }
  return { ...picture, rgb };
}
