import { Controller } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { z } from 'zod';
import { requestSubject } from '#events';
import type { ReloadConfigAnswer, SnapshotAnswer } from '#events';
import { ConfigReload } from './config-reload.js';
import { SnapshotRequests } from './snapshot-requests.js';

const snapshotRequest = z.object({ cameraId: z.string().max(64) });

/** What the hub may ask of this box. A class per box: its subjects hold the box's id. */
export function requestsControllerFor(deviceId: string): Type {
  @Controller()
  class RequestsController {
    constructor(
      private readonly snapshots: SnapshotRequests,
      private readonly reload: ConfigReload,
    ) {}

    @MessagePattern(requestSubject(deviceId, 'snapshot'))
    async snapshot(@Payload() payload: unknown): Promise<SnapshotAnswer> {
      const request = snapshotRequest.safeParse(payload);
      if (!request.success) return { ok: false, problem: 'the request names no cameraId' };
      return this.snapshots.answer(request.data.cameraId);
    }

    @MessagePattern(requestSubject(deviceId, 'reload_config'))
    async reloadConfig(): Promise<ReloadConfigAnswer> {
      return this.reload.run();
    }
  }
  return RequestsController;
}
