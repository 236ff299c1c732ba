import { Controller } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { z } from 'zod';
import { requestSubject } from '#events';
import type { AcceptViewAnswer, ReloadConfigAnswer, SnapshotAnswer } from '#events';
import { ConfigReload } from './config-reload.js';
import { SnapshotRequests } from './snapshot-requests.js';
import { ViewAcceptance } from './view-acceptance.js';

const cameraRequest = z.object({ cameraId: z.string().max(64) });
const NO_CAMERA = { ok: false, problem: 'the request names no cameraId' } as const;

/** What the hub may ask of this box. A class per box: its subjects hold the box's id. */
export function requestsControllerFor(deviceId: string): Type {
  @Controller()
  class RequestsController {
    constructor(
      private readonly snapshots: SnapshotRequests,
      private readonly reload: ConfigReload,
      private readonly views: ViewAcceptance,
    ) {}

    @MessagePattern(requestSubject(deviceId, 'snapshot'))
    async snapshot(@Payload() payload: unknown): Promise<SnapshotAnswer> {
      const request = cameraRequest.safeParse(payload);
      return request.success ? this.snapshots.answer(request.data.cameraId) : NO_CAMERA;
    }

    @MessagePattern(requestSubject(deviceId, 'accept_view'))
    acceptView(@Payload() payload: unknown): AcceptViewAnswer {
      const request = cameraRequest.safeParse(payload);
      return request.success ? this.views.accept(request.data.cameraId) : NO_CAMERA;
    }

    @MessagePattern(requestSubject(deviceId, 'reload_config'))
    async reloadConfig(): Promise<ReloadConfigAnswer> {
      return this.reload.run();
    }
  }
  return RequestsController;
}
