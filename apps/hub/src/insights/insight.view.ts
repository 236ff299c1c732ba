import { ApiProperty } from '@nestjs/swagger';
import { LANE_KINDS } from '#curb';

export const HEAT_MEASURES = ['occupancy', 'arrivals', 'double_parking'] as const;
export type HeatMeasure = (typeof HEAT_MEASURES)[number];

const BLIND = 'Hours of which less than half was seen: they are left out of every number';

export class HeatCellView {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 7, description: 'Monday is 1' })
  readonly weekday!: number;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 23, description: "Of the city's clock" })
  readonly hour!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Null where no hour was seen' })
  readonly value!: number | null;
  @ApiProperty({ type: 'integer', description: 'Hours of cameras that were seen' })
  readonly seenHours!: number;
  @ApiProperty({ type: 'integer', description: BLIND })
  readonly blindHours!: number;
}

export class HeatMapView {
  @ApiProperty({
    enum: HEAT_MEASURES,
    enumName: 'HeatMeasure',
    description:
      'occupancy: vehicles standing at a zone on average, of visits that have ended; arrivals, double_parking: vehicles an hour at a zone',
  })
  readonly measure!: HeatMeasure;
  @ApiProperty({ format: 'date-time' })
  readonly from!: string;
  @ApiProperty({ format: 'date-time' })
  readonly to!: string;
  @ApiProperty({ type: 'integer' })
  readonly seenHours!: number;
  @ApiProperty({ type: 'integer', description: BLIND })
  readonly blindHours!: number;
  @ApiProperty({
    type: [HeatCellView],
    minItems: 168,
    maxItems: 168,
    description: 'The 168 hours of the week, in order',
  })
  readonly cells!: HeatCellView[];
}

export class DwellClassView {
  @ApiProperty({ type: 'integer' })
  readonly fromMinutes!: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Before this; null for the last class' })
  readonly toMinutes!: number | null;
  @ApiProperty({ type: 'integer' })
  readonly visits!: number;
}

export class DwellDistributionView {
  @ApiProperty({ format: 'date-time' })
  readonly from!: string;
  @ApiProperty({ format: 'date-time' })
  readonly to!: string;
  @ApiProperty({ type: 'integer', description: 'Stops with both ends seen' })
  readonly measured!: number;
  @ApiProperty({ type: 'integer', description: 'Stops that stand yet or of which an end was not seen: in no class' })
  readonly unmeasured!: number;
  @ApiProperty({ type: [DwellClassView] })
  readonly classes!: readonly DwellClassView[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Whole minutes, rounded down; 1440 stands for a day or more',
  })
  readonly medianMinutes!: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  readonly p85Minutes!: number | null;
}

export class WorstHourView {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 23, description: "Of the city's clock" })
  readonly hour!: number;
  @ApiProperty({ type: 'integer' })
  readonly count!: number;
  @ApiProperty()
  readonly blockedMs!: number;
  @ApiProperty()
  readonly observedMs!: number;
}

export class HotSpotView {
  @ApiProperty({ example: 'main-street.lane_1' })
  readonly lane!: string;
  @ApiProperty({ example: 'main-street' })
  readonly camera!: string;
  @ApiProperty({ enum: LANE_KINDS, enumName: 'LaneKind' })
  readonly kind!: string;
  @ApiProperty({ type: 'integer', description: 'Vehicles that double-parked' })
  readonly count!: number;
  @ApiProperty({ description: 'Time stood; two at once count twice' })
  readonly blockedMs!: number;
  @ApiProperty()
  readonly observedMs!: number;
  @ApiProperty({ type: 'integer' })
  readonly seenHours!: number;
  @ApiProperty({ type: 'integer', description: BLIND })
  readonly blindHours!: number;
  @ApiProperty({ type: [WorstHourView], description: 'At most three, by the share of the time seen that was blocked' })
  readonly worstHours!: WorstHourView[];
}

export class HotSpotList {
  @ApiProperty({ type: [HotSpotView], description: 'Blocked longest first' })
  readonly data!: HotSpotView[];
}

export class CoverageView {
  @ApiProperty({ format: 'date-time' })
  readonly from!: string;
  @ApiProperty({ format: 'date-time' })
  readonly to!: string;
  @ApiProperty({ type: 'integer', description: 'Hours of cameras that were seen' })
  readonly seenHours!: number;
  @ApiProperty({ type: 'integer', description: BLIND })
  readonly blindHours!: number;
  @ApiProperty({
    type: 'integer',
    description: "Of the blind hours, those after a camera's last report: its box may still tell of them",
  })
  readonly unreportedHours!: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The hour that every camera has reported up to; null where none has reported',
  })
  readonly reportedUntil!: string | null;
}

export const COMPARED = [
  'arrivals',
  'turnover',
  'average_dwell',
  'occupancy',
  'double_parking',
  'blocked_minutes',
] as const;
export type ComparedMeasure = (typeof COMPARED)[number];

export class DifferenceView {
  @ApiProperty({
    enum: COMPARED,
    enumName: 'ComparedMeasure',
    description:
      'arrivals, turnover (departures): an hour seen at a curb zone; average_dwell: milliseconds; occupancy: vehicles at a curb zone; double_parking, blocked_minutes: an hour seen at a lane',
  })
  readonly measure!: ComparedMeasure;
  @ApiProperty({ type: Number, nullable: true, description: 'Null where nothing was seen' })
  readonly before!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  readonly after!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'after less before' })
  readonly difference!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'The difference as a share of before; null of nothing' })
  readonly change!: number | null;
}

export class ComparedPeriodView {
  @ApiProperty({ format: 'date-time' })
  readonly from!: string;
  @ApiProperty({ format: 'date-time' })
  readonly to!: string;
  @ApiProperty({ type: 'integer', description: 'Hours of zones and lanes that were seen' })
  readonly seenHours!: number;
  @ApiProperty({ type: 'integer', description: BLIND })
  readonly blindHours!: number;
}

export class ComparisonView {
  @ApiProperty({ type: ComparedPeriodView })
  readonly before!: ComparedPeriodView;
  @ApiProperty({ type: ComparedPeriodView })
  readonly after!: ComparedPeriodView;
  @ApiProperty({ type: [DifferenceView], description: 'Plain differences; /api/v1/impact says what they prove' })
  readonly differences!: DifferenceView[];
}
