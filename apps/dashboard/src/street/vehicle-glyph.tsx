import type { VehicleType } from '../api/types.js';
import { VEHICLE_SIZES } from './vehicles.js';

/** A vehicle from above, centered on 0,0 and heading right, true to scale. */
export function VehicleGlyph({ type, pxPerM }: { type: VehicleType; pxPerM: number }) {
  const { lengthM, widthM } = VEHICLE_SIZES[type];
  const length = lengthM * pxPerM;
  const width = widthM * pxPerM;
  switch (type) {
    case 'bus':
      return <Bus length={length} width={width} />;
    case 'truck':
      return <Truck length={length} width={width} />;
    case 'motorcycle':
    case 'bicycle':
      return <TwoWheeler length={length} width={width} />;
    case 'car':
    case 'unspecified':
      return <Car length={length} width={width} />;
  }
}

interface Outline {
  readonly length: number;
  readonly width: number;
}

function Car({ length, width }: Outline) {
  const l = length / 2;
  const w = width / 2;
  return (
    <>
      <rect x={-l} y={-w} width={length} height={width} rx={width * 0.32} className="vehicle-body" />
      <path
        d={`M${l * 0.42} ${-w * 0.8}Q${l * 0.62} 0 ${l * 0.42} ${w * 0.8}L${l * 0.16} ${w * 0.62}Q${l * 0.26} 0 ${l * 0.16} ${-w * 0.62}Z`}
        className="vehicle-glass"
      />
      <path
        d={`M${-l * 0.66} ${-w * 0.74}Q${-l * 0.78} 0 ${-l * 0.66} ${w * 0.74}L${-l * 0.46} ${w * 0.6}Q${-l * 0.52} 0 ${-l * 0.46} ${-w * 0.6}Z`}
        className="vehicle-glass"
      />
    </>
  );
}

function Truck({ length, width }: Outline) {
  const l = length / 2;
  const w = width / 2;
  const cab = length * 0.24;
  return (
    <>
      <rect x={l - cab} y={-w * 0.94} width={cab} height={width * 0.94} rx={width * 0.2} className="vehicle-body" />
      <rect
        x={l - cab * 0.55}
        y={-w * 0.76}
        width={cab * 0.24}
        height={width * 0.76}
        rx={1}
        className="vehicle-glass"
      />
      <rect
        x={-l}
        y={-w}
        width={length - cab - length * 0.02}
        height={width}
        rx={width * 0.08}
        className="vehicle-body"
      />
      <path d={`M${-l * 0.6} ${-w}V${w}M${-l * 0.2} ${-w}V${w}M${l * 0.2} ${-w}V${w}`} className="vehicle-rib" />
    </>
  );
}

function Bus({ length, width }: Outline) {
  const l = length / 2;
  const w = width / 2;
  return (
    <>
      <rect x={-l} y={-w} width={length} height={width} rx={width * 0.14} className="vehicle-body" />
      <rect
        x={l - length * 0.055}
        y={-w * 0.84}
        width={length * 0.03}
        height={width * 0.84}
        rx={1}
        className="vehicle-glass"
      />
      <rect x={-l * 0.6} y={-w * 0.4} width={length * 0.12} height={width * 0.4} rx={2} className="vehicle-rib" />
      <rect x={l * 0.2} y={-w * 0.4} width={length * 0.12} height={width * 0.4} rx={2} className="vehicle-rib" />
    </>
  );
}

function TwoWheeler({ length, width }: Outline) {
  const l = length / 2;
  const w = width / 2;
  return (
    <>
      <rect x={-l} y={-w * 0.35} width={length} height={width * 0.35} rx={w * 0.35} className="vehicle-glass" />
      <ellipse rx={l * 0.5} ry={w * 0.6} className="vehicle-body" />
      <path d={`M${l * 0.55} ${-w}V${w}`} className="vehicle-bar" />
    </>
  );
}
