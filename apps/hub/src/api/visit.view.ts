import { ApiProperty } from '@nestjs/swagger';
import { EVIDENCE_CODES, VEHICLE_TYPES, VISIT_TYPES, ZONE_KINDS } from '#curb';
import type { VisitRow } from '../persistence/visit.row.js';

export class LocationView {
  @ApiProperty({ type: [Number], minItems: 2, maxItems: 2, example: [0.43, 0.5], description: 'In the picture, 0..1' })
  readonly image!: number[];
  @ApiProperty({
    type: [Number],
    minItems: 2,
    maxItems: 2,
    nullable: true,
    example: [-3.25, 17.5],
    description: 'On the ground in metres; null where the camera is not calibrated',
  })
  readonly ground!: number[] | null;
}

/** One vehicle's stop. */
export class VisitView {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;
  @ApiProperty({ example: 'main-street' })
  readonly camera!: string;
  @ApiProperty({ example: 'main-street.parking_a' })
  readonly zone!: string;
  @ApiProperty({ enum: ZONE_KINDS, type: String, nullable: true, description: 'Null until the box has described it' })
  readonly zoneKind!: string | null;
  @ApiProperty({ enum: VISIT_TYPES, enumName: 'VisitType' })
  readonly type!: string;
  @ApiProperty({ format: 'date-time' })
  readonly start!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null while the vehicle stands' })
  readonly end!: string | null;
  @ApiProperty({ type: Number, nullable: true })
  readonly dwellMs!: number | null;
  @ApiProperty({ enum: VEHICLE_TYPES, enumName: 'VehicleType' })
  readonly vehicleType!: string;
  @ApiProperty({ minimum: 1, maximum: 100 })
  readonly confidence!: number;
  @ApiProperty({ description: 'It stood there before the camera could see it: the true start is earlier' })
  readonly startCensored!: boolean;
  @ApiProperty({ description: 'The place could not be seen when it left: the true end is earlier' })
  readonly endCensored!: boolean;
  @ApiProperty({ description: 'How much of the visit the place could not be seen' })
  readonly blindMs!: number;
  @ApiProperty({ type: LocationView })
  readonly location!: LocationView;
  @ApiProperty({
    enum: EVIDENCE_CODES,
    enumName: 'EvidenceCode',
    isArray: true,
    description: 'Why the stop was taken for what it is; empty when its box did not say',
  })
  readonly evidence!: string[];
}

export class VisitList {
  @ApiProperty({ type: [VisitView] })
  readonly data!: VisitView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}

export function visitView(row: VisitRow & { zone_kind: string | null }): VisitView {
  return {
    id: row.id,
    camera: row.camera_id,
    zone: `${row.camera_id}.${row.zone_id}`,
    zoneKind: row.zone_kind,
    type: row.visit_type,
    start: row.start_at.toISOString(),
    end: row.end_at?.toISOString() ?? null,
    dwellMs: row.end_at === null ? null : row.end_at.getTime() - row.start_at.getTime(),
    vehicleType: row.vehicle_type,
    confidence: row.confidence,
    startCensored: row.start_censored,
    endCensored: row.end_censored,
    blindMs: row.blind_ms,
    location: locationView(row),
    evidence: [...row.evidence],
  };
}

export function locationView(row: Pick<VisitRow, 'image_x' | 'image_y' | 'ground_x_m' | 'ground_y_m'>): LocationView {
  const { image_x, image_y, ground_x_m, ground_y_m } = row;
  return {
    image: [image_x, image_y],
    ground: ground_x_m === null || ground_y_m === null ? null : [ground_x_m, ground_y_m],
  };
}
