import type { DwellClass, DwellDistribution } from '../api/types.js';
import { useWidth } from '../street/use-width.js';
import { count } from '../words/numbers.js';
import { axisPlace, className, edgeName, minutesName } from './stay-classes.js';

const HEIGHT = 150;
/** Above the bars: two lines for the marks' names. */
const HEAD = 40;
const FOOT = 22;
const LINE = 16;
const GAP = 3;

/** Stops by how long they lasted, in the hub's classes, which are drawn equally wide. */
export function StaysChart({ stays }: { stays: DwellDistribution }) {
  const { classes, medianMinutes, p85Minutes } = stays;
  const [box, { px, zoom }] = useWidth<HTMLDivElement>();
  const column = px / classes.length;
  const most = Math.max(1, ...classes.map(({ visits }) => visits));
  const [head, base] = [HEAD * zoom, (HEAD + HEIGHT) * zoom];
  return (
    <div ref={box}>
      <svg width={px} height={base + FOOT * zoom} className="stays-chart" role="img" aria-label={spoken(stays)}>
        {classes.map((own, index) => (
          <StayBar
            key={own.fromMinutes}
            own={own}
            x={index * column}
            width={Math.max(0, column - GAP)}
            base={base}
            height={(own.visits / most) * (base - head - LINE * zoom)}
          />
        ))}
        <rect y={base} width={px} height="1" className="stays-base" />
        {classes.map(({ fromMinutes }, index) => (
          <text key={fromMinutes} x={index * column} y={base + LINE * zoom} className="stays-label">
            {edgeName(fromMinutes)}
          </text>
        ))}
        {medianMinutes !== null && (
          <Mark
            name={`median ${minutesName(medianMinutes)}`}
            x={axisPlace(medianMinutes, classes) * column}
            y={LINE * 0.8 * zoom}
            base={base}
            isLeft={axisPlace(medianMinutes, classes) > classes.length / 2}
          />
        )}
        {p85Minutes !== null && (
          <Mark
            name={`85th percentile ${minutesName(p85Minutes)}`}
            x={axisPlace(p85Minutes, classes) * column}
            y={LINE * 1.9 * zoom}
            base={base}
            isLeft={axisPlace(p85Minutes, classes) > classes.length / 2}
          />
        )}
      </svg>
      <p className="stays-axis card-note" aria-hidden="true">
        minutes, from an hour on hours
      </p>
    </div>
  );
}

interface StayBarProps {
  readonly own: DwellClass;
  readonly x: number;
  readonly width: number;
  readonly base: number;
  readonly height: number;
}

function StayBar({ own, x, width, base, height }: StayBarProps) {
  return (
    <g data-visits={own.visits}>
      <title>{`${className(own)}: ${count(own.visits)}`}</title>
      <rect x={x} y={base - height} width={width} height={height} className="stays-bar" />
      <text x={x + width / 2} y={base - height - 4} textAnchor="middle" className="stays-count tabular">
        {count(own.visits)}
      </text>
    </g>
  );
}

interface MarkProps {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly base: number;
  /** Its name stands left of it, where there is no room on the right. */
  readonly isLeft: boolean;
}

function Mark({ name, x, y, base, isLeft }: MarkProps) {
  return (
    <g className="stays-mark">
      <line x1={x} x2={x} y1={y - 10} y2={base} />
      <text x={isLeft ? x - 5 : x + 5} y={y} textAnchor={isLeft ? 'end' : 'start'}>
        {name}
      </text>
    </g>
  );
}

function spoken({ classes, medianMinutes, p85Minutes }: DwellDistribution): string {
  const bars = classes.map((own) => `${className(own)}: ${count(own.visits)}`).join(', ');
  const median = medianMinutes === null ? '' : `; median ${minutesName(medianMinutes)}`;
  const p85 = p85Minutes === null ? '' : `; 85th percentile ${minutesName(p85Minutes)}`;
  return `Stops by length: ${bars}${median}${p85}`;
}
