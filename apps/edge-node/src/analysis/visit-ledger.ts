import type { ParkEnd, Visit, VisitEvent } from '#curb';

/** One line of the result: a visit as far as the recording shows it. Times are ISO 8601 with milliseconds. */
export interface VisitLine {
  readonly id: string;
  readonly type: Visit['type'];
  readonly zone: string;
  readonly start: string;
  /** Null when the vehicle still stood there at the end. */
  readonly end: string | null;
  readonly vehicleType: Visit['vehicleType'];
  readonly confidence: number;
  /** The true start is earlier. */
  readonly startCensored: boolean;
  /** The true end is later; always so without an end. */
  readonly endCensored: boolean;
  /** How much of the visit its place could not be seen. */
  readonly blindMs: number;
  /** What speaks for and against it; see `EVIDENCE_CODES`. */
  readonly evidence: Visit['evidence'];
  readonly location: { readonly image: readonly [number, number]; readonly ground: readonly [number, number] | null };
}

/** A ten-thousandth of the picture is a tenth of a pixel; no camera places a vehicle to a centimetre. */
const IMAGE_DIGITS = 4;
const GROUND_DIGITS = 2;

/** Keeps the visits of one recording, in the order in which they began. */
export class VisitLedger {
  readonly #visits = new Map<string, { readonly visit: Visit; readonly end: ParkEnd | null }>();

  note(events: readonly VisitEvent[]): void {
    for (const event of events) {
      this.#visits.set(event.visit.key, { visit: event.visit, end: event.type === 'park_end' ? event : null });
    }
  }

  /** `blindMs` tells how much of a visit that goes on, from its start, nothing was seen. */
  lines(blindMs: (startMs: number) => number): readonly VisitLine[] {
    return [...this.#visits.values()]
      .sort((a, b) => a.visit.startMs - b.visit.startMs)
      .map(({ visit, end }) => lineOf(visit, end, end ? end.blindMs : blindMs(visit.startMs)));
  }
}

function lineOf(visit: Visit, end: ParkEnd | null, blindMs: number): VisitLine {
  const { image, ground } = visit.place;
  return {
    id: visit.key,
    type: visit.type,
    zone: visit.zoneId,
    start: new Date(visit.startMs).toISOString(),
    end: end ? new Date(end.atMs).toISOString() : null,
    vehicleType: visit.vehicleType,
    confidence: visit.confidence,
    startCensored: visit.startCensored,
    endCensored: end ? end.endCensored : true,
    blindMs: Math.round(blindMs),
    evidence: visit.evidence,
    location: {
      image: [rounded(image.x, IMAGE_DIGITS), rounded(image.y, IMAGE_DIGITS)],
      ground: ground && [rounded(ground.xM, GROUND_DIGITS), rounded(ground.yM, GROUND_DIGITS)],
    },
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
