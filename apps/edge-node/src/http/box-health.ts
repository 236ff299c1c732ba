import { Injectable } from '@nestjs/common';
import { CameraFleet } from '../pipeline/camera-fleet.js';
import { NatsLink } from '../records/nats-link.js';

export interface Health {
  readonly isHealthy: boolean;
  /** One sentence each; empty when healthy. */
  readonly reasons: readonly string[];
  readonly cameras: readonly { readonly id: string; readonly state: string; readonly lastFrameAt: string | null }[];
}

/** Whether the box does its work: every camera gives pictures and the broker takes records. */
@Injectable()
export class BoxHealth {
  constructor(
    private readonly fleet: CameraFleet,
    private readonly link: NatsLink,
  ) {}

  look(): Health {
    const cameras = this.fleet.sessions.map(({ camera, status }) => ({ id: camera.id, ...status }));
    const reasons = cameras.flatMap(({ id, state, problem }) => {
      if (state === 'starting') return [`camera ${id} has given no picture yet`];
      return problem === null ? [] : [`camera ${id}: ${problem}`];
    });
    if (!this.link.isUp) reasons.push('the broker is not connected; records wait on this box');
    return {
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
