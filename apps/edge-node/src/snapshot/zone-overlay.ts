import type { VehicleSighting, Visit, Zone, ZoneKind } from '#curb';

/** The colours of the dashboard, so that a zone looks the same in both. */
const COLOUR: Record<ZoneKind, string> = {
  parking: '#2f7df6',
  loading: '#f2a33a',
  no_stopping: '#e5484d',
  bus_stop: '#8e5cf0',
  travel_lane: '#7d8794',
  bike_lane: '#30a46c',
  bus_lane: '#0aa5b5',
};
const STANDING_COLOUR = { dwell: '#ffffff', double_parking: '#ff3b30' } as const;

export interface Overlay {
  readonly zones: readonly Zone[];
  readonly standing: readonly Visit[];
  readonly vehicles: readonly VehicleSighting[];
}

/** An SVG drawing of zones, vehicles and what stands, the size of the picture it goes over. */
export function zoneOverlay({ zones, standing, vehicles }: Overlay, widthPx: number, heightPx: number): string {
  const scale = { widthPx, heightPx };
  const linePx = Math.max(1.5, widthPx / 500);
  const parts = [
    ...zones.map((zone) => zoneShape(zone, scale, linePx)),
    ...vehicles.map((vehicle) => vehicleShape(vehicle, scale, linePx)),
    ...standing.map((visit) => standingShape(visit, scale, linePx)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">${parts.join('')}</svg>`;
}

interface Scale {
  readonly widthPx: number;
  readonly heightPx: number;
}

function zoneShape({ id, kind, polygon }: Zone, { widthPx, heightPx }: Scale, linePx: number): string {
  const points = polygon.map(({ x, y }) => `${round(x * widthPx)},${round(y * heightPx)}`).join(' ');
  const centreX = (polygon.reduce((sum, { x }) => sum + x, 0) / polygon.length) * widthPx;
  const centreY = (polygon.reduce((sum, { y }) => sum + y, 0) / polygon.length) * heightPx;
  const colour = COLOUR[kind];
  // Ids hold no character that XML would mind (`ID_PATTERN`).
  return (
    `<polygon points="${points}" fill="${colour}" fill-opacity="0.18" stroke="${colour}" stroke-width="${linePx}"/>` +
    `<text x="${round(centreX)}" y="${round(centreY)}" font-family="sans-serif" font-size="${round(linePx * 8)}"` +
    ` text-anchor="middle" fill="#fff" stroke="#000" stroke-width="${round(linePx * 1.2)}" paint-order="stroke">${id}</text>`
  );
}

function vehicleShape({ box }: VehicleSighting, { widthPx, heightPx }: Scale, linePx: number): string {
  return (
    `<rect x="${round(box.x * widthPx)}" y="${round(box.y * heightPx)}" width="${round(box.width * widthPx)}"` +
    ` height="${round(box.height * heightPx)}" fill="none" stroke="#fff" stroke-opacity="0.7" stroke-width="${linePx / 2}"/>`
  );
}

function standingShape({ type, place }: Visit, { widthPx, heightPx }: Scale, linePx: number): string {
  const { x, y } = place.image;
  return (
    `<circle cx="${round(x * widthPx)}" cy="${round(y * heightPx)}" r="${round(linePx * 4)}"` +
    ` fill="${STANDING_COLOUR[type]}" stroke="#000" stroke-width="${linePx}"/>`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
