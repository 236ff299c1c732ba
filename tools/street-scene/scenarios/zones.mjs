import { STREET, rectangle } from '../street-plan.mjs';

/** What an installer draws on this street, between two distances along it: strips at the curb and the lanes up to the stop line. */

const { curbM, laneEdgeM, stopLineM } = STREET;

export const rightCurb = (id, kind, y) => ({ id, kind, ground: rectangle({ x: [laneEdgeM, curbM], y }) });
export const leftCurb = (id, kind, y) => ({ id, kind, ground: rectangle({ x: [-curbM, -laneEdgeM], y }) });
export const rightLane = (from, id = 'lane_right') => lane(id, [0, laneEdgeM], from);
export const leftLane = (from, id = 'lane_left') => lane(id, [-laneEdgeM, 0], from);

const lane = (id, x, from) => ({ id, kind: 'travel_lane', ground: rectangle({ x, y: [from, stopLineM] }) });

/** Points that can be found again in the picture: both curbs and the street's axis at each distance. */
export const calibrationAt = (...distances) => distances.flatMap((y) => [-curbM, 0, curbM].map((x) => [x, y]));

/** From how long on a stop counts, in the short time of a clip. */
export const PARAMETERS = { minDwellSeconds: 8, doubleParkingSeconds: 12 };

export const ALWAYS_GREEN = [{ from: 0, light: 'green' }];
