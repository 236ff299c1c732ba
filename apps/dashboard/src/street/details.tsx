import { isLane, type StandingVisit, type Zone } from '../api/types.js';
import { counted, shortDuration, stopwatch } from '../words/durations.js';
import { KIND_NAMES, VEHICLE_NAMES, zoneName } from '../words/names.js';
import { count, percent } from '../words/numbers.js';
import { exactClockTime } from '../words/times.js';
import type { ScreenPoint } from './plan-layout.js';
import { concernOf, dwellSoFarMs } from './vehicles.js';

/** What the pointer or the keyboard is on. */
export type Pointed = { readonly zone: Zone; readonly visit: StandingVisit | null; readonly at: ScreenPoint };

const WIDTH_PX = 240;
/** Clear of what it speaks about: half a vehicle's width and its halo. */
const GAP_PX = 30;
/** Above the point when there is room for the card, else below. */
const ROOM_ABOVE_PX = 150;

interface DetailsProps {
  readonly pointed: Pointed;
  readonly nowMs: number;
  /** The drawing's own width; it is shown `zoom` times as large. */
  readonly widthPx: number;
  readonly zoom: number;
}

/** A card beside what is pointed at. What it says is also in the accessible names. */
export function Details({ pointed, nowMs, widthPx, zoom }: DetailsProps) {
  const { at, visit, zone } = pointed;
  const left = Math.min(Math.max(at.xPx - WIDTH_PX / 2, 4), Math.max(4, widthPx - WIDTH_PX - 4));
  const isAbove = at.yPx > ROOM_ABOVE_PX;
  return (
    <div
      className="details"
      data-side={isAbove ? 'above' : 'below'}
      style={{ left: left * zoom, top: (at.yPx + (isAbove ? -GAP_PX : GAP_PX)) * zoom, width: WIDTH_PX * zoom }}
      aria-hidden="true"
    >
      {visit ? <VisitDetails visit={visit} zone={zone} nowMs={nowMs} /> : <ZoneDetails zone={zone} nowMs={nowMs} />}
    </div>
  );
}

function VisitDetails({ visit, zone, nowMs }: { visit: StandingVisit; zone: Zone; nowMs: number }) {
  const concern = concernOf(visit, zone.kind);
  return (
    <>
      <p className="details-title">
        {VEHICLE_NAMES[visit.vehicleType]} <span className="details-zone">{zoneName(zone.id)}</span>
      </p>
      {concern === 'blocks_lane' && <p className="details-alarm">Double-parked: blocks the lane</p>}
      {concern === 'no_stopping' && <p className="details-alarm">Stands where stopping is not allowed</p>}
      <p className="details-dwell tabular">{stopwatch(dwellSoFarMs(visit, nowMs))}</p>
      <p>
        {visit.startCensored ? 'or longer; first seen at ' : 'since '}
        {exactClockTime(Date.parse(visit.start))}
      </p>
      <p>{percent(visit.confidence / 100)} sure</p>
    </>
  );
}

function ZoneDetails({ zone, nowMs }: { zone: Zone; nowMs: number }) {
  const longestMs = Math.max(0, ...zone.visits.map((visit) => dwellSoFarMs(visit, nowMs)));
  const { today } = zone;
  return (
    <>
      <p className="details-title">
        {zoneName(zone.id)} <span className="details-zone">{KIND_NAMES[zone.kind]}</span>
      </p>
      <p>
        {zone.visits.length === 0
          ? isLane(zone.kind)
            ? 'Clear'
            : 'Empty'
          : `${counted(zone.visits.length, 'vehicle')} now, the longest for ${shortDuration(longestMs)}`}
      </p>
      {isLane(zone.kind) ? (
        <p>
          Blocked {shortDuration(Math.max(0, today.blockedMs))} today,{' '}
          {counted(Math.max(0, today.doubleParking), 'time')}
        </p>
      ) : (
        <p>{count(Math.max(0, today.arrivals))} arrivals today</p>
      )}
    </>
  );
}
