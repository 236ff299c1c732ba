import { Injectable } from '@nestjs/common';
import type { SnapshotAnswer } from '#events';
import { CameraFleet } from '../pipeline/camera-fleet.js';
import { reducedSnapshotJpeg, snapshotJpeg } from '../snapshot/snapshot.js';

/** Pictures that leave the box: only as far as the camera's own `snapshot` rule lets them. */
@Injectable()
export class SnapshotRequests {
  constructor(private readonly fleet: CameraFleet) {}

  async answer(cameraId: string): Promise<SnapshotAnswer> {
    const session = this.fleet.session(cameraId);
    if (!session) return { ok: false, problem: `this box has no camera ${cameraId}` };
    const { snapshot: rule, zones } = session.camera;
    if (rule === 'off') return { ok: false, problem: `the camera ${cameraId} gives no snapshots (snapshot: off)` };
    const frame = session.latest;
    if (!frame) return { ok: false, problem: `the camera ${cameraId} has shown no picture yet` };
    const jpeg = await (rule === 'full' ? snapshotJpeg(frame, zones) : reducedSnapshotJpeg(frame, zones));
    return { ok: true, contentType: 'image/jpeg', base64: jpeg.toString('base64'), capturedAtMs: frame.atMs };
  }
}
