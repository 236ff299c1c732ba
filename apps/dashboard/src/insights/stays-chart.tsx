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
/** About as wide as a letter of a mark's name. */
const LETTER = 8;

/** Stops by how long they lasted, in the hub's classes, which are drawn equally wide. */
export function StaysChart({ stays }: { stays: DwellDistribution }) {
  const { classes } = stays;
  const [box, { px, zoom }] = useWidth<HTMLDivElement>();
  const column = px / classes.length;
  const most = Math.max(1, ...classes.map(({ visits }) => visits));
  const [head, base] = [HEAD * zoom, (HEAD + HEIGHT) * zoom];
  const marks = marksOf(stays).map((mark) => ({ ...mark, x: axisPlace(mark.minutes, classes) * column }));
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
        {marks.map(({ name, x }, row) => (
          <line key={name} x1={x} x2={x} y1={row * LINE * zoom} y2={base} className="stays-mark" />
        ))}
        {classes.map((own, index) => (
          <StayCount
            key={own.fromMinutes}
            visits={own.visits}
            x={(index + 0.5) * column - GAP / 2}
            y={base - (own.visits / most) * (base - head - LINE * zoom) - 4}
          />
        ))}
        {marks.map(({ name, x }, row) => (
          <MarkName
            key={name}
            name={name}
            x={x}
            y={(row + 0.75) * LINE * zoom}
            isLeft={x > Math.min(px / 2, name.length * LETTER * zoom)}
          />
        ))}
      </svg>
      <p className="stays-axis card-note" aria-hidden="true">
        Minutes, then hours (h): each bar runs from its mark to the next.
      </p>
    </div>
  );
}

/** The higher one first: on the line above, its name does not cross the mark of the other. */
function marksOf({ medianMinutes, p85Minutes }: DwellDistribution): { name: string; minutes: number }[] {
  return [
    { of: '85th percentile', minutes: p85Minutes },
    { of: 'median', minutes: medianMinutes },
  ].flatMap(({ of, minutes }) => (minutes === null ? [] : [{ name: `${of} ${minutesName(minutes)}`, minutes }]));
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
    </g>
  );
}

function StayCount({ visits, x, y }: { visits: number; x: number; y: number }) {
  return (
    <text x={x} y={y} textAnchor="middle" className="stays-count tabular">
      {count(visits)}
    </text>
  );
}

interface MarkNameProps {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** It stands left of its mark where there is room, or more than on the right, where the other may be. */
  readonly isLeft: boolean;
}

function MarkName({ name, x, y, isLeft }: MarkNameProps) {
  return (
    <text x={isLeft ? x - 5 : x + 5} y={y} textAnchor={isLeft ? 'end' : 'start'} className="stays-mark-name">
      {name}
    </text>
  );
}

function spoken(stays: DwellDistribution): string {
  const bars = stays.classes.map((own) => `${className(own)}: ${count(own.visits)}`).join(', ');
  return [`Stops by length: ${bars}`, ...marksOf(stays).map(({ name }) => name)].join('; ');
}
