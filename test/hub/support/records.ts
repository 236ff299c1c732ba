import { recordId, visitId } from '#events';
import type { CameraDescription, CurbRecord, VisitRecord } from '#events';
import { encodeRecord } from '#events';
import type { RecordDelivery } from '#events/nats';
import { faultId } from '#events';

export const CAMERA = 'main-street';
export const DEVICE = 'box-1';

/** The records of one stop at a zone of the test camera, by what the street saw. */
export class Stop {
  readonly visit: VisitRecord;

  constructor(
    readonly startMs: number,
    options: Partial<Pick<VisitRecord, 'zoneId' | 'type' | 'vehicleType' | 'startCensored'>> & {
      cameraId?: string;
    } = {},
  ) {
    const { cameraId = CAMERA, ...change } = options;
    this.cameraId = cameraId;
    this.visit = {
      id: visitId(cameraId, `${change.zoneId ?? 'parking_a'}/${startMs}`),
      zoneId: 'parking_a',
      type: 'dwell',
      vehicleType: 'car',
      confidence: 87,
      startCensored: false,
      place: { image: { x: 0.4321, y: 0.5 }, ground: { xM: -3.25, yM: 17.5 } },
      evidence: ['arrival_seen'],
      ...change,
    };
  }

  readonly cameraId: string;

  started(): CurbRecord {
    return record(this.cameraId, this.startMs, this.visit.id, { type: 'park_start', visit: this.visit });
  }

  ended(endMs: number, { endCensored = false, blindMs = 0 } = {}): CurbRecord {
    const { startMs } = this;
    const departure = endCensored ? 'departure_unseen' : 'departure_seen';
    const visit: VisitRecord = { ...this.visit, evidence: [...this.visit.evidence, departure] };
    return record(this.cameraId, endMs, visit.id, { type: 'park_end', visit, startMs, endCensored, blindMs });
  }
}

/** A box's report about the minute, or another period, that ends at `endMs`. */
export function report(endMs: number, change: { periodMs?: number; observedMs?: number; cameraId?: string } = {}) {
  const { periodMs = 60_000, observedMs = change.periodMs ?? 60_000, cameraId = CAMERA } = change;
  return record(cameraId, endMs, endMs, {
    type: 'scheduled_report',
    periodMs,
    observedMs,
    framesDecoded: 300,
    framesAnalysed: 61,
    framesSkipped: 2,
    videoBytes: 7_500_001,
    configHash: 0xdead_beef,
  });
}

/** What passed along the lanes in the five minutes that begin at `startMs`. */
export function laneFlow(
  startMs: number,
  lanes: Readonly<Record<string, number>>,
  { observedMs = 300_000, cameraId = CAMERA } = {},
): CurbRecord {
  const counts = Object.entries(lanes).map(([zoneId, vehicles]) => ({ zoneId, vehicles }));
  const body = { type: 'lane_flow', periodMs: 300_000, observedMs, lanes: counts } as const;
  return record(cameraId, startMs + 300_000, `${startMs}/${counts[0]?.zoneId ?? ''}/${observedMs}`, body);
}

export function lost(atMs: number): CurbRecord {
  const id = faultId(CAMERA, 'no_video', atMs);
  return record(CAMERA, atMs, id, { type: 'comms_lost', faultId: id, fault: 'no_video' });
}

export function restored(lostAtMs: number, atMs: number): CurbRecord {
  const id = faultId(CAMERA, 'no_video', lostAtMs);
  return record(CAMERA, atMs, id, { type: 'comms_restored', faultId: id, fault: 'no_video', lostAtMs });
}

export function delivery(curbRecord: CurbRecord): RecordDelivery {
  const payload = encodeRecord(curbRecord);
  const { recordedAtMs } = curbRecord;
  return { record: curbRecord, deviceId: DEVICE, bytes: payload.length, payload, receivedAtMs: recordedAtMs + 50 };
}

export function description(change: Partial<CameraDescription> = {}): CameraDescription {
  const square = [
    { x: 0.1, y: 0.1 },
    { x: 0.4, y: 0.1 },
    { x: 0.4, y: 0.4 },
    { x: 0.1, y: 0.4 },
  ];
  return {
    deviceId: DEVICE,
    cameraId: CAMERA,
    name: 'Main Street, north side',
    widthPx: 1280,
    heightPx: 720,
    sampleFps: 5,
    engine: 'onnx',
    minDwellMs: 30_000,
    doubleParkingMs: 20_000,
    reprojectionErrorM: 0.12,
    configHash: 0xdead_beef,
    zones: [
      {
        id: 'parking_a',
        kind: 'parking',
        polygon: square,
        groundPolygon: square.map(({ x, y }) => ({ xM: x, yM: y })),
      },
      { id: 'lane_1', kind: 'travel_lane', polygon: square, groundPolygon: null },
    ],
    ...change,
  };
}

function record(cameraId: string, atMs: number, about: string | number, body: CurbRecord['body']): CurbRecord {
  return { id: recordId(cameraId, body.type, about), cameraId, atMs, recordedAtMs: atMs + 500, body };
}
