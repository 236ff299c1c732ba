import { NOT_SEEN } from '#curb';
import { COLORS, drawing, element, text } from './svg.js';

const WIDTH_PX = 720;
const LEFT_PX = 44;
const TOP_PX = 14;
const PLOT_HEIGHT_PX = 100;
const HEIGHT_PX = TOP_PX + PLOT_HEIGHT_PX + 36;

export interface HourChart {
  readonly label: string;
  /** What the bars count, below the axis: `vehicles an hour`. */
  readonly unit: string;
  readonly color: string;
  readonly hours: readonly string[];
  /** One a hour; -1 where the hour was mostly unseen. */
  readonly values: readonly number[];
  /** Of whole things: half of one is not marked on the axis. */
  readonly isCount?: boolean;
  /** What all would be: the axis ends there, so that half of it does not look full. */
  readonly all?: number;
}

/** A bar an hour; hours that were mostly unseen are shaded, so that none reads as a quiet one. */
export function hourChart({ label, unit, color, hours, values, isCount = false, all }: HourChart): string {
  const ceiling = niceCeiling(Math.max(0, ...values));
  const top = all ?? (isCount ? 2 * Math.ceil(ceiling / 2) : ceiling);
  const stepPx = (WIDTH_PX - LEFT_PX) / Math.max(1, hours.length);
  const y = (value: number) => TOP_PX + PLOT_HEIGHT_PX * (1 - value / top);
  const grid = [0, top / 2, top].flatMap((value) => [
    element('line', { x1: LEFT_PX, x2: WIDTH_PX, y1: y(value), y2: y(value), stroke: COLORS.rule, 'stroke-width': 1 }),
    text(LEFT_PX - 6, y(value) + 4, axisNumber(value), { 'text-anchor': 'end' }),
  ]);
  const bars = values.map((value, index) => {
    const x = LEFT_PX + index * stepPx;
    if (value === NOT_SEEN) {
      return element('rect', { x, y: TOP_PX, width: stepPx, height: PLOT_HEIGHT_PX, fill: COLORS.blind });
    }
    return element('rect', {
      x: x + stepPx * 0.15,
      y: y(value),
      width: stepPx * 0.7,
      height: y(0) - y(value),
      fill: color,
    });
  });
  const labels = hours.flatMap((hour, index) => {
    const x = LEFT_PX + index * stepPx;
    // Every third hour of the clock is enough to read the others by, also where one is missing or comes twice.
    const isThird = Number(hour.slice(0, 2)) % 3 === 0;
    if (!isThird || hours.findIndex((other) => other.slice(0, 2) === hour.slice(0, 2)) < index) return [];
    return [text(x, TOP_PX + PLOT_HEIGHT_PX + 15, hour)];
  });
  const hasBlind = values.includes(NOT_SEEN);
  const baselinePx = TOP_PX + PLOT_HEIGHT_PX + 31;
  const legend = hasBlind
    ? [
        element('rect', { x: WIDTH_PX - 122, y: baselinePx - 9, width: 12, height: 10, fill: COLORS.blind }),
        text(WIDTH_PX - 105, baselinePx, 'not seen by cameras'),
      ]
    : [];
  return drawing(WIDTH_PX, HEIGHT_PX, label, ...grid, ...bars, ...labels, text(LEFT_PX, baselinePx, unit), ...legend);
}

/** The next round number, half of which is one too; never 0. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value - 1e-9) ?? 10) * power;
}

function axisNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
