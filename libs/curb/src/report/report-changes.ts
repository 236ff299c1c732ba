import type { StreetReport, TurnoverReport, ZoneReport } from './turnover-report.js';

export const CHANGED_FIGURES = [
  'sessions',
  'turnover',
  'medianDwellMs',
  'occupancy',
  'doubleParking',
  'blockedMs',
  'violations',
  'blindMs',
] as const;
export type ChangedFigure = (typeof CHANGED_FIGURES)[number];

/** One figure that a later report of the same day gives otherwise. */
export interface ReportChange {
  /** The city's, a street's or a zone's id. */
  readonly place: string;
  readonly scope: 'city' | 'street' | 'zone';
  readonly figure: ChangedFigure;
  /** Null: there was no such figure. */
  readonly before: number | null;
  readonly after: number | null;
}

type Figures = Partial<Record<ChangedFigure, number | null>>;

/** Every figure that differs, the city's first. */
export function reportChanges(before: TurnoverReport, after: TurnoverReport): ReportChange[] {
  const known = new Map(placesOf(before).map((place) => [`${place.scope} ${place.id}`, place.figures]));
  const now = placesOf(after);
  const nowNames = new Set(now.map(({ scope, id }) => `${scope} ${id}`));
  const gone = placesOf(before).filter(({ scope, id }) => !nowNames.has(`${scope} ${id}`));
  return [...now, ...gone.map((place) => ({ ...place, figures: {} }))].flatMap(({ scope, id, figures }: Place) => {
    const then: Figures = known.get(`${scope} ${id}`) ?? {};
    return CHANGED_FIGURES.filter((figure) => (then[figure] ?? null) !== (figures[figure] ?? null)).map((figure) => ({
      place: id,
      scope,
      figure,
      before: then[figure] ?? null,
      after: figures[figure] ?? null,
    }));
  });
}

interface Place {
  readonly scope: ReportChange['scope'];
  readonly id: string;
  readonly figures: Figures;
}

function placesOf(report: TurnoverReport): Place[] {
  const city: Place = {
    scope: 'city',
    id: report.city.id,
    figures: {
      ...figuresOf(report),
      violations: report.violations.reduce((count, rule) => count + rule.count, 0),
      blindMs: report.blindMs,
    },
  };
  const streets = report.streets.flatMap((street): Place[] => [
    { scope: 'street', id: street.id, figures: { ...placeFigures(street), blindMs: street.blindMs } },
    ...street.zones.map((zone): Place => ({ scope: 'zone', id: zone.id, figures: placeFigures(zone) })),
  ]);
  return [city, ...streets.sort((a, b) => order(a.scope) - order(b.scope))];
}

function placeFigures(place: StreetReport | ZoneReport): Figures {
  return { ...figuresOf(place), violations: place.violations };
}

function figuresOf({ curb, lane }: Pick<TurnoverReport, 'curb' | 'lane'>): Figures {
  return {
    ...(curb && {
      sessions: curb.sessions,
      turnover: curb.turnover,
      medianDwellMs: curb.dwell.median?.ms ?? null,
      occupancy: curb.occupancy,
    }),
    ...(lane && { doubleParking: lane.doubleParking, blockedMs: lane.blockedMs }),
  };
}

function order(scope: ReportChange['scope']): number {
  return ['city', 'street', 'zone'].indexOf(scope);
}
