import { ApiProperty } from '@nestjs/swagger';
import { VEHICLE_TYPES, VISIT_TYPES, ZONE_KINDS } from '#curb';
import { LocationView } from './visit.view.js';

const AVERAGE = 'Mean dwell of visits with both ends seen; null when there was none';
const POINT = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } as const;
const TURNOVER = 'Closed visits an hour of the time the camera saw';

export class StandingVisitView {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;
  @ApiProperty({ enum: VISIT_TYPES, enumName: 'VisitType' })
  readonly type!: string;
  @ApiProperty({ format: 'date-time' })
  readonly start!: string;
  @ApiProperty()
  readonly startCensored!: boolean;
  @ApiProperty({ enum: VEHICLE_TYPES, enumName: 'VehicleType' })
  readonly vehicleType!: string;
  @ApiProperty({ minimum: 1, maximum: 100 })
  readonly confidence!: number;
  @ApiProperty({ type: LocationView })
  readonly location!: LocationView;
}

export class ZoneTodayView {
  @ApiProperty()
  readonly arrivals!: number;
  @ApiProperty()
  readonly departures!: number;
  @ApiProperty({ description: TURNOVER })
  readonly turnover!: number;
  @ApiProperty({ type: Number, nullable: true, description: AVERAGE })
  readonly averageDwellMs!: number | null;
  @ApiProperty({ description: 'Time stood; two vehicles at once count twice' })
  readonly occupiedMs!: number;
  @ApiProperty()
  readonly doubleParking!: number;
  @ApiProperty()
  readonly blockedMs!: number;
  @ApiProperty({ description: 'How long the camera saw: the rest is unknown, not quiet' })
  readonly observedMs!: number;
}

export class ZoneView {
  @ApiProperty({ example: 'main-street.parking_a' })
  readonly id!: string;
  @ApiProperty({ example: 'main-street' })
  readonly camera!: string;
  @ApiProperty({ enum: ZONE_KINDS, enumName: 'ZoneKind' })
  readonly kind!: string;
  @ApiProperty({ type: 'array', items: POINT, description: 'In the picture' })
  readonly polygon!: number[][];
  @ApiProperty({
    type: 'array',
    items: POINT,
    nullable: true,
    description: 'On the ground in metres',
  })
  readonly groundPolygon!: number[][] | null;
  @ApiProperty({ type: [StandingVisitView], description: 'What stands there now' })
  readonly visits!: StandingVisitView[];
  @ApiProperty({ type: ZoneTodayView })
  readonly today!: ZoneTodayView;
}

export class ZoneList {
  @ApiProperty({ type: [ZoneView] })
  readonly data!: ZoneView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}

/** One hour of the city's clock. Every count is -1 where the hour was mostly unseen. */
export class ZoneHourView extends ZoneTodayView {
  @ApiProperty({ format: 'date-time', description: 'When the hour began, in UTC' })
  readonly hour!: string;
}

export class ZoneHourList {
  @ApiProperty({ type: [ZoneHourView] })
  readonly data!: ZoneHourView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}
