import { NOT_SEEN } from '#curb';
import { COLORS, PAGE, drawing, element, text } from './svg.js';
import type { Sheet } from './svg.js';

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
export function hourChart(
  { label, unit, color, hours, values, isCount = false, all }: HourChart,
  { widthPx, isNarrow }: Sheet = PAGE,
): string {
  const namedHours = isNarrow ? 6 : 3;
  const ceiling = niceCeiling(Math.max(0, ...values));
  const top = all ?? (isCount ? 2 * Math.ceil(ceiling / 2) : ceiling);
  const stepPx = (widthPx - LEFT_PX) / Math.max(1, hours.length);
  const y = (value: number) => TOP_PX + PLOT_HEIGHT_PX * (1 - value / top);
  const grid = [0, top / 2, top].flatMap((value) => [
    element('line', { x1: LEFT_PX, x2: widthPx, y1: y(value), y2: y(value), stroke: COLORS.rule, 'stroke-width': 1 }),
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
    // Some hours of the clock are enough to read the others by, also where one is missing or comes twice.
    const isNamed = Number(hour.slice(0, 2)) % namedHours === 0;
    if (!isNamed || hours.findIndex((other) => other.slice(0, 2) === hour.slice(0, 2)) < index) return [];
    return [text(x, TOP_PX + PLOT_HEIGHT_PX + 15, hour)];
  });
  const spoken = hours.map((hour, index) => `${hour} ${spokenValue(values[index] ?? NOT_SEEN)}`).join(', ');
  const hasBlind = values.includes(NOT_SEEN);
  const baselinePx = TOP_PX + PLOT_HEIGHT_PX + 31;
  const legend = hasBlind
    ? [
        element('rect', { x: widthPx - 122, y: baselinePx - 9, width: 12, height: 10, fill: COLORS.blind }),
        text(widthPx - 105, baselinePx, 'not seen by cameras'),
      ]
    : [];
  const foot = [text(LEFT_PX, baselinePx, unit), ...legend];
  return drawing(widthPx, HEIGHT_PX, `${label}, ${unit}: ${spoken}`, ...grid, ...bars, ...labels, ...foot);
}

/** For who hears the chart instead of seeing it. */
function spokenValue(value: number): string {
  return value === NOT_SEEN ? 'not seen' : axisNumber(value);
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
