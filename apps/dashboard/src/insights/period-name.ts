import { shortDateName } from '../words/times.js';
import type { Period } from './period.js';

/** `Oct 29 to Nov 25` */
export function periodName({ firstDate, lastDate }: Period): string {
  return `${shortDateName(firstDate)} to ${shortDateName(lastDate)}`;
}
