import { useId, useMemo, useState } from 'react';
import { isLane, type Camera, type StandingVisit, type Zone } from '../api/types.js';
import { seenUntilMs } from '../camera/sight.js';
import { useNowMs } from '../live/page-context.js';
import { metres } from '../words/numbers.js';
import { zoneName } from '../words/names.js';
import { Details, type Pointed } from './details.js';
import { fitted } from './label-room.js';
import { laneLines } from './lane-lines.js';
import { clipAlong, lengthM, middle, placeOf, type PlanZone, type StreetPlan } from './plan.js';
import { layoutOf, pathOf, scaleBarM, type PlanLayout } from './plan-layout.js';
import { PlanDefinitions, hatchOf } from './plan-patterns.js';
import { PlanVehicles, type Standing } from './plan-vehicles.js';
import { useWidth } from './use-width.js';
import { VEHICLE_SIZES } from './vehicles.js';
import { spokenZone } from './words-for.js';

/** How much of the lane behind and before a double-parked vehicle is no use to anyone. */
const BLOCKED_BEYOND_M = 5;

export function PlanView({ plan, camera }: { plan: StreetPlan; camera: Camera }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const nowMs = useNowMs();
  return (
    <div ref={frame} className="plan-frame" data-seen={camera.status === 'online'}>
      {width.px > 0 && (
        <Drawing
          plan={plan}
          layout={layoutOf(plan, width.px / width.zoom)}
          zoom={width.zoom}
          nowMs={seenUntilMs(camera, nowMs)}
        />
      )}
    </div>
  );
}

interface DrawingProps {
  readonly plan: StreetPlan;
  readonly layout: PlanLayout;
  /** A wall display's letters are larger, and the drawing with them. */
  readonly zoom: number;
  readonly nowMs: number;
}

function Drawing({ plan, layout, zoom, nowMs }: DrawingProps) {
  const patterns = useId();
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const standing = useMemo(() => standingIn(plan), [plan]);
  const leave = (): void => setPointed(null);
  // What is pointed at may have driven off since, or stand there with newer numbers.
  const current = pointed && stillThere(plan, pointed);
  const pointAtZone = (zone: PlanZone): void =>
    setPointed({ zone: zone.zone, visit: null, at: layout.toScreen(centreOf(zone)) });

  return (
    <>
      <svg
        width={layout.widthPx * zoom}
        height={layout.heightPx * zoom}
        viewBox={`0 0 ${layout.widthPx} ${layout.heightPx}`}
        className="plan"
        role="group"
        aria-label="The street seen from above, true to scale"
        onPointerLeave={leave}
        onKeyDown={(press) => press.key === 'Escape' && leave()}
      >
        <PlanDefinitions id={patterns} />
        <Ground layout={layout} plan={plan} />
        {plan.zones.map((zone) => (
          <g
            key={zone.zone.id}
            className="plan-zone"
            data-zone={zone.zone.id}
            data-kind={zone.zone.kind}
            data-occupied={zone.zone.visits.length > 0}
            tabIndex={0}
            role="img"
            aria-label={spokenZone(zone.zone)}
            onPointerEnter={() => pointAtZone(zone)}
            onFocus={() => pointAtZone(zone)}
            onClick={() => pointAtZone(zone)}
            onBlur={leave}
          >
            <ZoneShape zone={zone} layout={layout} patterns={patterns} />
          </g>
        ))}
        <Markings plan={plan} layout={layout} />
        <BlockedLanes standing={standing} layout={layout} patterns={patterns} />
        {plan.zones.map((zone) => (
          <ZoneLabel key={zone.zone.id} zone={zone} layout={layout} />
        ))}
        <PlanVehicles standing={standing} layout={layout} nowMs={nowMs} onPoint={setPointed} onLeave={leave} />
        <Foot plan={plan} layout={layout} />
      </svg>
      {current && <Details pointed={current} nowMs={nowMs} widthPx={layout.widthPx} zoom={zoom} />}
    </>
  );
}

function Ground({ plan, layout }: { plan: StreetPlan; layout: PlanLayout }) {
  const { road } = layout;
  const isAcross = layout.orientation === 'across';
  // The road runs on beyond what the camera sees.
  const roadRect = isAcross
    ? { ...road, xPx: 0, widthPx: layout.widthPx }
    : { ...road, yPx: 0, heightPx: road.yPx * 2 + road.heightPx };
  const { xPx: x, yPx: y, widthPx: width, heightPx: height } = roadRect;
  const curbs = isAcross
    ? `M${x} ${y}h${width}M${x} ${y + height}h${width}`
    : `M${x} ${y}v${height}M${x + width} ${y}v${height}`;
  return (
    <g aria-hidden="true">
      <rect width={layout.widthPx} height={layout.heightPx} className="sidewalk" />
      <path d={jointsOf(plan, layout)} className="sidewalk-joints" />
      <rect x={x} y={y} width={width} height={height} className="road" />
      <path d={curbs} className="curbstones" />
    </g>
  );
}

/** A joint in the paving every 5 m along the street: a scale one reads without noticing. */
function jointsOf(plan: StreetPlan, layout: PlanLayout): string {
  const first = Math.ceil(plan.along.fromM / 5) * 5;
  const count = Math.floor((plan.along.toM - first) / 5) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const { xPx, yPx } = layout.toScreen({ alongM: first + 5 * i, acrossM: plan.across.fromM });
    return layout.orientation === 'across' ? `M${xPx} 0V${layout.heightPx}` : `M0 ${yPx}H${layout.widthPx}`;
  }).join('');
}

function ZoneShape({ zone, layout, patterns }: { zone: PlanZone; layout: PlanLayout; patterns: string }) {
  const path = pathOf(layout, zone.outline);
  return (
    <>
      <path d={path} className="zone-area" />
      {zone.zone.kind === 'no_stopping' && <path d={path} fill={hatchOf(patterns, 'no_stopping')} />}
    </>
  );
}

function Markings({ plan, layout }: { plan: StreetPlan; layout: PlanLayout }) {
  return (
    <g aria-hidden="true">
      {laneLines(plan).map(({ acrossM, along }) => {
        const from = layout.toScreen({ alongM: along.fromM, acrossM });
        const to = layout.toScreen({ alongM: along.toM, acrossM });
        return (
          <line
            key={acrossM}
            x1={from.xPx}
            y1={from.yPx}
            x2={to.xPx}
            y2={to.yPx}
            className="lane-line"
            strokeDasharray={`${2 * layout.pxPerM} ${2 * layout.pxPerM}`}
          />
        );
      })}
    </g>
  );
}

function BlockedLanes({
  standing,
  layout,
  patterns,
}: {
  standing: readonly Standing[];
  layout: PlanLayout;
  patterns: string;
}) {
  return (
    <g aria-hidden="true">
      {standing
        .filter(({ visit }) => visit.type === 'double_parking')
        .map(({ visit, zone, place }) => {
          const reachM = VEHICLE_SIZES[visit.vehicleType].lengthM / 2 + BLOCKED_BEYOND_M;
          const blocked = clipAlong(zone.outline, { fromM: place.alongM - reachM, toM: place.alongM + reachM });
          return (
            <path
              key={visit.id}
              d={pathOf(layout, blocked)}
              fill={hatchOf(patterns, 'blocked')}
              className="blocked-lane"
            />
          );
        })}
    </g>
  );
}

function ZoneLabel({ zone, layout }: { zone: PlanZone; layout: PlanLayout }) {
  return isLane(zone.zone.kind) || zone.side === null ? (
    <LaneName zone={zone} layout={layout} />
  ) : (
    <CurbBracket zone={zone} layout={layout} side={zone.side} />
  );
}

function LaneName({ zone, layout }: { zone: PlanZone; layout: PlanLayout }) {
  const at = layout.toScreen({ alongM: zone.along.fromM, acrossM: middle(zone.across) });
  const isAcross = layout.orientation === 'across';
  const name = fitted(zoneName(zone.zone.id), lengthM(zone.along) * layout.pxPerM - 20);
  return (
    <text
      x={at.xPx + (isAcross ? 12 : 0)}
      y={at.yPx - (isAcross ? 0 : 10)}
      transform={isAcross ? undefined : `rotate(-90 ${at.xPx} ${at.yPx - 10})`}
      dy="0.35em"
      className="lane-name"
      aria-hidden="true"
    >
      {name}
    </text>
  );
}

/** A dimension line along the zone, as on an engineer's drawing, with its name and length. */
function CurbBracket({ zone, layout, side }: { zone: PlanZone; layout: PlanLayout; side: 'left' | 'right' }) {
  const { road } = layout;
  const isAcross = layout.orientation === 'across';
  const outward = side === 'left' ? -1 : 1;
  const from = layout.toScreen({ alongM: zone.along.fromM, acrossM: 0 });
  const to = layout.toScreen({ alongM: zone.along.toM, acrossM: 0 });
  const lengthPx = lengthM(zone.along) * layout.pxPerM;
  const long = `${zoneName(zone.zone.id)} · ${Math.round(lengthM(zone.along))} m`;
  const name = fitted(long, lengthPx) === long ? long : fitted(zoneName(zone.zone.id), lengthPx);
  if (isAcross) {
    const curbPx = side === 'left' ? road.yPx : road.yPx + road.heightPx;
    const linePx = curbPx + outward * 29;
    const tick = 4;
    return (
      <g data-kind={zone.zone.kind} aria-hidden="true">
        <path
          d={`M${from.xPx + 2} ${linePx - tick}v${2 * tick}M${from.xPx + 2} ${linePx}H${to.xPx - 2}M${to.xPx - 2} ${linePx - tick}v${2 * tick}`}
          className="bracket"
        />
        <text x={(from.xPx + to.xPx) / 2} y={linePx + outward * 15} dy="0.35em" className="zone-label">
          {name}
        </text>
      </g>
    );
  }
  const curbPx = side === 'left' ? road.xPx : road.xPx + road.widthPx;
  const linePx = curbPx + outward * 56;
  const textPx = linePx + outward * 13;
  const middlePx = (from.yPx + to.yPx) / 2;
  return (
    <g data-kind={zone.zone.kind} aria-hidden="true">
      <path
        d={`M${linePx - 4} ${from.yPx - 2}h8M${linePx} ${from.yPx - 2}V${to.yPx + 2}M${linePx - 4} ${to.yPx + 2}h8`}
        className="bracket"
      />
      <text x={textPx} y={middlePx} dy="0.35em" transform={`rotate(-90 ${textPx} ${middlePx})`} className="zone-label">
        {name}
      </text>
    </g>
  );
}

function Foot({ plan, layout }: { plan: StreetPlan; layout: PlanLayout }) {
  const barM = scaleBarM(layout.orientation === 'across' ? lengthM(plan.along) : 25);
  const y = layout.heightPx - 13;
  const x = 14;
  const widthPx = barM * layout.pxPerM;
  const isAcross = layout.orientation === 'across';
  return (
    <g aria-hidden="true" className="plan-foot">
      <path d={`M${x} ${y - 5}v10M${x} ${y}h${widthPx}M${x + widthPx} ${y - 5}v10`} className="scale-bar" />
      <text x={x + widthPx + 8} y={y} dy="0.35em">
        {metres(barM).replace('.0', '')}
      </text>
      {plan.axes.isSeenAlong && (
        <text x={layout.widthPx - 14} y={y} dy="0.35em" textAnchor="end">
          {isAcross ? 'camera looks this way →' : 'camera looks up ↑'}
        </text>
      )}
    </g>
  );
}

function standingIn(plan: StreetPlan): Standing[] {
  return plan.zones.flatMap((zone) =>
    zone.zone.visits.flatMap((visit) => {
      const place = placeOf(plan, visit);
      return place ? [{ visit, zone, place }] : [];
    }),
  );
}

function stillThere(plan: StreetPlan, pointed: Pointed): Pointed | null {
  const zone: Zone | undefined = plan.zones.find((own) => own.zone.id === pointed.zone.id)?.zone;
  if (!zone) return null;
  if (!pointed.visit) return { ...pointed, zone };
  const visit: StandingVisit | undefined = zone.visits.find((own) => own.id === pointed.visit?.id);
  return visit ? { ...pointed, zone, visit } : null;
}

function centreOf(zone: PlanZone) {
  return { alongM: middle(zone.along), acrossM: middle(zone.across) };
}
