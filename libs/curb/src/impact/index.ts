export { DELAY_RANGES, delayHours, idleGrams } from './delay-model.js';
export type { Blockage, DelayFactors } from './delay-model.js';
export { IMPACT_MEASURES, SEEN_SHARE_MIN, WEEKS_MIN, impactReport } from './impact-report.js';
export type {
  CityDay,
  Effect,
  ImpactMeasure,
  ImpactPeriod,
  ImpactReport,
  NotShown,
  PeriodSummary,
  SavedEmissions,
} from './impact-report.js';
export { SeededDraws } from './seeded-draws.js';
