import type { EvidenceCode, LaneCount, Place, VehicleType, VisitType } from '#curb';

/** Why a camera could not be relied on. */
export const FAULTS = ['no_video', 'frozen', 'black', 'blurred', 'camera_moved', 'stopped'] as const;
export type Fault = (typeof FAULTS)[number];

/** A visit as it travels: `id` is a UUID, the rest as in the core. */
export interface VisitRecord {
  readonly id: string;
  readonly zoneId: string;
  readonly type: VisitType;
  readonly vehicleType: VehicleType;
  /** 1..100. */
  readonly confidence: number;
  readonly startCensored: boolean;
  readonly place: Place;
  /** Each code at most once, in the core's order. */
  readonly evidence: readonly EvidenceCode[];
}

export interface ParkStartBody {
  readonly type: 'park_start';
  readonly visit: VisitRecord;
}

export interface ParkEndBody {
  readonly type: 'park_end';
  readonly visit: VisitRecord;
  readonly startMs: number;
  readonly endCensored: boolean;
  readonly blindMs: number;
}

export interface CommsLostBody {
  readonly type: 'comms_lost';
  readonly faultId: string;
  readonly fault: Fault;
}

export interface CommsRestoredBody {
  readonly type: 'comms_restored';
  readonly faultId: string;
  readonly fault: Fault;
  readonly lostAtMs: number;
}

export interface ScheduledReportBody {
  readonly type: 'scheduled_report';
  readonly periodMs: number;
  readonly observedMs: number;
  readonly framesDecoded: number;
  readonly framesAnalysed: number;
  readonly framesSkipped: number;
  readonly videoBytes: number;
  /** `CameraDescription.configHash` in force. */
  readonly configHash: number;
}

/** The vehicles that passed along a camera's lanes, or some of them, in the period that ends at `atMs`. */
export interface LaneFlowBody {
  readonly type: 'lane_flow';
  readonly periodMs: number;
  readonly observedMs: number;
  readonly lanes: readonly LaneCount[];
}

export type RecordBody =
  ParkStartBody | ParkEndBody | CommsLostBody | CommsRestoredBody | ScheduledReportBody | LaneFlowBody;
export type RecordKind = RecordBody['type'];
export const RECORD_KINDS = [
  'park_start',
  'park_end',
  'comms_lost',
  'comms_restored',
  'scheduled_report',
  'lane_flow',
] as const satisfies readonly RecordKind[];

/** One small fact from the street. Times are milliseconds since the Unix epoch; ids are UUIDs in text form. */
export interface CurbRecord {
  readonly id: string;
  readonly cameraId: string;
  /** When it happened, by capture time. */
  readonly atMs: number;
  /** When the box decided. */
  readonly recordedAtMs: number;
  readonly body: RecordBody;
}
