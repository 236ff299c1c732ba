import { Injectable } from '@nestjs/common';
import type { AcceptViewAnswer } from '#events';
import { EventLog } from '../logging/event-log.js';
import { CameraFleet } from '../pipeline/camera-fleet.js';

/** An operator's word that a camera looks where it should: its view is learned anew, without a restart. */
@Injectable()
export class ViewAcceptance {
  constructor(
    private readonly fleet: CameraFleet,
    private readonly log: EventLog,
  ) {}

  accept(cameraId: string): AcceptViewAnswer {
    const session = this.fleet.session(cameraId);
    if (!session) return { ok: false, problem: `this box has no camera ${cameraId}` };
    session.acceptView();
    this.log.info('view accepted', { cameraId });
    return { ok: true };
  }
}
