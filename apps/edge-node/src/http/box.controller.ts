import { Controller, Get, Header, NotFoundException, Param, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { CameraFleet } from '../pipeline/camera-fleet.js';
import { snapshotJpeg } from '../snapshot/snapshot.js';
import { BoxHealth } from './box-health.js';
import type { Health } from './box-health.js';
import { EdgeMetrics } from './edge-metrics.js';

/** The box's own pages, for whoever stands beside it: on loopback unless configured otherwise. */
@Controller()
export class BoxController {
  constructor(
    private readonly health: BoxHealth,
    private readonly metrics: EdgeMetrics,
    private readonly fleet: CameraFleet,
  ) {}

  @Get('healthz')
  healthz(@Res({ passthrough: true }) response: Response): Health {
    const health = this.health.look();
    response.status(health.isHealthy ? 200 : 503);
    return health;
  }

  @Get('metrics')
  @Header('cache-control', 'no-store')
  async metricsText(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  @Get('cameras/:id/snapshot.jpg')
  @Header('cache-control', 'no-store')
  async snapshot(@Param('id') id: string): Promise<StreamableFile> {
    const session = this.fleet.session(id);
    if (!session) throw new NotFoundException(`this box has no camera ${JSON.stringify(id)}`);
    const frame = session.latest;
    if (!frame) throw new NotFoundException(`the camera ${id} has shown no picture yet`);
    return new StreamableFile(await snapshotJpeg(frame, session.camera.zones), { type: 'image/jpeg' });
  }
}
