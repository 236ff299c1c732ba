import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEAD_LETTER_STREAM, deadLetterSubject, encodeRecord, recordSubject } from '#events';
import type { CurbRecord } from '#events';
import { CLOCK_AHEAD_MS_MAX, DEAD_LETTER_HEADERS } from '#events/nats';
import type { EventView } from '../../apps/hub/src/api/event.view.js';
import { LOCK_CAMERAS, lockName } from '../../apps/hub/src/ingest/ledger-statements.js';
import type { VisitView } from '../../apps/hub/src/api/visit.view.js';
import { HubUnderTest } from './support/hub-under-test.js';
import { CAMERA, DEVICE, Stop, report } from './support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

describe('records that come through JetStream', () => {
  let hub: HubUnderTest;
  let cameras = 0;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
  });
  afterAll(() => hub.stop());

  /** A camera of its own for each test, so that tests do not see each other's records. */
  const freshCamera = () => `camera-${(cameras += 1)}`;
  const publish = (record: CurbRecord) => hub.publisher.publish(DEVICE, record);
  const visitsOf = async (cameraId: string): Promise<VisitView[]> => {
    const { data } = await hub.read<{ data: VisitView[] }>('/api/v1/visits?limit=1000');
    return data.filter(({ camera }) => camera === cameraId);
  };
  const eventually = async <T>(read: () => Promise<T>, check: (value: T) => void): Promise<T> =>
    vi.waitFor(async () => {
      const value = await read();
      check(value);
      return value;
    }, PATIENCE);
  const deadLetter = async (cameraId: string, device = DEVICE) => {
    const { streams } = await jetstreamManager(hub.connection);
    return vi.waitFor(async () => {
      const letter = await streams.getMessage(DEAD_LETTER_STREAM, {
        last_by_subj: deadLetterSubject(device, cameraId),
      });
      if (!letter) throw new Error('no dead letter yet');
      return letter;
    }, PATIENCE);
  };

  it('appear as visits: standing at first, complete once the vehicle has left', async () => {
    const cameraId = freshCamera();
    const startMs = Date.now() - 10 * MINUTE_MS;
    const stop = new Stop(startMs, { cameraId });
    const { bytes } = await publish(stop.started());
    expect(bytes).toBeLessThanOrEqual(200);
    const [standing] = await eventually(
      () => visitsOf(cameraId),
      (visits) => expect(visits).toHaveLength(1),
    );
    expect(standing).toEqual({
      id: stop.visit.id,
      camera: cameraId,
      zone: `${cameraId}.parking_a`,
      zoneKind: null,
      type: 'dwell',
      start: new Date(startMs).toISOString(),
      end: null,
      dwellMs: null,
      vehicleType: 'car',
      confidence: 87,
      startCensored: false,
      endCensored: false,
      blindMs: 0,
      location: { image: [0.4321, 0.5], ground: [-3.25, 17.5] },
      evidence: ['arrival_seen'],
    });

    await publish(stop.ended(startMs + 5 * MINUTE_MS, { endCensored: true, blindMs: 1_500 }));
    const [left] = await eventually(
      () => visitsOf(cameraId),
      ([visit]) => expect(visit?.end).not.toBeNull(),
    );
    expect(left).toEqual({
      ...standing,
      end: new Date(startMs + 5 * MINUTE_MS).toISOString(),
      dwellMs: 5 * MINUTE_MS,
      endCensored: true,
      blindMs: 1_500,
      evidence: ['arrival_seen', 'departure_unseen'],
    });
  });

  it('count once, however often they come, also past the broker’s own memory for duplicates', async () => {
    const cameraId = freshCamera();
    const stop = new Stop(Date.now() - 10 * MINUTE_MS, { cameraId });
    const records = [stop.started(), stop.ended(stop.startMs + MINUTE_MS), report(Date.now(), { cameraId })];
    // Without a message id, as after the broker's duplicate window.
    const client = jetstream(hub.connection);
    for (const record of [...records, ...records, ...records]) {
      await client.publish(recordSubject(DEVICE, cameraId, record.body.type), encodeRecord(record));
    }
    const counted = () =>
      hub.database.query<{ events: number; arrivals: number; departures: number; video: number }[]>(
        `select (select count(*) from events where camera_id = $1)::int as events,
           (select sum(arrivals) from zone_hours where camera_id = $1)::int as arrivals,
           (select sum(departures) from zone_hours where camera_id = $1)::int as departures,
           (select sum(video_bytes) from camera_hours where camera_id = $1)::int as video`,
        [cameraId],
      );
    await eventually(counted, ([row]) => expect(row?.events).toBe(3));
    const { consumers } = await jetstreamManager(hub.connection);
    await eventually(
      () => consumers.info('KERBLINE_RECORDS', 'hub'),
      (info) => expect(info.num_pending + info.num_ack_pending).toBe(0),
    );
    expect(await counted()).toEqual([{ events: 3, arrivals: 1, departures: 1, video: 7_500_001 }]);
  });

  it('are set aside with their reason when they cannot be decoded, and the next one still arrives', async () => {
    const cameraId = freshCamera();
    const subject = recordSubject(DEVICE, cameraId, 'park_start');
    const stop = new Stop(Date.now() - MINUTE_MS, { cameraId });
    const bytes = encodeRecord(stop.started());
    // Field 1, the version, stands first: make it 9.
    const future = Uint8Array.from(bytes);
    future[1] = 9;
    await jetstream(hub.connection).publish(subject, future);
    await publish(stop.started());

    const letter = await deadLetter(cameraId);
    expect(letter.header.get(DEAD_LETTER_HEADERS.reason)).toBe('version is 9, expected 1');
    expect(letter.header.get(DEAD_LETTER_HEADERS.subject)).toBe(subject);
    expect([...letter.data]).toEqual([...future]);
    await eventually(
      () => visitsOf(cameraId),
      (visits) => expect(visits).toHaveLength(1),
    );
  });

  it('are set aside when they come from the future, and the next one still arrives', async () => {
    const cameraId = freshCamera();
    const aheadMs = Date.now() + CLOCK_AHEAD_MS_MAX + MINUTE_MS;
    const stop = new Stop(Date.now() - MINUTE_MS, { cameraId });
    await publish(new Stop(aheadMs, { cameraId }).started());
    await publish(stop.started());
    const letter = await deadLetter(cameraId);
    expect(letter.header.get(DEAD_LETTER_HEADERS.reason)).toMatch(
      new RegExp(`^at_ms is ${aheadMs}, \\d+ s in the future`),
    );
    await eventually(
      () => visitsOf(cameraId),
      (visits) => expect(visits.map(({ id }) => id)).toEqual([stop.visit.id]),
    );
  });

  it.each([
    ['an hour ahead', 3_600_000],
    ['ten years ahead', 10 * YEAR_MS],
    ['ten years behind', -10 * YEAR_MS],
  ])(
    'are set aside when their box’s clock is %s, and the hub names the box until its clock is right',
    async (_, offMs) => {
      const cameraId = freshCamera();
      const device = `box-of-${cameraId}`;
      const clocks = async () =>
        (await (await hub.get('/metrics')).text())
          .split('\n')
          .filter((line) => line.startsWith('kerbline_device_clock_off_seconds{') && line.includes(`"${device}"`))
          .map((line) => Number(line.split(' ')[1]));
      await hub.publisher.publish(device, new Stop(Date.now() + offMs, { cameraId }).started());
      const [offSeconds] = await eventually(clocks, (found) => expect(found).toHaveLength(1));
      expect(Math.abs((offSeconds ?? 0) - offMs / 1_000)).toBeLessThan(60);
      const letter = await deadLetter(cameraId, device);
      expect(letter.header.get(DEAD_LETTER_HEADERS.reason)).toMatch(offMs > 0 ? /s in the future/ : /days ago/);

      const stop = new Stop(Date.now() - 1_000, { cameraId });
      await hub.publisher.publish(device, stop.started());
      await eventually(clocks, (found) => expect(found).toEqual([]));
      expect((await visitsOf(cameraId)).map(({ id }) => id)).toEqual([stop.visit.id]);
    },
  );

  it('that waited on their box for weeks are counted, and its clock is not blamed', async () => {
    const cameraId = freshCamera();
    const stop = new Stop(Date.now() - 60 * 24 * 60 * MINUTE_MS, { cameraId });
    await hub.publisher.publish(`box-of-${cameraId}`, stop.started());
    await eventually(
      () => visitsOf(cameraId),
      (visits) => expect(visits.map(({ id }) => id)).toEqual([stop.visit.id]),
    );
    expect(await (await hub.get('/metrics')).text()).not.toContain(`device="box-of-${cameraId}"`);
  });

  it('of other boxes are committed while those of one wait for its cameras, in one transaction at a time', async () => {
    const [held, free] = [freshCamera(), freshCamera()];
    const holder = hub.database.createQueryRunner();
    await holder.startTransaction();
    await holder.query(LOCK_CAMERAS, [[lockName('demo', held)]]);
    const waiting = () =>
      hub.database.query<unknown[]>(
        `select 1 from pg_stat_activity where wait_event = 'advisory' and query like '%pg_advisory_xact_lock(1264%'`,
      );
    const startMs = Date.now() - MINUTE_MS;
    await hub.publisher.publish('box-held', new Stop(startMs, { cameraId: held }).started());
    await eventually(waiting, (found) => expect(found).toHaveLength(1));
    await hub.publisher.publish('box-held', new Stop(startMs + 1, { cameraId: held }).started());
    await hub.publisher.publish('box-free', new Stop(startMs, { cameraId: free }).started());
    let waitingMax = 0;
    await eventually(
      async () => {
        waitingMax = Math.max(waitingMax, (await waiting()).length);
        return visitsOf(free);
      },
      (visits) => expect(visits).toHaveLength(1),
    );
    expect(waitingMax).toBeLessThanOrEqual(1);
    expect(await visitsOf(held)).toEqual([]);
    await holder.rollbackTransaction();
    await holder.release();
    await eventually(
      () => visitsOf(held),
      (visits) => expect(visits).toHaveLength(2),
    );
  });

  it('are set aside when they speak of another camera than their subject, and of that camera nothing is counted', async () => {
    const cameraId = freshCamera();
    const record = new Stop(Date.now() - MINUTE_MS, { cameraId: 'somebody-elses' }).started();
    await jetstream(hub.connection).publish(recordSubject(DEVICE, cameraId, 'park_start'), encodeRecord(record));
    const letter = await deadLetter(cameraId);
    expect(letter.header.get(DEAD_LETTER_HEADERS.reason)).toBe(
      `camera is somebody-elses, but its subject says ${cameraId}`,
    );
    expect(await visitsOf('somebody-elses')).toEqual([]);
  });

  it('are listed as they came, reports only when asked for', async () => {
    const atMs = Date.now() - MINUTE_MS;
    const stop = new Stop(atMs);
    await publish(stop.started());
    await publish(report(atMs));
    const reports = () => hub.read<{ data: EventView[] }>('/api/v1/events?type=scheduled_report');
    await eventually(reports, ({ data }) => expect(data.map(({ camera }) => camera)).toContain(CAMERA));
    const { data } = await hub.read<{ data: EventView[] }>('/api/v1/events');
    expect(data.some(({ type }) => type === 'scheduled_report')).toBe(false);
    const event = data.find(({ camera }) => camera === CAMERA);
    expect(event).toMatchObject({
      id: stop.started().id,
      type: 'park_start',
      zone: `${CAMERA}.parking_a`,
      visit: stop.visit.id,
      visitType: 'dwell',
      vehicleType: 'car',
      fault: null,
      time: new Date(atMs).toISOString(),
      recordedTime: new Date(atMs + 500).toISOString(),
      bytes: encodeRecord(stop.started()).length,
    });
  });
});
