import { DWELL_CLASS_STARTS_MS } from '#curb';
import type { DwellSummary } from '#curb';
import { percent } from '../words.js';
import { COLORS, drawing, element, text } from './svg.js';

const WIDTH_PX = 720;
const LABEL_PX = 150;
const ROW_PX = 21;
const BAR_PX = WIDTH_PX - LABEL_PX - 110;
const MINUTE_MS = 60_000;
/** A share of fewer vehicles sounds like more than it is. */
const SHARED_VEHICLES_MIN = 20;

/** How the vehicles with a known stay are shared out, and how many have none. */
export function dwellChart(dwell: DwellSummary, label: string): string {
  const rows = [
    ...dwell.classes.map((count, index) => ({ name: className(index), count, color: COLORS.curb })),
    ...(dwell.openEnded > 0 ? [{ name: 'departure not seen', count: dwell.openEnded, color: '#9aa7b3' }] : []),
  ];
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const bars = rows.flatMap(({ name, count, color }, index) => {
    const y = index * ROW_PX;
    const width = (BAR_PX * count) / most;
    const share = count === 0 || dwell.vehicles < SHARED_VEHICLES_MIN ? '' : ` (${percent(count / dwell.vehicles)})`;
    return [
      text(LABEL_PX - 10, y + 15, name, { 'text-anchor': 'end', 'font-size': 12, fill: COLORS.ink }),
      element('rect', { x: LABEL_PX, y: y + 4, width, height: ROW_PX - 8, fill: color }),
      text(LABEL_PX + width + 8, y + 15, `${count}${share}`, { 'font-size': 12 }),
    ];
  });
  return drawing(WIDTH_PX, rows.length * ROW_PX + 4, label, ...bars);
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
