import { ApiProperty } from '@nestjs/swagger';
import { VEHICLE_TYPES, VISIT_TYPES } from '#curb';
import { FAULTS, RECORD_KINDS } from '#events';
import type { ShownEventRow } from '../persistence/event.row.js';

/** One record as a box sent it. */
export class EventView {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;
  @ApiProperty({ enum: RECORD_KINDS, enumName: 'EventType' })
  readonly type!: string;
  @ApiProperty({ example: 'main-street' })
  readonly camera!: string;
  @ApiProperty({ type: String, nullable: true, example: 'main-street.parking_a' })
  readonly zone!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly visit!: string | null;
  @ApiProperty({ enum: VISIT_TYPES, type: String, nullable: true })
  readonly visitType!: string | null;
  @ApiProperty({ enum: VEHICLE_TYPES, type: String, nullable: true })
  readonly vehicleType!: string | null;
  @ApiProperty({ enum: FAULTS, type: String, nullable: true })
  readonly fault!: string | null;
  @ApiProperty({ format: 'date-time', description: 'When it happened on the street' })
  readonly time!: string;
  @ApiProperty({ format: 'date-time', description: 'When the box decided' })
  readonly recordedTime!: string;
  @ApiProperty({ format: 'date-time', description: 'When the broker stored it' })
  readonly receivedTime!: string;
  @ApiProperty({ description: 'Length of the record on the wire' })
  readonly bytes!: number;
}

export class EventList {
  @ApiProperty({ type: [EventView] })
  readonly data!: EventView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}

export function eventView(row: ShownEventRow): EventView {
  return {
    id: row.id,
    type: row.kind,
    camera: row.camera_id,
    zone: row.zone_id === null ? null : `${row.camera_id}.${row.zone_id}`,
    visit: row.visit_id,
    visitType: row.visit_type,
    vehicleType: row.vehicle_type,
    fault: row.fault,
    time: row.at.toISOString(),
    recordedTime: row.recorded_at.toISOString(),
    receivedTime: row.received_at.toISOString(),
    bytes: row.bytes,
  };
}
