import { COLORS, PAGE, drawing, element, text } from '../reports/drawing/svg.js';
import type { Sheet } from '../reports/drawing/svg.js';

/** On a phone a row's name stands above its bar. */
const FORMS = {
  wide: { leftPx: 250, rightPx: 30, rowPx: 30, barPx: 15, tickStep: 0.25 },
  narrow: { leftPx: 22, rightPx: 22, rowPx: 46, barPx: 32, tickStep: 0.5 },
};
const TOP_PX = 26;
/** The axis goes so far at least, so that a small change looks small. */
const REACH_MIN = 0.5;
/** Nothing can fall by more than all of it; a rise beyond this runs off the chart, with an arrow. */
const REACH_MAX = 1;
const STEP = 0.25;
/** Words that the axis crosses have a rim of paper. */
const OVER_LINES = { stroke: COLORS.paper, 'stroke-width': 4, 'paint-order': 'stroke' };

export interface ChangeRow {
  readonly words: string;
  readonly isShown: boolean;
  readonly change: number;
  readonly low: number;
  readonly high: number;
}

/** Each change as a dot on its interval, about a line where nothing has changed; what is not shown is grey. */
export function changeChart(label: string, rows: readonly ChangeRow[], { widthPx, isNarrow }: Sheet = PAGE): string {
  const { leftPx, rightPx, rowPx, barPx, tickStep } = FORMS[isNarrow ? 'narrow' : 'wide'];
  const furthest = Math.max(REACH_MIN, ...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const reach = Math.min(REACH_MAX, Math.ceil(furthest / STEP) * STEP);
  const x = (share: number) =>
    leftPx + ((Math.max(-reach, Math.min(reach, share)) + reach) * (widthPx - leftPx - rightPx)) / (2 * reach);
  const bottomPx = TOP_PX + rows.length * rowPx;
  const ticks = Array.from({ length: Math.round((2 * reach) / STEP) + 1 }, (_, index) => -reach + index * STEP);
  const axis = ticks.flatMap((share) => [
    element('line', {
      x1: x(share),
      x2: x(share),
      y1: TOP_PX,
      y2: bottomPx,
      stroke: share === 0 ? COLORS.ink : COLORS.rule,
      'stroke-width': share === 0 ? 1.5 : 1,
    }),
    ...(share % tickStep === 0 ? [text(x(share), TOP_PX - 9, tick(share), { 'text-anchor': 'middle' })] : []),
  ]);
  const drawn = rows.flatMap(({ words, isShown, change, low, high }, index) => {
    const y = TOP_PX + index * rowPx + barPx;
    const name = isNarrow
      ? text(2, y - 15, words, { 'font-size': 12, fill: COLORS.ink, ...OVER_LINES })
      : text(leftPx - 14, y + 4, words, { 'text-anchor': 'end', 'font-size': 12, fill: COLORS.ink });
    const color = isShown ? COLORS.curb : COLORS.muted;
    const beyond = high > reach ? [text(x(reach) - 8, y + 4, '›', { 'font-size': 16, fill: color })] : [];
    return [
      name,
      element('line', { x1: x(low), x2: x(high), y1: y, y2: y, stroke: color, 'stroke-width': isShown ? 5 : 3 }),
      element('circle', {
        cx: x(change),
        cy: y,
        r: 5.5,
        fill: isShown ? color : COLORS.paper,
        stroke: color,
        'stroke-width': 2,
      }),
      ...beyond,
    ];
  });
  return drawing(widthPx, bottomPx + 6, label, ...axis, ...drawn);
}

function tick(share: number): string {
  if (Math.abs(share) < 1e-9) return 'no change';
  return `${share < 0 ? '\u2212' : '+'}${Math.round(Math.abs(share) * 100)} %`;
}
