import { Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { BoxClient } from '../cameras/box-client.js';
import { CameraQueries } from './camera-queries.js';
import { CameraList, ReloadConfigView } from './camera.view.js';
import { Needs } from '../access/needs.js';
import { decodeNameCursor, encodeNameCursor } from './cursor.js';
import { ListQueries } from './list-queries.js';
import { ApiProblem } from './problem.js';
import { ProblemResponses } from './problem-responses.js';
import { QueryReader } from './query-reader.js';

@ApiTags('cameras')
@Controller('api/v1/cameras')
@Needs('read')
export class CamerasController {
  constructor(
    @Inject(CameraQueries) private readonly cameras: CameraQueries,
    @Inject(BoxClient) private readonly boxes: BoxClient,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Cameras with their state and what they did today, by id.' })
  @ListQueries()
  @ApiOkResponse({ type: CameraList })
  @ProblemResponses(400, 401, 503)
  async list(@Query() query: unknown): Promise<CameraList> {
    const reader = new QueryReader(query);
    const limit = reader.limit();
    const afterId = reader.cursor(decodeNameCursor);
    reader.finish();
    const cameras = await this.cameras.list({ afterId, limit: limit + 1, nowMs: Date.now() });
    const data = cameras.slice(0, limit);
    const last = cameras.length > limit ? data.at(-1) : undefined;
    return { data, next: last ? encodeNameCursor(last.id) : null };
  }

  @Get(':id/snapshot')
  @ApiOperation({ summary: 'What the camera sees now, as its box allows it to be shown.' })
  @Needs('operate')
  @ApiProduces('image/jpeg')
  @ApiOkResponse({ content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } } })
  @ProblemResponses(401, 404, 503)
  async snapshot(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const answer = await this.boxes.snapshot(await this.#deviceOf(id), id);
    if (!answer) throw silentBox(id);
    if (!answer.ok) throw new ApiProblem(503, `the box of camera ${id} has no picture: ${answer.problem}`);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Last-Modified', new Date(answer.capturedAtMs).toUTCString());
    response.type(answer.contentType).send(Buffer.from(answer.base64, 'base64'));
  }

  @Post(':id/reload-config')
  @ApiOperation({ summary: 'Has the box read its configuration again; a bad one changes nothing.' })
  @Needs('operate')
  @HttpCode(200)
  @ApiOkResponse({ type: ReloadConfigView })
  @ProblemResponses(401, 404, 502, 503)
  async reloadConfig(@Param('id') id: string): Promise<ReloadConfigView> {
    const answer = await this.boxes.reloadConfig(await this.#deviceOf(id));
    if (!answer) throw silentBox(id);
    if (!answer.ok) {
      const problems = answer.problems.join('; ');
      throw new ApiProblem(502, `the box kept its configuration, the new one is not valid: ${problems}`);
    }
    return { configHashes: { ...answer.configHashes } };
  }

  @Post(':id/accept-view')
  @ApiOperation({
    summary: 'The camera was turned on purpose: its box learns what it shows now, and a fault of a moved view ends.',
  })
  @Needs('operate')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ProblemResponses(401, 404, 502, 503)
  async acceptView(@Param('id') id: string): Promise<void> {
    const answer = await this.boxes.acceptView(await this.#deviceOf(id), id);
    if (!answer) throw silentBox(id);
    if (!answer.ok) throw new ApiProblem(502, `the box did not accept the view: ${answer.problem}`);
  }

  async #deviceOf(cameraId: string): Promise<string> {
    const deviceId = await this.cameras.deviceOf(cameraId);
    if (deviceId === null) throw ApiProblem.notFound('camera', cameraId);
    return deviceId;
  }
}

function silentBox(cameraId: string): ApiProblem {
  return new ApiProblem(503, `the box of camera ${cameraId} does not answer`);
}
