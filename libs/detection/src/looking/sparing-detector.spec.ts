import { beforeEach, describe, expect, it } from 'vitest';
import { intersectionPx2, type Box } from '../box.js';
import type { Detection } from '../detection.js';
import { Detector, DetectorError, type GridPart, type Picture, type PictureGrid } from '../detector.js';
import { SparingDetector, type LookPace } from './sparing-detector.js';

const widthPx = 640;
const heightPx = 320;
const grid = { columns: 20, rows: 10 };
const CELL_PX = 32;
const FRAME_MS = 200;
const parked: Box = { xPx: 100, yPx: 200, widthPx: 60, heightPx: 40 };
const other: Box = { xPx: 480, yPx: 60, widthPx: 60, heightPx: 40 };

/** Sees the vehicles it is told of, where a look shows them, and notes its looks. */
class DrawnStreet extends Detector {
  override readonly engine = 'onnx';
  readonly looks: (GridPart | 'whole')[] = [];
  vehicles: readonly Box[] = [];
  isBroken = false;

  constructor(private readonly seesParts = true) {
    super();
  }

  override gridOf(): PictureGrid | null {
    return this.seesParts ? grid : null;
  }

  override detect(_picture: Picture, part?: GridPart): Promise<readonly Detection[]> {
    if (this.isBroken) return Promise.reject(new DetectorError('broken'));
    this.looks.push(part ?? 'whole');
    const view = part ? areaOf(part) : { xPx: 0, yPx: 0, widthPx, heightPx };
    const seen = this.vehicles.filter((box) => intersectionPx2(box, view) > 0);
    return Promise.resolve(seen.map((box) => ({ box: cutAt(box, view), score: 0.5, type: 'car' as const })));
  }

  override dispose(): Promise<void> {
    return Promise.resolve();
  }
}

let street: DrawnStreet;
let sparing: SparingDetector;
let atMs: number;

beforeEach(() => begin(new DrawnStreet()));

describe('looking only where it pays', () => {
  it('begins with the whole picture', async () => {
    const look = await show([parked]);
    expect(look).toMatchObject({ isFull: true, pixelShare: 1 });
    expect(boxes(look)).toEqual([parked]);
  });

  it('does not look at all where nothing has changed', async () => {
    await show([]);
    expect(await show([])).toEqual({
      detections: [],
      regions: [],
      pixelShare: 0,
      isFull: false,
      putOffPlaces: 0,
    });
  });

  it('carries what it saw forward, unchanged, over pictures it does not look at', async () => {
    await settle([parked]);
    street.looks.length = 0;
    expect(boxes(await show([parked]))).toEqual([parked]);
    expect(street.looks).toEqual([]);
  });

  it('finds a vehicle that comes with a look at its place only', async () => {
    await settle([parked]);
    const look = await show([parked, other]);
    expect(boxes(look)).toEqual([parked, other]);
    expect(look.isFull).toBe(false);
    expect(look.pixelShare).toBeLessThan(0.25);
    expect(look.regions.every((region) => intersectionPx2(region, parked) === 0)).toBe(true);
  });

  it('forgets a vehicle at once when its place changed and it is not there any more', async () => {
    await settle([parked, other]);
    expect(boxes(await show([parked]))).toEqual([parked]);
  });

  it('follows a vehicle that moves, in every other of five pictures a second, and says nothing of it in between', async () => {
    await settle([]);
    for (let picture = 0; picture < 6; picture++) {
      const moving = { ...other, xPx: 200 + 40 * picture };
      expect(boxes(await show([moving]))).toEqual(picture % 2 === 0 ? [moving] : []);
    }
  });

  it('looks again at a place that goes on changing after 350 ms, and not before', async () => {
    await settle([]);
    await show([other]);
    expect((await showAfter(349, [{ ...other, xPx: other.xPx + 20 }])).regions).toEqual([]);
    expect((await showAfter(1, [{ ...other, xPx: other.xPx + 20 }])).regions).not.toEqual([]);
  });

  it('lets a vehicle that drives through wait longer where looks are stretched, and counts it, but none that is slow', async () => {
    const hurried = { stretch: 2, isBusy: false };
    for (const [stepPx, expected, putOff] of [
      [20, [0, 2, 6, 10], true],
      [8, [0, 2, 4, 6, 8, 10], false],
    ] as const) {
      begin(new DrawnStreet());
      await settle([]);
      const lookedAt: number[] = [];
      let putOffPlaces = 0;
      for (let picture = 0; picture < 12; picture++) {
        const look = await showAfter(FRAME_MS, [{ ...parked, xPx: 20 + stepPx * picture }], hurried);
        if (look.regions.length > 0) lookedAt.push(picture);
        putOffPlaces += look.putOffPlaces;
      }
      expect(lookedAt).toEqual(expected);
      expect(putOffPlaces > 0).toBe(putOff);
    }
  });

  it('lets the looks of other cameras go before its look at the whole picture, for five seconds', async () => {
    await show([]);
    await showAfter(1_000, [other]);
    const busy = { stretch: 1, isBusy: true };
    for (let second = 2; second < 25; second++) expect((await showAfter(1_000, [other], busy)).isFull).toBe(false);
    expect((await showAfter(1_000, [other], busy)).isFull).toBe(true);
  });

  it('looks at once at a vehicle that comes elsewhere', async () => {
    await settle([]);
    await show([other]);
    expect(boxes(await show([parked, other]))).toEqual([parked, other]);
  });

  it('looks at a vehicle come to rest at growing intervals', async () => {
    await show([]);
    const start = street.looks.length;
    const looksAfter: number[] = [];
    for (let frame = 0; frame < 20; frame++) {
      const before = street.looks.length;
      await show([other]);
      if (street.looks.length > before) looksAfter.push(frame);
    }
    expect(street.looks.length).toBeGreaterThan(start);
    expect(looksAfter).toEqual([1, 3, 5, 9, 17]);
  });

  it('keeps a vehicle at rest that a look does not find, and drops one that three looks do not find', async () => {
    await settle([parked]);
    street.vehicles = [];
    const counts: number[] = [];
    const looks = street.looks.length;
    while (street.looks.length < looks + 3) {
      const look = await showPicture(drawn([parked]));
      if (look.regions.length > 0) counts.push(look.detections.length);
    }
    expect(counts).toEqual([1, 1, 0]);
  });

  it('finds again, at a place that a vehicle left without moving near by, what the network had lost for a picture', async () => {
    await settle([parked]);
    const repainted = drawn([{ ...parked, widthPx: parked.widthPx - 10 }]);
    street.vehicles = [];
    expect(boxes(await showPicture(repainted))).toEqual([]);
    street.vehicles = [parked];
    expect(boxes(await showPicture(repainted, 350))).toEqual([parked]);
  });

  it('looks at the whole picture twenty seconds after the last time when anything changed, and not before', async () => {
    await show([]);
    await showAfter(1_000, [other]);
    for (let second = 2; second < 20; second++) expect((await showAfter(1_000, [other])).isFull).toBe(false);
    expect((await showAfter(1_000, [other])).isFull).toBe(true);
  });

  it('looks at the whole picture of a street where nothing changes every sixty seconds, and not before', async () => {
    await show([]);
    for (let second = 1; second < 60; second++) expect((await showAfter(1_000, [])).isFull).toBe(false);
    expect((await showAfter(1_000, [])).isFull).toBe(true);
  });

  it('looks at once at the whole picture of a street that rested for longer than twenty seconds when anything changes', async () => {
    await show([]);
    for (let second = 1; second <= 20; second++) await showAfter(1_000, []);
    expect((await showAfter(1_000, [other])).isFull).toBe(true);
  });

  it('believes nothing from before a gap of more than two seconds', async () => {
    await settle([parked]);
    street.vehicles = [];
    const same = drawn([parked]);
    atMs += 2_000;
    expect((await showPicture(same, 0)).detections).toHaveLength(1);
    atMs += 2_001;
    expect(await showPicture(same, 0)).toMatchObject({ isFull: true, detections: [] });
  });

  it('looks at everything when the picture changes its size', async () => {
    await settle([parked]);
    const half = { widthPx: 320, heightPx: 160, rgb: new Uint8Array(320 * 160 * 3).fill(90) };
    expect((await showPicture(half)).isFull).toBe(true);
  });

  it('does not take a piece of a vehicle for the vehicle, and sees it whole in a later picture', async () => {
    await settle([]);
    const long = { xPx: 200, yPx: 100, widthPx: 300, heightPx: 60 };
    // Most of the bus looks like the road: only its front changes pixels.
    const front = drawn([{ ...long, xPx: 200, widthPx: 40 }]);
    street.vehicles = [long];
    expect((await showPicture(front)).detections).toEqual([]);
    let look = await showPicture(front);
    for (let frame = 0; frame < 5 && look.detections.length === 0; frame++) look = await showPicture(front);
    expect(boxes(look)).toEqual([long]);
  });

  it('asks a detector that takes whole pictures only for those, and for still ones not at all', async () => {
    begin(new DrawnStreet(false));
    await show([]);
    expect((await show([])).regions).toEqual([]);
    expect((await show([other])).isFull).toBe(true);
    expect(new Set(street.looks)).toEqual(new Set(['whole']));
  });

  it('looks again where a look failed', async () => {
    await settle([]);
    street.isBroken = true;
    await expect(show([other])).rejects.toThrow(DetectorError);
    street.isBroken = false;
    expect(boxes(await show([other]))).toEqual([other]);
  });

  it('gives the same answers to the same pictures at the same times', async () => {
    const drive = async () => {
      begin(new DrawnStreet());
      const answers = [];
      for (let frame = 0; frame < 30; frame++) {
        const moving = { ...other, xPx: 10 + 18 * frame };
        answers.push(await show(frame % 7 === 0 ? [parked] : [parked, moving]));
      }
      return answers;
    };
    expect(await drive()).toEqual(await drive());
  });
});

function begin(detector: DrawnStreet): void {
  street = detector;
  sparing = new SparingDetector(detector);
  atMs = 0;
}

/** The next picture shows these vehicles, and the network finds them. */
function show(vehicles: readonly Box[]) {
  street.vehicles = vehicles;
  return showPicture(drawn(vehicles));
}

function showAfter(gapMs: number, vehicles: readonly Box[], pace?: LookPace) {
  street.vehicles = vehicles;
  return showPicture(drawn(vehicles), gapMs, pace);
}

function showPicture(picture: Picture, gapMs = FRAME_MS, pace?: LookPace) {
  atMs += gapMs;
  return sparing.detect(picture, atMs, pace);
}

/** Shows the vehicles until the next look at them is some seconds away. */
async function settle(vehicles: readonly Box[]): Promise<void> {
  for (let frame = 0; frame < 18; frame++) await show(vehicles);
}

function boxes({ detections }: { detections: readonly Detection[] }): Box[] {
  return detections.map(({ box }) => box).sort((a, b) => a.xPx - b.xPx);
}

function drawn(vehicles: readonly Box[]): Picture {
  const rgb = new Uint8Array(widthPx * heightPx * 3).fill(90);
  for (const box of vehicles) {
    for (let y = box.yPx; y < box.yPx + box.heightPx; y++) {
      rgb.fill(200, (y * widthPx + box.xPx) * 3, (y * widthPx + box.xPx + box.widthPx) * 3);
    }
  }
  return { widthPx, heightPx, rgb };
}

function areaOf({ left, top, right, bottom }: GridPart): Box {
  return {
    xPx: left * CELL_PX,
    yPx: top * CELL_PX,
    widthPx: (right - left) * CELL_PX,
    heightPx: (bottom - top) * CELL_PX,
  };
}

function cutAt(box: Box, view: Box): Box {
  const xPx = Math.max(box.xPx, view.xPx);
  const yPx = Math.max(box.yPx, view.yPx);
  const rightPx = Math.min(box.xPx + box.widthPx, view.xPx + view.widthPx);
  const bottomPx = Math.min(box.yPx + box.heightPx, view.yPx + view.heightPx);
  return { xPx, yPx, widthPx: rightPx - xPx, heightPx: bottomPx - yPx };
}
