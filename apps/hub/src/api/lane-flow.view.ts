import { ApiProperty } from '@nestjs/swagger';
import { UNSEEN } from '../aggregates/zone-hour.js';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';

/** One period of a lane, usually five minutes. */
export class LaneFlowView {
  @ApiProperty({ format: 'date-time', description: 'When the period began, in UTC' })
  readonly start!: string;
  @ApiProperty()
  readonly periodMs!: number;
  @ApiProperty({
    description: 'Vehicles that passed the middle of the lane, either way; -1 where the period was mostly unseen',
  })
  readonly vehicles!: number;
  @ApiProperty({ description: 'How long the camera saw: what passed in the rest is not counted' })
  readonly observedMs!: number;
}

export class LaneFlowList {
  @ApiProperty({ type: [LaneFlowView] })
  readonly data!: LaneFlowView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}

export function laneFlowView(row: LaneFlowRow): LaneFlowView {
  return {
    start: row.period_start.toISOString(),
    periodMs: row.period_ms,
    vehicles: row.observed_ms * 2 >= row.period_ms ? row.vehicles : UNSEEN,
    observedMs: row.observed_ms,
  };
}
