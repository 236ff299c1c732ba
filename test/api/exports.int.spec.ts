import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CameraBucket } from '#events/nats';
import { REPORT_DELAY_MS } from '../../apps/hub/src/aggregates/zone-hour.js';
import type { ProblemView } from '../../apps/hub/src/api/problem.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { API_KEY, HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, description, report } from '../hub/support/records.js';
import { storeVisits } from './support/stored-visits.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-02-02T08:00:00Z');
const DAY = 'from=2026-02-02T08:00:00Z&to=2026-02-03T08:00:00Z';
/** More than several pages and row groups. */
const MANY = 25_123;
const MANY_DAYS = 'from=2025-05-01T00:00:00Z&to=2025-06-01T00:00:00Z';
/** So much that sockets cannot hold it. */
const FLOOD = 100_000;
const FLOOD_DAYS = 'from=2025-07-01T00:00:00Z&to=2025-08-01T00:00:00Z';

type Row = Record<string, unknown>;

describe('an export', () => {
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    await (await CameraBucket.open(hub.connection)).put(description());
    const zone = `/api/v1/zones/${CAMERA}.parking_a`;
    await vi.waitFor(async () => expect((await hub.get(zone)).status).toBe(200), PATIENCE);
    const saw = (hours: number, observedMs: number) =>
      delivery(report(START_MS + (hours + 1) * HOUR_MS, { periodMs: HOUR_MS, observedMs }));
    await hub.app
      .get(RecordLedger)
      .commit([
        saw(0, HOUR_MS),
        saw(1, HOUR_MS / 2),
        saw(2, HOUR_MS / 2 - 1),
        saw(-1, HOUR_MS),
        saw(23, HOUR_MS),
        saw(24, HOUR_MS),
        delivery(report(Date.parse('2026-01-05T09:00:00.001Z'), { periodMs: HOUR_MS, observedMs: HOUR_MS })),
        delivery(report(Date.parse('2026-01-06T09:00:00Z'), { periodMs: HOUR_MS, observedMs: 0 })),
        delivery(new Stop(START_MS).ended(START_MS + 600_001)),
        delivery(new Stop(START_MS + 1_000, { zoneId: 'lane_1', type: 'double_parking' }).ended(START_MS + 61_000)),
        delivery(new Stop(START_MS + 2_000).started()),
        delivery(new Stop(START_MS - 1).started()),
        delivery(new Stop(START_MS + 24 * HOUR_MS - 1).started()),
        delivery(new Stop(START_MS + 24 * HOUR_MS).started()),
      ]);
    await storeVisits(hub.database, { count: MANY, fromMs: Date.parse('2025-05-01T00:00:00Z'), everyMs: 50 });
    await storeVisits(hub.database, { count: FLOOD, fromMs: Date.parse('2025-07-01T00:00:00Z'), everyMs: 10 });
  });
  afterAll(() => hub.stop());

  async function csv(path: string): Promise<Row[]> {
    const response = await hub.get(`/api/v1/exports/${path}`);
    expect(response.status).toBe(200);
    const [names = '', ...lines] = (await response.text()).trimEnd().split('\r\n');
    return lines.map((line) => {
      const cells = line.split(',');
      return Object.fromEntries(names.split(',').map((name, index) => [name, cells[index]]));
    });
  }
  async function parquet(path: string): Promise<Row[]> {
    const response = await hub.get(`/api/v1/exports/${path}`);
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    return parquetReadObjects({ file: await response.arrayBuffer() });
  }
  /** As CSV would write the row. */
  const asText = (row: Row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [
        name,
        cell instanceof Date ? cell.toISOString() : cell === null || cell === undefined ? '' : String(cell as string),
      ]),
    );
  const metric = async (name: string) => {
    const text = await (await hub.get('/metrics')).text();
    return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  };

  it('of visits holds each that began within the range, from its first moment and before its last', async () => {
    const rows = await csv(`visits.csv?${DAY}`);
    expect(rows).toMatchObject([
      {
        zone: `${CAMERA}.parking_a`,
        zone_kind: 'parking',
        start: '2026-02-02T08:00:00.000Z',
        dwell_ms: '600001',
        start_censored: 'false',
        evidence: 'arrival_seen departure_seen',
      },
      { zone: `${CAMERA}.lane_1`, type: 'double_parking', dwell_ms: '60000' },
      { start: '2026-02-02T08:00:02.000Z', end: '', dwell_ms: '' },
      { start: '2026-02-03T07:59:59.999Z' },
    ]);
  });

  it('says the same in Parquet as in CSV, over pages and row groups', async () => {
    const [text, binary] = [await csv(`visits.csv?${MANY_DAYS}`), await parquet(`visits.parquet?${MANY_DAYS}`)];
    expect(binary).toHaveLength(MANY);
    expect(binary.map(asText)).toEqual(text);
    expect(new Set(binary.map((row) => row['visit_id'])).size).toBe(MANY);
    expect(binary[0]).toMatchObject({ start_censored: false, start: expect.any(Date) as Date });
  });

  it('of hours leaves the counts of an hour empty of which less than half was seen', async () => {
    const rows = (await csv(`zone-hours.csv?${DAY}`)).filter(({ zone }) => zone === `${CAMERA}.parking_a`);
    expect(rows.slice(0, 3)).toMatchObject([
      { hour: '2026-02-02T08:00:00.000Z', observed_ms: '3600000', arrivals: '2', occupied_ms: '600001' },
      { hour: '2026-02-02T09:00:00.000Z', observed_ms: '1800000', arrivals: '0' },
      { hour: '2026-02-02T10:00:00.000Z', observed_ms: '1799999', arrivals: '', occupied_ms: '' },
    ]);
    expect(rows.at(-1)).toMatchObject({ hour: '2026-02-03T07:00:00.000Z', observed_ms: '3600000', arrivals: '1' });
    const binary = await parquet(`zone-hours.parquet?${DAY}`);
    expect(binary.map(asText)).toEqual(await csv(`zone-hours.csv?${DAY}`));
  });

  it('of hours has a row from the first millisecond that was seen on, and none for an hour that a report only touches', async () => {
    const hours = async (range: string) =>
      (await csv(`zone-hours.csv?${range}`))
        .filter(({ zone }) => zone === `${CAMERA}.parking_a`)
        .map(({ hour, observed_ms }) => [hour, observed_ms]);
    // The last report of that day ends where the next hour begins.
    expect(await hours('from=2026-02-03T08:00:00Z&to=2026-02-03T12:00:00Z')).toEqual([
      ['2026-02-03T08:00:00.000Z', '3600000'],
    ]);
    // That one ends a millisecond later.
    expect(await hours('from=2026-01-05T08:00:00Z&to=2026-01-05T12:00:00Z')).toEqual([
      ['2026-01-05T08:00:00.000Z', '3599999'],
      ['2026-01-05T09:00:00.000Z', '1'],
    ]);
    // And of this one nothing was seen.
    expect(await hours('from=2026-01-06T08:00:00Z&to=2026-01-06T12:00:00Z')).toEqual([]);
  });

  it('of hours has none that is not over and reported yet', async () => {
    const now = vi.spyOn(Date, 'now');
    onTestFinished(() => now.mockRestore());
    const hours = async () =>
      (await csv('zone-hours.csv?from=2026-02-02T09:00:00Z&to=2026-02-02T10:00:00Z')).map(({ hour }) => hour);
    now.mockReturnValue(START_MS + 2 * HOUR_MS + REPORT_DELAY_MS - 1);
    expect(await hours()).toEqual([]);
    now.mockReturnValue(START_MS + 2 * HOUR_MS + REPORT_DELAY_MS);
    expect(new Set(await hours())).toEqual(new Set(['2026-02-02T09:00:00.000Z']));
  });

  it('of nothing is a table without rows', async () => {
    const empty = 'from=2024-01-01T00:00:00Z&to=2024-01-02T00:00:00Z';
    expect(await csv(`visits.csv?${empty}`)).toEqual([]);
    expect(await parquet(`visits.parquet?${empty}`)).toEqual([]);
  });

  it.each(['csv', 'parquet'])('stops reading when the client hangs up (%s)', async (format) => {
    const [rowsBefore, hungUpBefore] = [
      await metric('kerbline_export_rows_total'),
      await metric('kerbline_exports_total\\{end="hung_up"\\}'),
    ];
    const stop = new AbortController();
    const response = await fetch(`${hub.url}/api/v1/exports/visits.${format}?${FLOOD_DAYS}`, {
      headers: { authorization: `Bearer ${API_KEY}` },
      signal: stop.signal,
    });
    await response.body?.getReader().read();
    stop.abort();
    await vi.waitFor(async () => {
      const hungUp = await metric('kerbline_exports_total\\{end="hung_up"\\}');
      expect(hungUp).toBe(hungUpBefore + 1);
    }, PATIENCE);
    expect((await metric('kerbline_export_rows_total')) - rowsBefore).toBeLessThan(FLOOD);
  });

  it('waits for a client that does not read, and refuses a fourth meanwhile', async () => {
    const stop = new AbortController();
    const ask = () =>
      fetch(`${hub.url}/api/v1/exports/visits.csv?${FLOOD_DAYS}`, {
        headers: { authorization: `Bearer ${API_KEY}` },
        signal: stop.signal,
      });
    const held = [await ask(), await ask(), await ask()];
    expect(held.map(({ status }) => status)).toEqual([200, 200, 200]);
    const refused = await ask();
    expect({ status: refused.status, again: refused.headers.get('retry-after') }).toEqual({ status: 503, again: '10' });
    stop.abort();
    await vi.waitFor(async () => {
      const next = await hub.get(`/api/v1/exports/visits.csv?${DAY}`);
      expect(next.status).toBe(200);
    }, PATIENCE);
  });

  it('needs a range, a format there is, and a key', async () => {
    const unbounded = await hub.get('/api/v1/exports/visits.csv?from=2025-01-01T00:00:00Z');
    expect(unbounded.status).toBe(400);
    expect(((await unbounded.json()) as ProblemView).errors).toMatchObject([{ field: 'to' }]);
    const spreadsheet = await hub.get(`/api/v1/exports/visits.xlsx?${DAY}`);
    expect(((await spreadsheet.json()) as ProblemView).detail).toBe('there is no export "visits.xlsx"');
    expect((await hub.get(`/api/v1/exports/visits.csv?${DAY}`, {})).status).toBe(401);
  });
});
