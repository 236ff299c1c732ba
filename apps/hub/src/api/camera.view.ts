import { ApiProperty } from '@nestjs/swagger';
import { FAULTS } from '#events';
import { CAMERA_STATUSES } from '../cameras/camera-status.js';

export class CameraFaultView {
  @ApiProperty({ enum: FAULTS, enumName: 'Fault' })
  readonly code!: string;
  @ApiProperty({ format: 'date-time' })
  readonly since!: string;
}

export class CameraTodayView {
  @ApiProperty({ description: 'Video the camera sent to its box' })
  readonly videoBytes!: number;
  @ApiProperty({ description: 'Records the box sent to the hub' })
  readonly eventBytes!: number;
  @ApiProperty()
  readonly events!: number;
  @ApiProperty()
  readonly framesDecoded!: number;
  @ApiProperty()
  readonly framesAnalysed!: number;
  @ApiProperty()
  readonly framesSkipped!: number;
  @ApiProperty()
  readonly observedMs!: number;
}

export class CameraView {
  @ApiProperty({ example: 'main-street' })
  readonly id!: string;
  @ApiProperty()
  readonly deviceId!: string;
  @ApiProperty()
  readonly name!: string;
  @ApiProperty({ enum: CAMERA_STATUSES, enumName: 'CameraStatus' })
  readonly status!: string;
  @ApiProperty({ type: CameraFaultView, nullable: true })
  readonly fault!: CameraFaultView | null;
  @ApiProperty({ format: 'date-time', description: 'When the hub last heard of it' })
  readonly lastSeen!: string;
  @ApiProperty()
  readonly widthPx!: number;
  @ApiProperty()
  readonly heightPx!: number;
  @ApiProperty()
  readonly engine!: string;
  @ApiProperty()
  readonly sampleFps!: number;
  @ApiProperty()
  readonly minDwellMs!: number;
  @ApiProperty()
  readonly doubleParkingMs!: number;
  @ApiProperty({ type: Number, nullable: true })
  readonly reprojectionErrorM!: number | null;
  @ApiProperty({ type: CameraTodayView })
  readonly today!: CameraTodayView;
}

export class CameraList {
  @ApiProperty({ type: [CameraView] })
  readonly data!: CameraView[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}

export class ReloadConfigView {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, description: 'Hash in force, by camera' })
  readonly configHashes!: Record<string, number>;
}
