import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { ApiKeys } from './api-keys.js';
import type { KeyInForce } from './api-keys.js';
import { CallersCity } from './callers-city.js';
import { readKeyWish } from './key-wish.js';
import { Needs, SCOPES } from './needs.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

class KeyRequest {
  @ApiProperty({ example: 'traffic department' })
  readonly name!: string;
  @ApiProperty({ enum: SCOPES, enumName: 'Scope', isArray: true })
  readonly scopes!: string[];
  @ApiProperty({ required: false, description: 'For so many days; without it, until it is revoked' })
  readonly days?: number;
}

class KeyView {
  @ApiProperty({ format: 'uuid', description: 'The client_id of POST /oauth/token' })
  readonly id!: string;
  @ApiProperty()
  readonly name!: string;
  @ApiProperty({ enum: SCOPES, enumName: 'Scope', isArray: true })
  readonly scopes!: string[];
  @ApiProperty({ format: 'date-time' })
  readonly created!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly expires!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute' })
  readonly lastUsed!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revoked!: string | null;
}

class KeyList {
  @ApiProperty({ type: [KeyView] })
  readonly data!: KeyView[];
}

class NewKeyView extends KeyView {
  @ApiProperty({ description: 'Shown this once; the client_secret of POST /oauth/token' })
  readonly key!: string;
}

/** The keys of the caller's city. */
@ApiTags('administration')
@Controller('api/v1/keys')
@Needs('admin')
export class KeysController {
  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All keys that were ever made for this city, the newest first.' })
  @ApiOkResponse({ type: KeyList })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<KeyList> {
    return { data: (await this.keys.list(this.city.id)).map(keyView) };
  }

  @Post()
  @ApiOperation({ summary: 'Makes a key. It is shown this once: only a hash of it is kept.' })
  @ApiBody({ type: KeyRequest })
  @ApiCreatedResponse({ type: NewKeyView })
  @ProblemResponses(400, 401, 403, 503)
  async add(@Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<NewKeyView> {
    const nowMs = Date.now();
    const wish = readKeyWish(body, nowMs);
    if ('problems' in wish) throw ApiProblem.badRequest(wish.problems);
    const { key, row } = await this.keys.add({ ...wish, cityId: this.city.id, nowMs });
    response.setHeader('Cache-Control', 'no-store');
    return { ...keyView(row), key };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revokes a key: from the next request on, nobody gets in with it or with its tokens.' })
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The key is revoked' })
  @ProblemResponses(401, 403, 404, 503)
  async revoke(@Param('id') id: string): Promise<void> {
    const isRevoked = UUID.test(id) && (await this.keys.revoke({ cityId: this.city.id, id, nowMs: Date.now() }));
    if (!isRevoked) throw ApiProblem.notFound('key', id.slice(0, 100));
  }
}

function keyView(row: KeyInForce): KeyView {
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  return {
    id: row.id,
    name: row.name,
    scopes: [...row.scopes],
    created: row.created_at.toISOString(),
    expires: iso(row.expires_at),
    lastUsed: iso(row.last_used_at),
    revoked: iso(row.revoked_at),
  };
}
