import type { TurnoverReport } from '#curb';
import { duration, percent } from './words.js';

/** How the figures came about, in words that fit on the last page of every form of the report. */
export function methodNote(report: TurnoverReport): string[] {
  return [
    'Counted by cameras on poles that send no pictures, only small records of stops. A stop counts once the vehicle has stood longer than the minimum set for its camera. The figures are for people to review; they are no evidence against any one driver.',
    'Sessions are stops at the curb that ended on this day. Turnover is sessions per zone and hour, over the hours its camera saw. Occupancy is the time vehicles stood in a zone, over the time there was: 1.0 is one vehicle all the time, and a zone with room for several can exceed it. These are the formulas of the Curb Data Specification.',
    'Stays: the median and the 85th percentile are Kaplan-Meier estimates over the vehicles that arrived on this day. A vehicle whose departure was not seen, or that still stood at the end of the day, counts for as long as it was known to stand; one that was there before its camera looked is left out, since nobody knows how long it had been there. "Over" means that the true figure is at least this. The average is of sessions with both ends seen, and so leans to short stays.',
    'Double parking is a vehicle that blocks a lane and is not waiting in a queue. Blocked time adds up over vehicles: two at once for a minute make two minutes.',
    'Violations follow from the rules that the city has published. A camera cannot see permits or deliveries: where several rules may govern a vehicle, it violates only what all of them forbid.',
    `Blind time: the cameras saw ${percent(report.seenShare)} of this day, and ${duration(report.blindMs)} of camera time was not seen. An hour, or a zone's day, of which less than half was seen is "not known" and adds nothing to any sum. Zones not known are missing from the figures of their street and of the city.`,
    'Earlier weeks are the same weekday of the four weeks before, as rates over the time seen then, in the hours of the day that were seen on this day too, applied to the time seen on this day. A week that saw less than four fifths of those is left out. "More" and "fewer" mean beyond every one of those days; four days say little about chance.',
  ];
}
