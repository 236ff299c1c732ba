import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenToAll } from '../access/access.guard.js';
import { Broker } from '../broker/broker.js';
import { IngestState } from '../ingest/ingest-state.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { Database } from '../persistence/database.js';

class HealthView {
  @ApiProperty({ enum: ['ok', 'degraded'] })
  readonly status!: string;
  @ApiProperty({ enum: ['ok', 'full', 'away'] })
  readonly database!: string;
  @ApiProperty({ enum: ['ok', 'away'] })
  readonly broker!: string;
}

@ApiTags('operations')
@Controller()
@OpenToAll()
export class HealthController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Broker) private readonly broker: Broker,
    @Inject(IngestState) private readonly ingest: IngestState,
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: '200 when records can come in and questions can be answered.' })
  @ApiOkResponse({ type: HealthView })
  @ApiServiceUnavailableResponse({ type: HealthView })
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthView> {
    const database = await this.#database();
    const broker = this.broker.isConnected() ? 'ok' : 'away';
    const status = database === 'ok' && broker === 'ok' ? 'ok' : 'degraded';
    response.status(status === 'ok' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    response.setHeader('Cache-Control', 'no-store');
    return { status, database, broker };
  }

  async #database(): Promise<'ok' | 'full' | 'away'> {
    if (!(await this.database.answers())) return 'away';
    return this.ingest.isDatabaseFull ? 'full' : 'ok';
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Prometheus text format.' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async prometheus(@Res() response: Response): Promise<void> {
    const text = await this.metrics.registry.metrics();
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    response.send(text);
  }
}
