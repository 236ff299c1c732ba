import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectNats, CameraBucket } from '#events/nats';
import type { CameraView } from '../../apps/hub/src/api/camera.view.js';
import type { EventView } from '../../apps/hub/src/api/event.view.js';
import type { ProblemView } from '../../apps/hub/src/api/problem.js';
import type { VisitView } from '../../apps/hub/src/api/visit.view.js';
import type { ZoneHourView, ZoneView } from '../../apps/hub/src/api/zone.view.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { EventStreamReader } from './support/event-stream-reader.js';
import { API_KEY, HubUnderTest } from './support/hub-under-test.js';
import { CAMERA, DEVICE, Stop, delivery, description, lost, report } from './support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const HOUR_MS = 3_600_000;
const ZONE = `${CAMERA}.parking_a`;

interface Page<T> {
  readonly data: T[];
  readonly next: string | null;
}

describe("the hub's API", () => {
  let hub: HubUnderTest;
  let ledger: RecordLedger;

  beforeAll(async () => {
    hub = await HubUnderTest.start({ KERBLINE_PAGE_ACCESS: 'loopback' });
    ledger = hub.app.get(RecordLedger);
    await (await CameraBucket.open(hub.connection)).put(description());
    await vi.waitFor(async () => expect((await hub.get(`/api/v1/zones/${ZONE}`)).status).toBe(200), PATIENCE);
  });
  afterAll(() => hub.stop());

  async function problemAt(path: string, status: number): Promise<ProblemView> {
    const response = await hub.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return (await response.json()) as ProblemView;
  }

  describe('lets in', () => {
    it('nobody without a key, and says how to send one', async () => {
      for (const path of ['cameras', 'zones', 'visits', 'events', 'stream', `zones/${ZONE}/hours`]) {
        for (const headers of [
          {},
          { authorization: 'Bearer wrong-key-of-some-length' },
          { cookie: 'kerbline_session=x.y' },
        ]) {
          const response = await hub.get(`/api/v1/${path}`, headers);
          expect(response.status).toBe(401);
          expect(response.headers.get('www-authenticate')).toBe('Bearer');
          expect(await response.json()).toMatchObject({ title: 'Unauthorized', status: 401 });
        }
      }
    });

    it('a browser that has traded its key for a cookie scripts cannot read', async () => {
      const body = (apiKey: string) => ({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ apiKey }),
      });
      expect((await fetch(`${hub.url}/api/v1/session`, body('wrong-key-of-some-length'))).status).toBe(401);
      const opened = await fetch(`${hub.url}/api/v1/session`, body(API_KEY));
      expect(opened.status).toBe(204);
      const set = opened.headers.get('set-cookie') ?? '';
      expect(set).toMatch(/HttpOnly/);
      expect(set).toMatch(/SameSite=Strict/);
      const cookie = set.split(';')[0] ?? '';
      expect((await hub.get('/api/v1/cameras', { cookie })).status).toBe(200);
      expect((await hub.get('/api/v1/cameras', { cookie: `${cookie}x` })).status).toBe(401);
    });

    it('a page on this very machine without a key, where that was asked for', async () => {
      const shown = await hub.get('/api/v1/session', {});
      const city = { id: 'demo', name: 'demo' };
      expect(await shown.json()).toEqual({ access: 'loopback', city: city.id, cities: [city] });
      const cookie = shown.headers.get('set-cookie')?.split(';')[0] ?? '';
      expect((await hub.get('/api/v1/visits', { cookie })).status).toBe(200);
      expect((await hub.get('/api/v1/visits', { cookie, 'x-forwarded-for': '192.0.2.1' })).status).toBe(401);
    });
  });

  describe('explains', () => {
    it('a time it cannot read, by field and value', async () => {
      for (const list of ['visits', 'events', `zones/${ZONE}/hours`]) {
        const problem = await problemAt(`/api/v1/${list}?from=yesterday`, 400);
        expect(problem.detail).toBe('from is "yesterday", expected an ISO 8601 time such as 2026-05-14T10:00:00Z');
        expect(problem.errors).toMatchObject([{ field: 'from', value: 'yesterday' }]);
      }
    });

    it('a zone that does not exist, naming it', async () => {
      for (const path of [
        `zones/${CAMERA}.nowhere`,
        `zones/${CAMERA}.nowhere/hours`,
        `visits?zone=${CAMERA}.nowhere`,
      ]) {
        const problem = await problemAt(`/api/v1/${path}`, 404);
        expect(problem.detail).toBe(`there is no zone "${CAMERA}.nowhere"`);
        expect(problem.errors).toMatchObject([{ field: 'zone', value: `${CAMERA}.nowhere` }]);
      }
      expect((await problemAt('/api/v1/events?camera=nowhere', 404)).detail).toBe('there is no camera "nowhere"');
    });

    it('addresses, bodies and methods it does not know, without a word of its insides', async () => {
      expect((await problemAt('/api/v1/parking', 404)).detail).toBe('there is nothing at this address');
      const large = await fetch(`${hub.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ apiKey: 'k'.repeat(20_000) }),
      });
      expect(large.status).toBe(413);
      const broken = await fetch(`${hub.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{',
      });
      expect(broken.status).toBe(400);
      expect(await broken.text()).not.toMatch(/SyntaxError|\.js|node_modules/);
    });

    it('that a box does not answer', async () => {
      const problem = await problemAt(`/api/v1/cameras/${CAMERA}/snapshot`, 503);
      expect(problem.detail).toBe(`the box of camera ${CAMERA} does not answer`);
    });
  });

  it('shows a picture that the box sends', async () => {
    const box = await connectNats({ url: hub.nats.url, name: 'box-1' });
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
    // As Nest's own transport answers on the other side.
    box.subscribe(`kerbline.v1.request.${DEVICE}.snapshot`, {
      callback: (_error, message) => {
        const request = message.json<{ id: string; data: { cameraId: string } }>();
        const answer = { ok: true, contentType: 'image/jpeg', base64: jpeg.toString('base64'), capturedAtMs: 1_000 };
        const response = request.data.cameraId === CAMERA ? answer : { ok: false, problem: 'no such camera' };
        message.respond(JSON.stringify({ id: request.id, response, isDisposed: true }));
      },
    });
    await box.flush();
    const response = await hub.get(`/api/v1/cameras/${CAMERA}/snapshot`);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(jpeg);
    await box.close();
  });

  it("passes an operator's word that a view is right on to the box of the camera", async () => {
    const accept = (camera: string) =>
      fetch(`${hub.url}/api/v1/cameras/${camera}/accept-view`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}` },
      });
    expect((await accept('nowhere')).status).toBe(404);
    expect((await accept(CAMERA)).status).toBe(503);
    const box = await connectNats({ url: hub.nats.url, name: 'box-1' });
    let answer: object = { ok: true };
    box.subscribe(`kerbline.v1.request.${DEVICE}.accept_view`, {
      callback: (_error, message) => {
        const { id } = message.json<{ id: string }>();
        message.respond(JSON.stringify({ id, response: answer, isDisposed: true }));
      },
    });
    await box.flush();
    expect((await accept(CAMERA)).status).toBe(204);
    answer = { ok: false, problem: 'this box has no such camera' };
    expect((await accept(CAMERA)).status).toBe(502);
    await box.close();
  });

  it('shows a camera as its box describes it, and how it is', async () => {
    const read = async () => (await hub.read<Page<CameraView>>('/api/v1/cameras')).data[0];
    const nowMs = Date.now();
    // What is not heard of for three minutes is offline: so long the specs above may take on a busy machine.
    await ledger.commit([delivery(report(nowMs - 60_000))]);
    expect(await read()).toMatchObject({ id: CAMERA, deviceId: DEVICE, status: 'online', fault: null, engine: 'onnx' });
    await ledger.commit([delivery(lost(nowMs - 1_000))]);
    expect(await read()).toMatchObject({
      status: 'fault',
      fault: { code: 'no_video', since: new Date(nowMs - 1_000).toISOString() },
    });
    // It saw something after the fault began, so the fault is over, although nobody said so.
    await ledger.commit([delivery(report(nowMs + 60_000))]);
    expect(await read()).toMatchObject({ status: 'online', fault: null });
    expect((await read())?.today.framesSkipped).toBeGreaterThan(0);
  });

  it('shows what stands in a zone now, and counts the time it has stood', async () => {
    const startMs = Date.now() - 90_000;
    await ledger.commit([delivery(new Stop(startMs, { zoneId: 'lane_1', type: 'double_parking' }).started())]);
    const zone = await hub.read<ZoneView>(`/api/v1/zones/${CAMERA}.lane_1`);
    expect(zone.kind).toBe('travel_lane');
    expect(zone.polygon[0]).toEqual([0.1, 0.1]);
    expect(zone.groundPolygon).toBeNull();
    expect(zone.visits).toMatchObject([{ type: 'double_parking', start: new Date(startMs).toISOString() }]);
    expect(zone.today.blockedMs).toBeGreaterThan(0);
    const { data } = await hub.read<Page<ZoneView>>(`/api/v1/zones?camera=${CAMERA}`);
    expect(data.map(({ id }) => id)).toEqual([`${CAMERA}.lane_1`, ZONE]);
  });

  it('tells a blind hour from a quiet one and from a busy one', async () => {
    const fromMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 48 * HOUR_MS;
    const [busyMs, quietMs, blindMs] = [fromMs, fromMs + HOUR_MS, fromMs + 2 * HOUR_MS];
    const hourReport = (hourMs: number, observedMs: number) =>
      delivery(report(hourMs + HOUR_MS, { periodMs: HOUR_MS, observedMs }));
    await ledger.commit([
      hourReport(busyMs, HOUR_MS),
      hourReport(quietMs, HOUR_MS),
      hourReport(blindMs, HOUR_MS / 2 - 1),
      delivery(new Stop(busyMs + 60_000).ended(busyMs + 660_000)),
      delivery(new Stop(blindMs + 60_000).ended(blindMs + 660_000)),
    ]);
    const iso = (atMs: number) => new Date(atMs).toISOString();
    const path = `/api/v1/zones/${ZONE}/hours?from=${iso(busyMs)}&to=${iso(fromMs + 4 * HOUR_MS)}`;
    const { data, next } = await hub.read<Page<ZoneHourView>>(path);
    expect(next).toBeNull();
    expect(data.map(({ hour }) => hour)).toEqual([0, 1, 2, 3].map((hours) => iso(fromMs + hours * HOUR_MS)));
    const same = (count: number) => ({
      arrivals: count,
      departures: count,
      turnover: count,
      occupiedMs: count,
      doubleParking: count,
      blockedMs: count,
    });
    expect(data[0]).toMatchObject({
      arrivals: 1,
      departures: 1,
      turnover: 1,
      averageDwellMs: 600_000,
      occupiedMs: 600_000,
    });
    expect(data[1]).toMatchObject({ ...same(0), averageDwellMs: null, observedMs: HOUR_MS });
    expect(data[2]).toMatchObject({ ...same(-1), averageDwellMs: -1, observedMs: HOUR_MS / 2 - 1 });
    expect(data[3]).toMatchObject({ ...same(-1), averageDwellMs: -1, observedMs: 0 });

    const first = await hub.read<Page<ZoneHourView>>(`${path}&limit=3`);
    const second = await hub.read<Page<ZoneHourView>>(`${path}&limit=3&cursor=${first.next}`);
    expect([...first.data, ...second.data]).toEqual(data);
  });

  it('gives a long list page by page, without a gap or a repetition', async () => {
    const oldMs = Date.now() - 72 * HOUR_MS;
    // Two at a time, so that pages break between visits of the same moment.
    const stops = Array.from({ length: 12 }, (_, index) => {
      const zoneId = index % 2 === 0 ? 'parking_a' : 'lane_1';
      return new Stop(oldMs + Math.floor(index / 2) * 1_000, { zoneId });
    });
    await ledger.commit(stops.map((stop) => delivery(stop.ended(stop.startMs + 500))));
    const path = `/api/v1/visits?to=${new Date(oldMs + 60_000).toISOString()}&open=false&limit=5`;
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<VisitView> = await hub.read(cursor === '' ? path : `${path}&cursor=${cursor}`);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen)).toEqual(new Set(stops.map(({ visit }) => visit.id)));
  });

  it('tells every listener of an event once it is committed', async () => {
    const readers = await Promise.all([1, 2].map(() => EventStreamReader.open(`${hub.url}/api/v1/stream`, API_KEY)));
    const stop = new Stop(Date.now() - 30_000);
    await hub.publisher.publish(DEVICE, stop.started());
    for (const reader of readers) {
      const message = await reader.next();
      expect(message.event).toBe('park_start');
      expect(JSON.parse(message.data)).toMatchObject({ id: stop.started().id });
      const { data } = await hub.read<Page<EventView>>('/api/v1/events?type=park_start&limit=1');
      expect(JSON.parse(message.data)).toEqual(data[0]);
    }
    for (const reader of readers) reader.close();
  });

  it('describes itself, is measured, and says that the page is not built', async () => {
    const document = (await (await hub.get('/docs-json', {})).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toContain('/api/v1/zones/{id}/hours');
    expect((await hub.get('/docs', {})).status).toBe(200);
    expect(await (await hub.get('/healthz', {})).json()).toEqual({ status: 'ok', database: 'ok', broker: 'ok' });
    expect(await (await hub.get('/metrics', {})).text()).toMatch(/kerbline_records_total\{kind="park_start"\} [1-9]/);
    const page = await hub.get('/', { accept: 'text/html' });
    expect(await page.text()).toContain('npm run build');
  });

  it('tells browsers what its pages never do, at every address, and not what it is made of', async () => {
    for (const path of ['/', '/docs', '/api/v1/cameras', '/cds/demo/curbs/zones', '/nowhere']) {
      const { headers } = await hub.get(path, {});
      for (const [name, said] of Object.entries(SAID_TO_BROWSERS)) {
        expect([path, name, headers.get(name)]).toEqual([path, name, said]);
      }
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

/** Whoever changes this says why a page needs it. */
const SAID_TO_BROWSERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; " +
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
