import type { Camera, ImagePoint, Zone } from '../api/types.js';
import type { ScreenPoint } from './plan-layout.js';

/** How the camera's picture becomes a drawing: the part of its height that holds zones, with its proportions kept. */
export interface PictureLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly toScreen: (point: ImagePoint) => ScreenPoint;
  /** Where a zone's name stands: towards its near end, where it is widest, and clear of every vehicle if possible. */
  readonly labelPlace: (zone: Zone) => ScreenPoint;
  /** Things further away are drawn smaller, so that they do not hide each other. */
  readonly markerScale: (point: ImagePoint) => number;
}

/** Sky above the highest zone, as a share of the picture's height. */
const HEADROOM = 0.08;
/** A label keeps this far from the drawing's edges. */
const LABEL_MARGIN_PX = { x: 44, y: 16 };
/** Places for a label, best first. */
const NEARNESS = [0.65, 0.9, 0.4, 0.15, -0.3];
const MARKER_SCALE = { far: 0.72, near: 1.1 };

export function pictureLayout(
  camera: Pick<Camera, 'widthPx' | 'heightPx'>,
  zones: readonly Zone[],
  widthPx: number,
): PictureLayout {
  const pictureHeightPx = (widthPx * camera.heightPx) / Math.max(1, camera.widthPx);
  const highest = Math.min(1, ...zones.flatMap((zone) => zone.polygon.map(([, y]) => y)));
  const top = Math.max(0, highest - HEADROOM);
  const heightPx = (1 - top) * pictureHeightPx;
  const toScreen = ([x, y]: ImagePoint): ScreenPoint => ({ xPx: x * widthPx, yPx: (y - top) * pictureHeightPx });
  return {
    widthPx,
    heightPx,
    toScreen,
    labelPlace: (zone) => {
      const places = NEARNESS.map((nearness) =>
        inside(toScreen(nearMiddle(zone.polygon, nearness)), widthPx, heightPx),
      );
      const markers = zones.flatMap((own) => own.visits.map((visit) => toScreen(visit.location.image)));
      const isClear = (place: ScreenPoint): boolean => markers.every((marker) => !clashes(place, marker));
      return places.find(isClear) ?? places[0] ?? { xPx: 0, yPx: 0 };
    },
    markerScale: ([, y]) =>
      MARKER_SCALE.far + (MARKER_SCALE.near - MARKER_SCALE.far) * within((y - top) / (1 - top), 0, 1),
  };
}

function inside({ xPx, yPx }: ScreenPoint, widthPx: number, heightPx: number): ScreenPoint {
  return {
    xPx: within(xPx, LABEL_MARGIN_PX.x, widthPx - LABEL_MARGIN_PX.x),
    yPx: within(yPx, LABEL_MARGIN_PX.y, heightPx - LABEL_MARGIN_PX.y),
  };
}

/** A label is wide and low, and a marker carries its dwell to the right. */
function clashes(label: ScreenPoint, marker: ScreenPoint): boolean {
  const aheadPx = label.xPx - marker.xPx;
  return Math.abs(label.yPx - marker.yPx) < 22 && aheadPx > -60 && aheadPx < 105;
}

/** Between the polygon's middle (0) and the middle of its lowest edge (1). */
function nearMiddle(polygon: readonly ImagePoint[], nearness: number): ImagePoint {
  const lowest = [...polygon].sort((a, b) => b[1] - a[1]).slice(0, 2);
  const [middle, near] = [meanOf(polygon), meanOf(lowest)];
  return [middle[0] + (near[0] - middle[0]) * nearness, middle[1] + (near[1] - middle[1]) * nearness];
}

function meanOf(points: readonly ImagePoint[]): ImagePoint {
  const count = Math.max(1, points.length);
  return [points.reduce((sum, [x]) => sum + x, 0) / count, points.reduce((sum, [, y]) => sum + y, 0) / count];
}

function within(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
