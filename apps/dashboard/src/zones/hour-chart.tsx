import { useId } from 'react';
import { shortDuration } from '../words/durations.js';
import { count } from '../words/numbers.js';
import { clockTime } from '../words/times.js';
import { slotsMax, type HourSlot, type Measure } from './hour-slots.js';
import './hour-chart.css';

const SLOT = 8;
const BAR = 6;
const HEIGHT = 34;

const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  arrivals: 'Arrivals by hour',
  averageDwellMs: 'Average stay by hour',
  blockedMs: 'Blocked time by hour',
};

interface HourChartProps {
  readonly zone: string;
  readonly measure: Measure;
  readonly slots: readonly HourSlot[];
}

/** The day in bars. An hour not seen is hatched to full height: it may have been the busiest. */
export function HourChart({ zone, measure, slots }: HourChartProps) {
  const hatch = useId();
  const max = slotsMax(slots);
  const width = slots.length * SLOT;
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT + 1}`}
      preserveAspectRatio="none"
      className="hour-chart"
      role="img"
      aria-label={spoken(zone, measure, slots)}
    >
      <defs>
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1.6" height="4" className="hour-hatch" />
        </pattern>
      </defs>
      {slots.map((slot, i) => (
        <g key={slot.startMs} data-hour-state={slot.state}>
          <rect x={i * SLOT} width={SLOT} height={HEIGHT} className="hour-hit">
            <title>{slotWords(slot, measure)}</title>
          </rect>
          <SlotBar slot={slot} x={i * SLOT + (SLOT - BAR) / 2} max={max} hatch={hatch} measure={measure} />
        </g>
      ))}
      <rect y={HEIGHT} width={width} height="1" className="hour-base" />
    </svg>
  );
}

interface SlotBarProps {
  readonly slot: HourSlot;
  readonly x: number;
  readonly max: number;
  readonly hatch: string;
  readonly measure: Measure;
}

function SlotBar({ slot, x, max, hatch, measure }: SlotBarProps) {
  if (slot.state === 'ahead') return null;
  if (slot.state === 'unseen') {
    return <rect x={x - 1} width={SLOT} height={HEIGHT} fill={`url(#${hatch})`} className="hour-unseen" />;
  }
  const height = ((slot.value ?? 0) / max) * (HEIGHT - 2);
  if (height === 0) return null;
  return (
    <rect
      x={x}
      y={HEIGHT - height}
      width={BAR}
      height={height}
      className={measure === 'blockedMs' ? 'hour-bar hour-bar-alarm' : 'hour-bar'}
      data-running={slot.isRunning}
    />
  );
}

function spoken(zone: string, measure: Measure, slots: readonly HourSlot[]): string {
  const past = slots.filter((slot) => slot.state === 'unseen' || (slot.state === 'seen' && (slot.value ?? 0) > 0));
  const words = past.map((slot) => slotWords(slot, measure)).join(', ');
  return `${MEASURE_NAMES[measure]}, ${zone}: ${words || 'none yet'}`;
}

function slotWords(slot: HourSlot, measure: Measure): string {
  const hour = clockTime(slot.startMs);
  if (slot.state === 'ahead') return hour;
  if (slot.state === 'unseen') return `${hour} not seen`;
  if (slot.value === null) return `${hour} none left`;
  return `${hour} ${measure === 'arrivals' ? count(slot.value) : shortDuration(slot.value)}`;
}
