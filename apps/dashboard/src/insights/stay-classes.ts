import type { DwellClass } from '../api/types.js';

const HOUR_MIN = 60;
/** The hub does not tell a day and more apart. */
const DAY_MIN = 1_440;

/** `45 min`, `2 h`, `1 h 20 min`, `a day or more`. */
export function minutesName(minutes: number): string {
  if (minutes >= DAY_MIN) return 'a day or more';
  if (minutes < HOUR_MIN) return `${minutes} min`;
  const rest = minutes % HOUR_MIN;
  const hours = `${Math.floor(minutes / HOUR_MIN)} h`;
  return rest === 0 ? hours : `${hours} ${rest} min`;
}

/** A class's lower end where there is little room: `15`, `2 h`. */
export function edgeName(minutes: number): string {
  return minutes < HOUR_MIN ? String(minutes) : minutesName(minutes);
}

export function className({ fromMinutes, toMinutes }: DwellClass): string {
  if (toMinutes === null) return `${minutesName(fromMinutes)} or longer`;
  return fromMinutes === 0
    ? `under ${minutesName(toMinutes)}`
    : `${minutesName(fromMinutes)} to ${minutesName(toMinutes)}`;
}

/**
 * Where on the axis a number of minutes lies, in classes from the left: classes are drawn equally wide, whatever time
 * they span. In the last, which has no end, it is put in the middle.
 */
export function axisPlace(minutes: number, classes: readonly DwellClass[]): number {
  const index = classes.findIndex(({ toMinutes }) => toMinutes === null || minutes < toMinutes);
  const own = classes[index];
  if (!own) return classes.length;
  if (own.toMinutes === null) return index + 0.5;
  return index + (minutes - own.fromMinutes) / (own.toMinutes - own.fromMinutes);
}
