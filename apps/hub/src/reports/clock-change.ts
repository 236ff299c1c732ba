import type { TurnoverReport } from '#curb';
import { count } from './words.js';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** On the two days a year that are shorter or longer than others, what became of the hour; on all others nothing. */
export function clockChange({ hours }: Pick<TurnoverReport, 'hours'>): string[] {
  const length = ((hours.at(-1)?.endMs ?? 0) - (hours.at(0)?.startMs ?? 0)) / HOUR_MS;
  if (length === DAY_HOURS || hours.length === 0) return [];
  const labels = hours.map(({ label }) => label);
  const inHours = `${count(length, Number.isInteger(length) ? 0 : 1)} hours`;
  if (length > DAY_HOURS) {
    const twice = labels.find((label, index) => labels.indexOf(label) < index);
    return [
      `The clocks went back on this day: it had ${inHours}${twice ? `, and the one from ${twice} came twice` : ''}.`,
    ];
  }
  const whole = Array.from({ length: DAY_HOURS }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
  const none = labels.every((label) => whole.includes(label)) && whole.find((label) => !labels.includes(label));
  return [`The clocks went forward on this day: it had ${inHours}${none ? `, and none from ${none}` : ''}.`];
}
