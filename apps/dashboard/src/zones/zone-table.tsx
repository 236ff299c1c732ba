import { useState, type ReactNode } from 'react';
import { isLane, type Zone, type ZoneHour } from '../api/types.js';
import { useNowMs } from '../live/page-context.js';
import { planOf, lengthM } from '../street/plan.js';
import { takenShare } from '../street/vehicles.js';
import { shortDuration } from '../words/durations.js';
import { KIND_NAMES, zoneName } from '../words/names.js';
import { count, percent, rate } from '../words/numbers.js';
import { HourChart } from './hour-chart.js';
import { hourSlots, type Measure } from './hour-slots.js';
import './zone-table.css';

interface ZoneTablesProps {
  readonly zones: readonly Zone[];
  readonly hours: ReadonlyMap<string, readonly ZoneHour[]>;
  /** False while the camera is blind: what stands there now is then unknown. */
  readonly isSeen: boolean;
}

export function ZoneTables({ zones, hours, isSeen }: ZoneTablesProps) {
  const [measure, setMeasure] = useState<'arrivals' | 'averageDwellMs'>('arrivals');
  const curb = zones.filter((zone) => !isLane(zone.kind));
  const lanes = zones.filter((zone) => isLane(zone.kind));
  return (
    <section className="card zones" aria-labelledby="zones-title">
      <div className="card-head">
        <h2 id="zones-title">Today, zone by zone</h2>
        <div className="segments" role="group" aria-label="Hourly bars show">
          <button type="button" aria-pressed={measure === 'arrivals'} onClick={() => setMeasure('arrivals')}>
            Arrivals
          </button>
          <button
            type="button"
            aria-pressed={measure === 'averageDwellMs'}
            onClick={() => setMeasure('averageDwellMs')}
          >
            Average stay
          </button>
        </div>
      </div>
      {curb.length > 0 && <CurbTable zones={curb} hours={hours} isSeen={isSeen} measure={measure} />}
      {lanes.length > 0 && <LaneTable zones={lanes} hours={hours} isSeen={isSeen} />}
      <p className="card-note zone-note">
        <span className="hatch-key" aria-hidden="true" /> Hatched hours were not seen: a camera fault is unknown time,
        not an empty curb. Turnover is the number of vehicles that left per hour seen.
      </p>
    </section>
  );
}

function CurbTable({ zones, hours, isSeen, measure }: ZoneTablesProps & { measure: Measure }) {
  const arrivalsMax = Math.max(1, ...zones.map((zone) => zone.today.arrivals));
  const turnoverMax = Math.max(1, ...zones.map((zone) => zone.today.turnover));
  const dwellMaxMs = Math.max(1, ...zones.map((zone) => zone.today.averageDwellMs ?? 0));
  return (
    <table className="zone-table">
      <caption className="visually-hidden">At the curb today</caption>
      <Head first="At the curb" columns={['Now', 'Arrivals', 'Turnover / h', 'Average stay']} />
      <tbody>
        {zones.map((zone) => (
          <tr key={zone.id}>
            <ZoneHeader zone={zone} />
            {isSeen ? <NowCell zone={zone} /> : <UnseenCell name="Now" />}
            <BarCell name="Arrivals" value={zone.today.arrivals} max={arrivalsMax} text={count} />
            <BarCell name="Turnover / h" value={zone.today.turnover} max={turnoverMax} text={rate} />
            <BarCell name="Average stay" value={zone.today.averageDwellMs} max={dwellMaxMs} text={shortDuration} />
            <HoursCell zone={zone} hours={hours.get(zone.id)} measure={measure} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LaneTable({ zones, hours, isSeen }: ZoneTablesProps) {
  const doubleParkingMax = Math.max(1, ...zones.map((zone) => zone.today.doubleParking));
  const blockedMaxMs = Math.max(1, ...zones.map((zone) => zone.today.blockedMs));
  return (
    <table className="zone-table lane-table">
      <caption className="visually-hidden">In the lanes today</caption>
      <Head first="In the lanes" columns={['Now', 'Double parking', 'Blocked']} />
      <tbody>
        {zones.map((zone) => (
          <tr key={zone.id}>
            <ZoneHeader zone={zone} />
            {isSeen ? <LaneNowCell zone={zone} /> : <UnseenCell name="Now" />}
            <BarCell
              name="Double parking"
              value={zone.today.doubleParking}
              max={doubleParkingMax}
              text={count}
              tone="alarm"
            />
            <BarCell name="Blocked" value={zone.today.blockedMs} max={blockedMaxMs} text={shortDuration} tone="alarm" />
            <HoursCell zone={zone} hours={hours.get(zone.id)} measure="blockedMs" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ first, columns }: { first: string; columns: readonly string[] }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
        <th scope="col" className="hours-head">
          <span className="visually-hidden">Hour by hour</span>
          <span className="hour-axis" aria-hidden="true">
            <span>0</span>
            <span>6</span>
            <span>12</span>
            <span>18</span>
            <span>24 h</span>
          </span>
        </th>
      </tr>
    </thead>
  );
}

function ZoneHeader({ zone }: { zone: Zone }) {
  const name = zoneName(zone.id);
  return (
    <th scope="row" className="zone-name" data-kind={zone.kind}>
      {name}
      {name !== KIND_NAMES[zone.kind] && <span className="zone-kind">{KIND_NAMES[zone.kind]}</span>}
    </th>
  );
}

function NowCell({ zone }: { zone: Zone }) {
  const standing = zone.visits.length;
  const drawn = zone.groundPolygon ? planOf([zone])?.zones[0] : undefined;
  const share = drawn ? takenShare(zone.visits, lengthM(drawn.along)) : null;
  return (
    <td data-name="Now">
      <Value bar={share ?? 0}>
        {count(standing)}
        {share !== null && (
          <span className="value-note" title="By typical vehicle lengths along the zone">
            {' '}
            ≈ {percent(share)}
          </span>
        )}
      </Value>
    </td>
  );
}

function LaneNowCell({ zone }: { zone: Zone }) {
  const blockers = zone.visits.filter((visit) => visit.type === 'double_parking').length;
  return (
    <td data-name="Now">
      {blockers === 0 ? (
        <span className="lane-clear">clear</span>
      ) : (
        <strong className="lane-blocked">blocked by {blockers}</strong>
      )}
    </td>
  );
}

interface BarCellProps {
  readonly name: string;
  readonly value: number | null;
  readonly max: number;
  readonly text: (value: number) => string;
  readonly tone?: 'alarm';
}

function BarCell({ name, value, max, text, tone }: BarCellProps) {
  if (value === null) return <td data-name={name}>–</td>;
  if (value < 0) return <UnseenCell name={name} />;
  return (
    <td data-name={name}>
      <Value bar={value / max} tone={tone}>
        {text(value)}
      </Value>
    </td>
  );
}

function UnseenCell({ name }: { name: string }) {
  return (
    <td data-name={name} className="unseen-cell">
      not seen
    </td>
  );
}

function Value({ bar, tone, children }: { bar: number; tone?: 'alarm' | undefined; children: ReactNode }) {
  return (
    <>
      <span className="tabular value">{children}</span>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="value-bar" data-tone={tone} aria-hidden="true">
        <rect width="100" height="4" className="value-track" />
        <rect width={100 * Math.min(1, bar)} height="4" className="value-fill" />
      </svg>
    </>
  );
}

function HoursCell({ zone, hours, measure }: { zone: Zone; hours: readonly ZoneHour[] | undefined; measure: Measure }) {
  const nowMs = useNowMs();
  return (
    <td className="hours-cell" data-name="Hour by hour">
      {hours ? (
        <HourChart zone={zoneName(zone.id)} measure={measure} slots={hourSlots(hours, measure, nowMs)} />
      ) : (
        <div className="skeleton hours-skeleton" />
      )}
    </td>
  );
}
