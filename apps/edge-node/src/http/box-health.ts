import { Injectable } from '@nestjs/common';
import { CameraFleet } from '../pipeline/camera-fleet.js';
import { NatsLink } from '../records/nats-link.js';
import { Outbox } from '../records/outbox.js';

export interface Health {
  readonly isHealthy: boolean;
  /** One sentence each; empty when healthy. */
  readonly reasons: readonly string[];
  /** Records that wait for the hub, and how many of them only memory holds. */
  readonly outbox: { readonly records: number; readonly unsafe: number };
  readonly cameras: readonly { readonly id: string; readonly state: string; readonly lastFrameAt: string | null }[];
}

/** Whether the box does its work: every camera gives pictures, the disk takes records and the broker is there. */
@Injectable()
export class BoxHealth {
  constructor(
    private readonly fleet: CameraFleet,
    private readonly link: NatsLink,
    private readonly outbox: Outbox,
  ) {}

  look(): Health {
    const cameras = this.fleet.sessions.map(({ camera, status }) => ({ id: camera.id, ...status }));
    const reasons = cameras.flatMap(({ id, state, problem }) => {
      if (state === 'starting') return [`camera ${id} has given no picture yet`];
      return problem === null ? [] : [`camera ${id}: ${problem}`];
    });
    if (!this.link.isUp) reasons.push('the broker is not connected; records wait on this box');
    const { depth: records, unsafeDepth: unsafe, isDiskFailing } = this.outbox;
    if (isDiskFailing) reasons.push('the disk refuses records: new ones are only in memory');
    return {
      outbox: { records, unsafe },
      isHealthy: reasons.length === 0,
      reasons,
      cameras: cameras.map(({ id, state, lastFrameAtMs }) => ({
        id,
        state,
        lastFrameAt: lastFrameAtMs === null ? null : new Date(lastFrameAtMs).toISOString(),
      })),
    };
  }
}
