import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '#local-services';
import { noonDay } from '../support/noon.js';
import { DemoFolder, until } from '../demo/launched-demo.js';
import type { DemoState } from '../demo/launched-demo.js';
import { beginOfClip, completeVisits, matchVisits, readTruth } from './clip-truth.js';
import type { ServedVisit } from './clip-truth.js';

/** Frames are 0.2 s apart; a busy test machine may skip several of them. The tuned figures are the benchmark's. */
const TOLERANCE_S = 2.5;

interface ZoneToday {
  readonly id: string;
  readonly today: { readonly arrivals: number; readonly doubleParking: number };
}

/** From camera to page with nothing replaced: RTSP, ffmpeg, the detector, NATS JetStream, PostgreSQL, HTTP. */
describe('the whole chain on the demo camera', () => {
  const folder = new DemoFolder();
  const truth = readTruth(join(packageRoot(), 'infra', 'demo', 'street.truth.json'));
  /** One loop to see each visit whole, however the loop lies, and time for the last of them to be decided. */
  const patienceMs = (2 * truth.duration + 60) * 1000;
  let demo: DemoState;

  beforeAll(async () => {
    // A day that ends meanwhile would have counted what its last visits began with, and not the rest.
    demo = await (await folder.launch({ env: { KERBLINE_TIME_ZONE: noonDay().timeZone } })).untilReady();
  });
  afterAll(() => folder.remove());

  const ask = async <Answer>(path: string): Promise<Answer> => {
    const response = await fetch(`${demo.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${demo.apiKey}` } });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  };
  const visits = async () => (await ask<{ data: ServedVisit[] }>('/visits?limit=1000')).data;

  it(
    "serves every visit of the clip's truth, the double-parked van among them, and no queue as double parking",
    async () => {
      const matches = await until(
        'every visit of the clip in the API',
        async () => {
          const served = await visits();
          const found = matchVisits(truth, served, beginOfClip(truth, served, TOLERANCE_S), TOLERANCE_S);
          return found.length === completeVisits(truth).length && found;
        },
        patienceMs,
      );
      expect(matches.some(({ truth: { type } }) => type === 'double_parking')).toBe(true);

      const lanes = new Set(truth.events.filter(({ type }) => type === 'double_parking').map(({ zone }) => zone));
      const blocking = (await visits()).filter(({ type }) => type === 'double_parking');
      const loops = Math.ceil(patienceMs / 1000 / truth.duration);
      expect(blocking.every(({ zone }) => lanes.has(zone.slice(zone.indexOf('.') + 1)))).toBe(true);
      expect(blocking.length).toBeLessThanOrEqual(loops * lanes.size);
    },
    patienceMs + 60_000,
  );

  it('keeps one visit for each vehicle that stands there all the time, and says that its start was not seen', async () => {
    const parked = truth.events.filter(({ startedBeforeClip, end }) => startedBeforeClip && end === null);
    const open = await ask<{ data: ServedVisit[] }>('/visits?open=true&limit=1000');
    const censored = open.data.filter(({ startCensored, type }) => startCensored && type === 'dwell');
    expect(censored.length).toBe(parked.length);
  });

  it('counts the same arrivals and double-parked vehicles per zone today as there are visits', async () => {
    const counted = async () => {
      const zones = (await ask<{ data: ZoneToday[] }>('/zones')).data;
      return zones.map(({ id, today }) => [id, today.arrivals, today.doubleParking]);
    };
    const [before, served, after] = await until('two looks at the zones between which nobody came', async () => {
      const looks = [await counted(), await visits(), await counted()] as const;
      return isDeepStrictEqual(looks[0], looks[2]) && looks;
    });
    const count = (zone: unknown, type: string) =>
      served.filter((visit) => visit.zone === zone && visit.type === type && !visit.startCensored).length;
    expect(after).toEqual(before.map(([id]) => [id, count(id, 'dwell'), count(id, 'double_parking')]));
  });

  it('sends less than a thousandth of the video it watched', async () => {
    const [camera] = (await ask<{ data: { today: { videoBytes: number; eventBytes: number } }[] }>('/cameras')).data;
    expect(camera?.today.videoBytes).toBeGreaterThan(1000 * (camera?.today.eventBytes ?? Infinity));
  });
});
