import { contains } from '#curb';
import type { ImagePoint, Zone } from '#curb';

/**
 * Zones drawn by hand overlap a little along shared borders: 0.3 % of the smaller at most in the seven cameras measured
 * here. Beyond a quarter, a vehicle in the middle of one zone may count for the other.
 */
const SHARED_MAX = 0.25;
/** Points a side of the grid that areas are measured with: a share is right to about a hundredth. */
const GRID_POINTS = 100;

/** A sentence for each pair of zones of which one lies to a large part in the other: every place has one zone. */
export function zoneOverlapProblems(zones: readonly Zone[]): readonly string[] {
  return zones.flatMap((zone, index) =>
    zones.slice(index + 1).flatMap((other) => {
      // One zone given twice is told as that.
      if (other.id === zone.id) return [];
      const shared = Math.max(shareWithin(zone.polygon, other.polygon), shareWithin(other.polygon, zone.polygon));
      if (shared <= SHARED_MAX) return [];
      const percent = Math.round(shared * 100);
      return [
        `"${zone.id}" and "${other.id}" share ${percent} % of the smaller: a vehicle there would count for either; ` +
          'draw them side by side (slivers along a common border do no harm)',
      ];
    }),
  );
}

/** How much of a polygon lies within another, counted on a grid. */
function shareWithin(polygon: readonly ImagePoint[], other: readonly ImagePoint[]): number {
  const xs = polygon.map(({ x }) => x);
  const ys = polygon.map(({ y }) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  let own = 0;
  let shared = 0;
  for (let row = 0; row < GRID_POINTS; row++) {
    const y = top + ((row + 0.5) / GRID_POINTS) * (bottom - top);
    for (let column = 0; column < GRID_POINTS; column++) {
      const x = left + ((column + 0.5) / GRID_POINTS) * (right - left);
      if (!contains(polygon, { x, y })) continue;
      own++;
      if (contains(other, { x, y })) shared++;
    }
  }
  return own === 0 ? 0 : shared / own;
}
