import { z } from 'zod';
import { EVIDENCE_CODES, VEHICLE_TYPES, VISIT_TYPES } from '#curb';
import type { StandSnapshot, VisitEvent, WatchSnapshot } from '#curb';
import type { ViewReference } from '#detection';
import { FAULTS } from '#events';

const groundPoint = z.object({ xM: z.number(), yM: z.number() });
const place = z.object({ image: z.object({ x: z.number(), y: z.number() }), ground: groundPoint.nullable() });
const momentOrNone = z.number().nullable();

const visit = z.object({
  key: z.string(),
  zoneId: z.string(),
  type: z.enum(VISIT_TYPES),
  startMs: z.number(),
  startCensored: z.boolean(),
  vehicleType: z.enum(VEHICLE_TYPES),
  confidence: z.number(),
  place,
  evidence: z.array(z.enum(EVIDENCE_CODES)).default([]),
});

const visitEvent: z.ZodType<VisitEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('park_start'), atMs: z.number(), visit }),
  z.object({
    type: z.literal('park_end'),
    atMs: z.number(),
    visit,
    endCensored: z.boolean(),
    blindMs: z.number(),
  }),
]);

/** Files of boxes that did not keep the watch yet lack its part and are read all the same. */
export const memorySchema = z.object({
  format: z.literal(1),
  fault: z.object({ fault: z.enum(FAULTS), lostAtMs: z.number() }).nullable(),
  visits: z.array(z.object({ lastSeenMs: z.number(), visit })),
  unsent: z.array(visitEvent).default([]),
  watch: z.unknown().optional(),
});

const stand: z.ZodType<StandSnapshot> = z.object({
  ordinal: z.number(),
  cameFromNowhere: z.boolean(),
  location: z
    .object({
      zoneId: z.string(),
      place,
      footprint: z
        .object({
          centre: groundPoint,
          heading: groundPoint,
          lengthM: z.number(),
          heightM: z.number(),
          corners: z.array(groundPoint),
        })
        .nullable(),
    })
    .nullable(),
  startMs: z.number(),
  startCensored: z.boolean(),
  place: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  type: z.enum(VEHICLE_TYPES),
  state: z.enum(['watched', 'counted', 'released']),
  lastSeenMs: z.number(),
  blindMs: z.number(),
  seenMs: z.number(),
  missingMs: z.number(),
  reshapedMs: z.number(),
  emptyRunMs: z.number(),
  emptyMs: z.number(),
  gapMsMax: z.number(),
  coveredShare: z.number(),
  hiddenMs: z.number(),
  scoreSum: z.number(),
  sightings: z.number(),
  leavingAtMs: momentOrNone,
  leftAtMs: momentOrNone,
  endCensored: z.boolean(),
  sightRegainedMs: momentOrNone,
  heldSinceMs: momentOrNone,
  heldAtMs: momentOrNone,
  followedAtMs: momentOrNone,
  desertedAtMs: momentOrNone,
  overtakenAtMs: momentOrNone,
  goneAroundAtMs: momentOrNone,
  laneAheadM: z.number().nonnegative().nullable(),
  outlastedSignal: z.boolean(),
});

export const watchSchema: z.ZodType<WatchSnapshot> = z.object({
  version: z.literal(2),
  rules: z.string(),
  atMs: z.number(),
  nextOrdinal: z.number(),
  stands: z.array(stand),
  headings: z.array(z.object({ zoneId: z.string(), xM: z.number(), yM: z.number() })),
});

const modeReference = z.object({
  columns: z.number(),
  rows: z.number(),
  orientation: z.string(),
  sharpness: z.array(z.number()),
});

/** `street`: the zones and calibration for which the view was learned, as a hash. */
export const viewSchema = z.object({
  format: z.literal(1),
  street: z.string(),
  reference: z.object({
    version: z.literal(1),
    modes: z.partialRecord(z.enum(['color', 'infrared']), modeReference),
  }) satisfies z.ZodType<ViewReference>,
});
