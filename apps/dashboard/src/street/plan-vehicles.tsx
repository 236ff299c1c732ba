import type { StandingVisit } from '../api/types.js';
import { shortStopwatch } from '../words/durations.js';
import type { Pointed } from './details.js';
import { unclashed } from './label-room.js';
import type { PlanZone } from './plan.js';
import type { PlanLayout } from './plan-layout.js';
import type { StreetPoint } from './street-axes.js';
import { VehicleGlyph } from './vehicle-glyph.js';
import { VEHICLE_SIZES, concernOf, dwellSoFarMs, stayClass } from './vehicles.js';
import { spokenVisit } from './words-for.js';

/** A vehicle that stands, where it stands. */
export interface Standing {
  readonly visit: StandingVisit;
  readonly zone: PlanZone;
  readonly place: StreetPoint;
}

interface PlanVehiclesProps {
  readonly standing: readonly Standing[];
  readonly layout: PlanLayout;
  readonly nowMs: number;
  readonly onPoint: (pointed: Pointed) => void;
  readonly onLeave: () => void;
}

/** Two dwell labels need this much between them: across the screen their width, up the screen their height. */
const LABEL_SPACE_PX = { across: 48, up: 15 };

export function PlanVehicles({ standing, layout, nowMs, onPoint, onLeave }: PlanVehiclesProps) {
  // Lane blockers are drawn last, above everything.
  const ordered = [...standing].sort((a, b) => rank(a) - rank(b));
  return (
    <>
      <DwellLabels standing={standing} layout={layout} nowMs={nowMs} />
      {ordered.map((own) => {
        const { visit, zone, place } = own;
        const at = layout.toScreen(place);
        const point = (): void => onPoint({ zone: zone.zone, visit, at });
        return (
          <g
            key={visit.id}
            className="vehicle"
            data-visit={visit.id}
            data-stay={stayClass(dwellSoFarMs(visit, nowMs))}
            data-concern={concernOf(visit, zone.zone.kind) ?? undefined}
            tabIndex={0}
            role="img"
            aria-label={spokenVisit(visit, zone.zone, nowMs)}
            onPointerEnter={point}
            onFocus={point}
            onClick={point}
            onBlur={onLeave}
          >
            <g transform={`translate(${at.xPx} ${at.yPx}) rotate(${layout.toDegrees(facing(own))})`}>
              <Halo own={own} pxPerM={layout.pxPerM} />
              <VehicleGlyph type={visit.vehicleType} pxPerM={layout.pxPerM} />
            </g>
            {visit.type === 'double_parking' && <BlockedFor own={own} layout={layout} nowMs={nowMs} />}
          </g>
        );
      })}
    </>
  );
}

/** Traffic keeps right where this is drawn: a glyph's front is a picture, not a measurement. */
function facing({ zone, place }: Standing): number {
  const isLeft = zone.side === 'left' || (zone.side === null && place.acrossM < 0);
  return zone.headingRad + (isLeft ? Math.PI : 0);
}

function rank({ visit }: Standing): number {
  return visit.type === 'double_parking' ? 1 : 0;
}

/** The outline that makes a vehicle of concern stand out; it pulses while a lane is blocked. */
function Halo({ own, pxPerM }: { own: Standing; pxPerM: number }) {
  const concern = concernOf(own.visit, own.zone.zone.kind);
  if (!concern) return null;
  const { lengthM, widthM } = VEHICLE_SIZES[own.visit.vehicleType];
  const marginPx = 4;
  const length = lengthM * pxPerM + 2 * marginPx;
  const width = widthM * pxPerM + 2 * marginPx;
  return <rect x={-length / 2} y={-width / 2} width={length} height={width} rx={width * 0.3} className="halo" />;
}

/** How long a lane has been blocked, on a sign just beyond the vehicle. */
function BlockedFor({ own, layout, nowMs }: { own: Standing; layout: PlanLayout; nowMs: number }) {
  const text = shortStopwatch(dwellSoFarMs(own.visit, nowMs));
  const widthPx = text.length * 7.6 + 34;
  const halfM = VEHICLE_SIZES[own.visit.vehicleType].lengthM / 2;
  const isAcross = layout.orientation === 'across';
  const edge = layout.toScreen({ alongM: own.place.alongM + halfM, acrossM: own.place.acrossM });
  const half = widthPx / 2;
  const x = isAcross ? Math.min(edge.xPx + 12 + half, layout.widthPx - half - 4) : edge.xPx;
  const y = isAcross ? edge.yPx : Math.max(edge.yPx - 20, 14);
  return (
    <g transform={`translate(${x} ${y})`} className="blocked-sign" aria-hidden="true">
      <rect x={-half} y={-12} width={widthPx} height={24} rx={12} />
      <path d={`M${-half + 15} -6.5l6.5 11.5h-13ZM${-half + 15} -2v3.2`} />
      <text x={10} dy="0.36em" className="tabular">
        {text}
      </text>
    </g>
  );
}

/** How long each vehicle has stood, on the sidewalk beside it. Where there is no room, the longest stays win. */
function DwellLabels({ standing, layout, nowMs }: Pick<PlanVehiclesProps, 'standing' | 'layout' | 'nowMs'>) {
  const { road, orientation } = layout;
  const isAcross = orientation === 'across';
  return (
    <g aria-hidden="true">
      {(['left', 'right'] as const).map((side) => {
        const here = standing
          .filter(({ zone }) => zone.side === side)
          .sort((a, b) => Date.parse(a.visit.start) - Date.parse(b.visit.start));
        const places = here.map(({ place }) => layout.toScreen(place));
        const shown = unclashed(
          places.map(({ xPx, yPx }) => (isAcross ? xPx : yPx)),
          LABEL_SPACE_PX[orientation],
        );
        const outward = side === 'left' ? -1 : 1;
        return here.map(({ visit, zone }, i) => {
          const at = places[i];
          if (!at || !shown.has(i)) return null;
          const curbPx = isAcross
            ? road.yPx + (side === 'left' ? 0 : road.heightPx)
            : road.xPx + (side === 'left' ? 0 : road.widthPx);
          return (
            <text
              key={visit.id}
              x={isAcross ? at.xPx : curbPx + outward * 8}
              y={isAcross ? curbPx + outward * 14 : at.yPx}
              dy="0.35em"
              textAnchor={isAcross ? 'middle' : side === 'left' ? 'end' : 'start'}
              className="dwell-label tabular"
              data-concern={concernOf(visit, zone.zone.kind) ?? undefined}
            >
              {shortStopwatch(dwellSoFarMs(visit, nowMs))}
            </text>
          );
        });
      })}
    </g>
  );
}
