/** A figure that is known only so well. */
export interface Range {
  readonly low: number;
  readonly central: number;
  readonly high: number;
}

/** What a blocked lane costs the traffic behind it; sources and limits stand in docs/impact.md. */
export const DELAY_RANGES = {
  /** Vehicles a lane of a signalled street passes in an hour: 1,900 at saturation (HCM), green for a third to a half. */
  laneCapacityPerHour: { low: 600, central: 800, high: 950 },
  /** What is left of it past a blockage; 0.35 is HCM 2010 exhibit 10-17 for one of two lanes, there of a freeway. */
  capacityLeft: { low: 0.2, central: 0.35, high: 0.7 },
  /** What each vehicle loses going round where no queue stands. Our assumption: to brake, look and pull out. */
  goingRoundSeconds: { low: 2, central: 5, high: 10 },
  /** 0.16 to 0.39 gallons an hour (US DOE Fact #861) at 8,887 g of CO2 a gallon of petrol (US EPA). */
  idleGramsPerMinute: { low: 24, central: 40, high: 58 },
} as const satisfies Record<string, Range>;

export type DelayFactors = { readonly [Factor in keyof typeof DELAY_RANGES]: number };

/** Beyond this drivers turn off: no queue is taken to grow for longer. Our assumption. */
const QUEUE_HOURS_MAX = 1;
/** Nearer to capacity a queue would take for ever to clear. */
const LOAD_MAX = 0.95;

/** A lane that was blocked. */
export interface Blockage {
  readonly hours: number;
  /** Vehicles that want to pass, from lane flow at that hour of the day. */
  readonly flowPerHour: number;
}

/**
 * Hours lost by all vehicles together. Each loses a little going round; where more come than can pass, a queue grows
 * while the lane is blocked and clears at capacity after (deterministic queue: the area between arrivals and departures).
 */
export function delayHours({ hours, flowPerHour }: Blockage, factors: DelayFactors): number {
  const { laneCapacityPerHour: capacity, capacityLeft, goingRoundSeconds } = factors;
  const flow = Math.min(flowPerHour, LOAD_MAX * capacity);
  const left = capacityLeft * capacity;
  const goingRound = (flowPerHour * hours * goingRoundSeconds) / 3_600;
  if (flow <= left) return goingRound;
  const growing = Math.min(hours, QUEUE_HOURS_MAX);
  return goingRound + (growing ** 2 * (flow - left) * (capacity - left)) / (2 * (capacity - flow));
}

/** Carbon dioxide from engines that idle in that time: less than the truth, since braking and pulling away cost more. */
export function idleGrams(blockage: Blockage, factors: DelayFactors): number {
  return delayHours(blockage, factors) * 60 * factors.idleGramsPerMinute;
}
