import { Body, Controller, Get, Headers, Inject, Param, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { OfferedConfig } from '#events';
import { callerOf } from '../access/caller.js';
import { Needs } from '../access/needs.js';
import { CameraQueries } from '../api/camera-queries.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { Database } from '../persistence/database.js';
import { CameraConfigs, ConfigProblem, readFleetConfig } from './camera-configs.js';
import type { CameraPlace, RunningConfig } from './camera-configs.js';

class RunningConfigView {
  @ApiProperty({ type: Number, nullable: true, description: "Null: the box's own file alone" })
  readonly version!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'The last version the box was offered' })
  readonly offeredVersion!: number | null;
  @ApiProperty({ type: [String], description: 'Why the box refused it; empty when it did not' })
  readonly problems!: string[];
  @ApiProperty({ format: 'date-time' })
  readonly reportedAt!: string;
}

class CameraConfigView {
  @ApiProperty({ example: 'high-street' })
  readonly camera!: string;
  @ApiProperty({ example: 'pole-17' })
  readonly device!: string;
  @ApiProperty({ description: 'Also the ETag. 0: the hub holds none, and the box runs its own file' })
  readonly version!: number;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly config!: object | null;
  @ApiProperty({ type: String, nullable: true })
  readonly changedBy!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly changedAt!: string | null;
  @ApiProperty({ type: RunningConfigView, nullable: true, description: 'What the box says it runs' })
  readonly running!: RunningConfigView | null;
}

const STATUS = { unknown: 404, invalid: 400, conflict: 412 } as const;

/** What a camera shall run, and what it does run. */
@ApiTags('cameras')
@Controller('api/v1/cameras/:id/config')
@Needs('read')
export class CameraConfigsController {
  /** Within a request it reads the caller's city only. */
  readonly #readable: CameraConfigs;
  readonly #writable: CameraConfigs;

  constructor(
    @Inject(Database) database: Database,
    @Inject(CameraQueries) private readonly cameras: CameraQueries,
  ) {
    this.#readable = new CameraConfigs(database);
    this.#writable = new CameraConfigs({ query: (sql, parameters) => database.queryAsHub(sql, parameters) });
  }

  @Get()
  @ApiOperation({ summary: "A camera's configuration with its version, and what the box makes of it." })
  @ApiOkResponse({ type: CameraConfigView })
  @ProblemResponses(401, 404, 503)
  async show(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<CameraConfigView> {
    const place = await this.#placeOf(id);
    const latest = await this.#readable.latest(place);
    response.setHeader('ETag', etag(latest?.version ?? 0));
    return view(place, latest, await this.#readable.running(place));
  }

  @Put()
  @ApiOperation({
    summary: "Makes a new version of a camera's configuration.",
    description: 'Its box takes it within seconds, or says why not; `GET` tells.',
  })
  @Needs('operate')
  @ApiBody({ description: 'Zones, calibration, parameters and name, as in a *.camera.json; nothing of the video' })
  @ApiHeader({ name: 'If-Match', description: 'The ETag of the version it replaces', required: true })
  @ApiOkResponse({ type: CameraConfigView })
  @ProblemResponses(400, 401, 404, 412, 428, 503)
  async put(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CameraConfigView> {
    const place = await this.#placeOf(id);
    const afterVersion = versionOf(ifMatch);
    try {
      const changedBy = callerOf(request)?.name ?? 'unknown';
      const made = await this.#writable.put(place, { config: readFleetConfig(body), changedBy, afterVersion });
      response.setHeader('ETag', etag(made.version));
      return view(place, made, await this.#readable.running(place));
    } catch (error) {
      if (error instanceof ConfigProblem) throw new ApiProblem(STATUS[error.kind], error.message);
      throw error;
    }
  }

  async #placeOf(cameraId: string): Promise<CameraPlace> {
    const deviceId = await this.cameras.deviceOf(cameraId);
    if (deviceId === null) throw ApiProblem.notFound('camera', cameraId);
    return { deviceId, cameraId };
  }
}

function etag(version: number): string {
  return `"${version}"`;
}

function versionOf(ifMatch: string | undefined): number {
  const digits = /^"(\d{1,9})"$/.exec(ifMatch?.trim() ?? '')?.[1];
  if (digits !== undefined) return Number(digits);
  throw new ApiProblem(428, 'say which version this replaces: send its ETag as If-Match, "0" for the first');
}

function view({ deviceId, cameraId }: CameraPlace, latest: OfferedConfig | null, running: RunningConfig | null) {
  return {
    camera: cameraId,
    device: deviceId,
    version: latest?.version ?? 0,
    config: latest?.config ?? null,
    changedBy: latest?.changedBy ?? null,
    changedAt: latest ? new Date(latest.changedAtMs).toISOString() : null,
    running: running && { ...running, problems: [...running.problems], reportedAt: running.reportedAt.toISOString() },
  };
}
