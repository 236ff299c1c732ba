import type { FlowPeriod, VisitEvent } from '#curb';
import { faultId, isRecordShortEnough, recordId, visitId } from '#events';
import type { CurbRecord, Fault, RecordBody, ScheduledReportBody } from '#events';

/** The records of one camera: what happened in it, as it travels. Ids depend on what happened only, never on when it is sent. */
export class CurbRecords {
  constructor(private readonly cameraId: string) {}

  ofVisit(event: VisitEvent, recordedAtMs: number): CurbRecord {
    const { key, zoneId, type, vehicleType, startCensored, place, evidence } = event.visit;
    const id = visitId(this.cameraId, key);
    const confidence = Math.min(100, Math.max(1, Math.round(event.visit.confidence)));
    const visit = { id, zoneId, type, vehicleType, confidence, startCensored, place, evidence };
    const body: RecordBody =
      event.type === 'park_start'
        ? { type: 'park_start', visit }
        : {
            type: 'park_end',
            visit,
            startMs: event.visit.startMs,
            endCensored: event.endCensored,
            blindMs: event.blindMs,
          };
    return this.#record(id, event.atMs, recordedAtMs, body);
  }

  ofLoss(fault: Fault, lostAtMs: number, recordedAtMs: number): CurbRecord {
    const id = faultId(this.cameraId, fault, lostAtMs);
    return this.#record(id, lostAtMs, recordedAtMs, { type: 'comms_lost', faultId: id, fault });
  }

  ofRecovery(fault: Fault, lostAtMs: number, restoredAtMs: number, recordedAtMs: number): CurbRecord {
    const id = faultId(this.cameraId, fault, lostAtMs);
    return this.#record(id, restoredAtMs, recordedAtMs, { type: 'comms_restored', faultId: id, fault, lostAtMs });
  }

  ofReport(report: Omit<ScheduledReportBody, 'type'>, endMs: number, recordedAtMs: number): CurbRecord {
    return this.#record(endMs, endMs, recordedAtMs, { type: 'scheduled_report', ...report });
  }

  /** One record for all lanes; where their names are too long for one, each half of the lanes has its own. */
  ofFlow(period: FlowPeriod, recordedAtMs: number): readonly CurbRecord[] {
    const { startMs, periodMs, blindMs, lanes } = period;
    const [first] = lanes;
    if (!first) return [];
    const observedMs = periodMs - blindMs;
    const body: RecordBody = { type: 'lane_flow', periodMs, observedMs, lanes };
    const record = this.#record(`${startMs}/${first.zoneId}`, startMs + periodMs, recordedAtMs, body);
    if (lanes.length === 1 || isRecordShortEnough(record)) return [record];
    const half = Math.ceil(lanes.length / 2);
    return [lanes.slice(0, half), lanes.slice(half)].flatMap((some) =>
      this.ofFlow({ ...period, lanes: some }, recordedAtMs),
    );
  }

  #record(subject: string | number, atMs: number, recordedAtMs: number, body: RecordBody): CurbRecord {
    return { id: recordId(this.cameraId, body.type, subject), cameraId: this.cameraId, atMs, recordedAtMs, body };
  }
}
