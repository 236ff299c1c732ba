export { withheldHours } from './withheld-hours.js';
export type { Withheld } from './withheld-hours.js';
