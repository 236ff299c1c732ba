/** An hour of the week's grid, from its upper left. */
export interface Place {
  readonly day: number;
  readonly hour: number;
}

const LAST: Place = { day: 6, hour: 23 };

/** What the keys that move in a grid do, as of the pattern for grids. */
export const STEPS: Readonly<Record<string, Place>> = {
  ArrowLeft: { day: 0, hour: -1 },
  ArrowRight: { day: 0, hour: 1 },
  ArrowUp: { day: -1, hour: 0 },
  ArrowDown: { day: 1, hour: 0 },
  Home: { day: 0, hour: -LAST.hour },
  End: { day: 0, hour: LAST.hour },
};

/** The place one comes to; the grid's edge holds. */
export function stepped(from: Place, step: Place): Place {
  return { day: within(from.day + step.day, LAST.day), hour: within(from.hour + step.hour, LAST.hour) };
}

function within(value: number, last: number): number {
  return Math.min(last, Math.max(0, value));
}
