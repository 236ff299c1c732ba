import { useId, useState } from 'react';
import type { Camera, Zone } from '../api/types.js';
import { VehicleIcon } from '../feed/entry-icon.js';
import { seenUntilMs } from '../camera/sight.js';
import { useNowMs } from '../live/page-context.js';
import { shortStopwatch } from '../words/durations.js';
import { zoneName } from '../words/names.js';
import { Details, type Pointed } from './details.js';
import { PlanDefinitions, hatchOf } from './plan-patterns.js';
import { pictureLayout, type PictureLayout } from './picture-layout.js';
import { useWidth } from './use-width.js';
import { concernOf, dwellSoFarMs, stayClass } from './vehicles.js';
import { spokenVisit, spokenZone } from './words-for.js';

/** The zones as they lie in the picture: what can be shown of a camera that is not calibrated. */
export function PictureView({ camera, zones }: { camera: Camera; zones: readonly Zone[] }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const nowMs = useNowMs();
  return (
    <div ref={frame} className="plan-frame" data-seen={camera.status === 'online'}>
      {width.px > 0 && (
        <Drawing
          zones={zones}
          layout={pictureLayout(camera, zones, width.px / width.zoom)}
          zoom={width.zoom}
          nowMs={seenUntilMs(camera, nowMs)}
        />
      )}
    </div>
  );
}

interface DrawingProps {
  readonly zones: readonly Zone[];
  readonly layout: PictureLayout;
  readonly zoom: number;
  readonly nowMs: number;
}

function Drawing({ zones, layout, zoom, nowMs }: DrawingProps) {
  const patterns = useId();
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const leave = (): void => setPointed(null);
  const isStillThere =
    pointed && (!pointed.visit || zones.some((zone) => zone.visits.some((visit) => visit.id === pointed.visit?.id)));
  return (
    <>
      <svg
        width={layout.widthPx * zoom}
        height={layout.heightPx * zoom}
        viewBox={`0 0 ${layout.widthPx} ${layout.heightPx}`}
        className="plan"
        role="group"
        aria-label="The zones as they lie in the camera’s picture, not to scale"
        onPointerLeave={leave}
        onKeyDown={(press) => press.key === 'Escape' && leave()}
      >
        <PlanDefinitions id={patterns} />
        <rect width={layout.widthPx} height={layout.heightPx} className="road" />
        {zones.map((zone) => (
          <PictureZone
            key={zone.id}
            zone={zone}
            layout={layout}
            patterns={patterns}
            onPoint={setPointed}
            onLeave={leave}
          />
        ))}
        <PictureVehicles zones={zones} layout={layout} nowMs={nowMs} onPoint={setPointed} onLeave={leave} />
        {zones.map((zone) => {
          const at = layout.labelPlace(zone);
          return (
            <text key={zone.id} x={at.xPx} y={at.yPx} className="picture-label" aria-hidden="true">
              {zoneName(zone.id)}
            </text>
          );
        })}
      </svg>
      {pointed && isStillThere && <Details pointed={pointed} nowMs={nowMs} widthPx={layout.widthPx} zoom={zoom} />}
    </>
  );
}

interface Pointing {
  readonly onPoint: (pointed: Pointed) => void;
  readonly onLeave: () => void;
}

interface PictureZoneProps extends Pointing {
  readonly zone: Zone;
  readonly layout: PictureLayout;
  readonly patterns: string;
}

function PictureZone({ zone, layout, patterns, onPoint, onLeave }: PictureZoneProps) {
  const points = zone.polygon
    .map(layout.toScreen)
    .map(({ xPx, yPx }) => `${xPx.toFixed(1)},${yPx.toFixed(1)}`)
    .join(' ');
  const point = (): void => onPoint({ zone, visit: null, at: layout.labelPlace(zone) });
  return (
    <g
      className="plan-zone"
      data-zone={zone.id}
      data-kind={zone.kind}
      data-occupied={zone.visits.length > 0}
      tabIndex={0}
      role="img"
      aria-label={spokenZone(zone)}
      onPointerEnter={point}
      onFocus={point}
      onClick={point}
      onBlur={onLeave}
    >
      <polygon points={points} className="zone-area" />
      {zone.kind === 'no_stopping' && <polygon points={points} fill={hatchOf(patterns, 'no_stopping')} />}
      {zone.visits.some((visit) => visit.type === 'double_parking') && (
        <polygon points={points} fill={hatchOf(patterns, 'blocked')} className="blocked-lane" />
      )}
    </g>
  );
}

interface PictureVehiclesProps extends Pointing {
  readonly zones: readonly Zone[];
  readonly layout: PictureLayout;
  readonly nowMs: number;
}

/** Markers rather than outlines: without calibration nothing says how large a vehicle is. The nearest is drawn last. */
function PictureVehicles({ zones, layout, nowMs, onPoint, onLeave }: PictureVehiclesProps) {
  const standing = zones
    .flatMap((zone) => zone.visits.map((visit) => ({ zone, visit, at: layout.toScreen(visit.location.image) })))
    .sort((a, b) => a.at.yPx - b.at.yPx);
  return standing.map(({ zone, visit, at }) => {
    const point = (): void => onPoint({ zone, visit, at });
    const size = layout.markerScale(visit.location.image);
    return (
      <g
        key={visit.id}
        transform={`translate(${at.xPx} ${at.yPx}) scale(${size})`}
        className="vehicle"
        data-visit={visit.id}
        data-stay={stayClass(dwellSoFarMs(visit, nowMs))}
        data-concern={concernOf(visit, zone.kind) ?? undefined}
        tabIndex={0}
        role="img"
        aria-label={spokenVisit(visit, zone, nowMs)}
        onPointerEnter={point}
        onFocus={point}
        onClick={point}
        onBlur={onLeave}
      >
        {concernOf(visit, zone.kind) && <circle r="19" className="halo" />}
        <circle r="14" className="vehicle-body" />
        <svg x="-10" y="-10" width="20" height="20" viewBox="0 0 24 24" className="marker-icon">
          <VehicleIcon type={visit.vehicleType} />
        </svg>
        <text x="18" dy="0.35em" className="picture-dwell tabular" aria-hidden="true">
          {shortStopwatch(dwellSoFarMs(visit, nowMs))}
        </text>
      </g>
    );
  });
}
