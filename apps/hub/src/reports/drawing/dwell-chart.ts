import { DWELL_CLASS_STARTS_MS } from '#curb';
import type { DwellSummary } from '#curb';
import { percent } from '../words.js';
import { COLORS, PAGE, drawing, element, text } from './svg.js';
import type { Sheet } from './svg.js';

const LABEL_PX = { wide: 150, narrow: 124 };
/** Right of the longest bar, for its numbers. */
const COUNT_PX = { wide: 110, narrow: 74 };
const ROW_PX = 21;
const MINUTE_MS = 60_000;
/** A share of fewer vehicles sounds like more than it is. */
const SHARED_VEHICLES_MIN = 20;

/** How the vehicles with a known stay are shared out, and how many have none. */
export function dwellChart(dwell: DwellSummary, label: string, { widthPx, isNarrow }: Sheet = PAGE): string {
  const form = isNarrow ? 'narrow' : 'wide';
  const labelPx = LABEL_PX[form];
  const barPx = widthPx - labelPx - COUNT_PX[form];
  const rows = [
    ...dwell.classes.map((count, index) => ({ name: className(index), count, color: COLORS.curb })),
    ...(dwell.openEnded > 0 ? [{ name: 'departure not seen', count: dwell.openEnded, color: '#9aa7b3' }] : []),
  ];
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const bars = rows.flatMap(({ name, count, color }, index) => {
    const y = index * ROW_PX;
    const width = (barPx * count) / most;
    const share = count === 0 || dwell.vehicles < SHARED_VEHICLES_MIN ? '' : ` (${percent(count / dwell.vehicles)})`;
    return [
      text(labelPx - 10, y + 15, name, { 'text-anchor': 'end', 'font-size': 12, fill: COLORS.ink }),
      element('rect', { x: labelPx, y: y + 4, width, height: ROW_PX - 8, fill: color }),
      text(labelPx + width + 8, y + 15, `${count}${share}`, { 'font-size': 12 }),
    ];
  });
  const spoken = rows.map(({ name, count }) => `${name} ${count}`).join(', ');
  return drawing(widthPx, rows.length * ROW_PX + 4, `${label}: ${spoken}`, ...bars);
}

function className(index: number): string {
  const fromMs = DWELL_CLASS_STARTS_MS[index] ?? 0;
  const toMs = DWELL_CLASS_STARTS_MS[index + 1];
  if (toMs === undefined) return `${inWords(fromMs)} or longer`;
  return fromMs === 0 ? `under ${inWords(toMs)}` : `${bare(fromMs, toMs)} to ${inWords(toMs)}`;
}

function inWords(ms: number): string {
  const minutes = ms / MINUTE_MS;
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}

/** Without its unit where the following time has the same. */
function bare(ms: number, nextMs: number): string {
  const unit = inWords(nextMs).split(' ')[1];
  const [count = '', own = ''] = inWords(ms).split(' ');
  return own === unit ? count : `${count} ${own}`;
}
