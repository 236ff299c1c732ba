import { ApiProperty } from '@nestjs/swagger';
import { CURB_KINDS } from '#curb';

export const PUBLIC_STATES = ['published', 'withheld', 'not_seen'] as const;

/** Numbers of one zone and time; without any where `state` says why. */
export class PublicNumbersView {
  @ApiProperty({
    enum: PUBLIC_STATES,
    enumName: 'PublicState',
    description:
      'withheld: too few sessions, or others of too few would follow from it; not_seen: the camera saw less than half',
  })
  readonly state!: (typeof PUBLIC_STATES)[number];
  @ApiProperty({ type: Number, nullable: true, description: 'Stops at the curb that ended then' })
  readonly sessions!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Sessions an hour, over the time seen' })
  readonly turnover!: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of stops with both ends seen, in whole minutes; null where they are too few, or are kept no longer',
  })
  readonly medianDwellMinutes!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Vehicles standing on average' })
  readonly occupancy!: number | null;
}

export class PublicHourView extends PublicNumbersView {
  @ApiProperty({ format: 'date-time', description: "When it began; hours are the city's" })
  readonly hour!: string;
}

export class PublicDayView extends PublicNumbersView {
  @ApiProperty({ example: '2026-11-20', description: "The day on the city's calendar" })
  readonly date!: string;
}

class PublicCityView {
  @ApiProperty({ example: 'springfield' })
  readonly id!: string;
  @ApiProperty({ example: 'Springfield' })
  readonly name!: string;
  @ApiProperty({ example: 'America/Chicago' })
  readonly timeZone!: string;
  @ApiProperty({ description: 'No number speaks of fewer sessions' })
  readonly groupMin!: number;
}

class PublicZoneView {
  @ApiProperty({ example: 'main-street.parking_a' })
  readonly id!: string;
  @ApiProperty({ enum: CURB_KINDS, enumName: 'CurbKind' })
  readonly kind!: string;
}

export class PublicZoneHours extends PublicZoneView {
  @ApiProperty({ type: [PublicHourView] })
  readonly hours!: PublicHourView[];
}

export class PublicZoneDays extends PublicZoneView {
  @ApiProperty({ type: [PublicDayView] })
  readonly days!: PublicDayView[];
}

export class PublicHours {
  @ApiProperty()
  readonly city!: PublicCityView;
  @ApiProperty({ example: '2026-11-20' })
  readonly date!: string;
  @ApiProperty({ type: [PublicZoneHours] })
  readonly data!: PublicZoneHours[];
}

export class PublicDays {
  @ApiProperty()
  readonly city!: PublicCityView;
  @ApiProperty({ type: [PublicZoneDays] })
  readonly data!: PublicZoneDays[];
}
