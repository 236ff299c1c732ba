export { waitOrAbort } from './wait-or-abort.js';
export { workInRounds } from './work-in-rounds.js';
export type { Rounds } from './work-in-rounds.js';
