import { ApiProperty } from '@nestjs/swagger';
import { LANE_KINDS } from '#curb';

export class LaneTodayView {
  @ApiProperty({ description: 'Vehicles that passed the middle of the lane, either way' })
  readonly vehicles!: number;
  @ApiProperty({ description: 'How long the camera watched the lane for passing vehicles' })
  readonly observedMs!: number;
  @ApiProperty({ description: 'Vehicles that double-parked' })
  readonly doubleParking!: number;
  @ApiProperty({ description: 'Time stood by those that have left; two at once count twice' })
  readonly blockedMs!: number;
}

export class LaneView {
  @ApiProperty({ example: 'main-street.lane_1' })
  readonly id!: string;
  @ApiProperty({ example: 'main-street' })
  readonly camera!: string;
  @ApiProperty({ enum: LANE_KINDS, enumName: 'LaneKind' })
  readonly kind!: string;
  @ApiProperty({ description: 'Vehicles that stand in the lane now' })
  readonly standing!: number;
  @ApiProperty({ type: LaneTodayView })
  readonly today!: LaneTodayView;
}

export class LaneList {
  @ApiProperty({ type: [LaneView] })
  readonly data!: LaneView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}
