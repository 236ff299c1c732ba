import type {
  CameraFaultView,
  CameraStatus,
  CameraTodayView,
  CameraView,
  CityView,
  ComparedMeasure,
  ComparisonView,
  CoverageView,
  DifferenceView,
  DwellClassView,
  DwellDistributionView,
  EventType,
  EventView,
  EvidenceCode,
  Fault,
  HeatCellView,
  HeatMapView,
  HeatMeasure,
  HotSpotView,
  LaneKind,
  ProblemView,
  ReportView,
  SessionView,
  StandingVisitView,
  VehicleType,
  VisitType,
  VisitView,
  WorstHourView,
  ZoneHourView,
  ZoneKind,
  ZoneTodayView,
  ZoneView,
} from './generated/types.gen.js';

/**
 * The hub's answers, as the description of its API has them: the types are made from it. Every part of the page takes
 * its API types from here. Times are ISO 8601 in UTC, durations milliseconds; a zone's id is `<camera>.<zone>`.
 */
export type { CameraStatus, ComparedMeasure, EvidenceCode, HeatMeasure, LaneKind, VehicleType, VisitType, ZoneKind };
export type CurbKind = Exclude<ZoneKind, LaneKind>;
export type FaultCode = Fault;
export type RecordKind = EventType;

/** The page shows answers and changes none. */
type Answer<T> = T extends object ? { readonly [Key in keyof T]: Answer<T[Key]> } : T;

/** `[x, y]`, shares of the picture's width and height: x right, y down. */
export type ImagePoint = readonly [x: number, y: number];
/** `[xM, yM]`, metres on the road plane. */
export type GroundPoint = readonly [xM: number, yM: number];

export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

export type CameraDay = Answer<CameraTodayView>;
export type CameraFault = Answer<CameraFaultView>;
export type Camera = Answer<CameraView>;
/** A vehicle that stands in a zone now. */
export type StandingVisit = Answer<StandingVisitView>;
export type Location = StandingVisit['location'];
/** A zone's numbers over some time. In an hour mostly unseen every count is -1. */
export type ZoneCounts = Answer<ZoneTodayView>;
export type ZoneHour = Answer<ZoneHourView>;
export type Zone = Answer<ZoneView>;
export type Visit = Answer<VisitView>;
export type StreetEvent = Answer<EventView>;
export type Report = Answer<ReportView>;
export type Session = Answer<SessionView>;
export type City = Answer<CityView>;
/** An hour of a usual week; its value is null where no such hour was seen. */
export type HeatCell = Answer<HeatCellView>;
export type HeatMap = Omit<Answer<HeatMapView>, 'cells'> & { readonly cells: readonly HeatCell[] };
export type DwellClass = Answer<DwellClassView>;
export type DwellDistribution = Answer<DwellDistributionView>;
export type HotSpot = Answer<HotSpotView>;
export type WorstHour = Answer<WorstHourView>;
export type Difference = Answer<DifferenceView>;
export type Comparison = Answer<ComparisonView>;
/** How much of a time was seen; hours that a box has not told of yet are among the blind ones. */
export type Coverage = Answer<CoverageView>;
/** `application/problem+json`. */
export type Problem = Answer<ProblemView>;

const LANES: readonly ZoneKind[] = ['travel_lane', 'bike_lane', 'bus_lane'] satisfies LaneKind[];

export function isLane(kind: ZoneKind): kind is LaneKind {
  return LANES.includes(kind);
}
