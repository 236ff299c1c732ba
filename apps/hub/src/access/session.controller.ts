import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { CityRegister } from '../cities/city-register.js';
import { HubSettings } from '../config/hub-settings.js';
import { addressOf } from '../limits/door.js';
import { RequestLimits } from '../limits/request-limits.js';
import { OpenToAll } from './access.guard.js';
import { Access, SESSION_COOKIE } from './access.js';
import { SESSION_MS_MAX } from './session-token.js';

class SessionRequest {
  @ApiProperty()
  readonly apiKey!: string;
}

class SessionCity {
  @ApiProperty({ example: 'springfield' })
  readonly id!: string;
  @ApiProperty({ example: 'Springfield' })
  readonly name!: string;
}

class SessionView {
  @ApiProperty({ enum: ['key', 'loopback', 'token'] })
  readonly access!: string;
  @ApiProperty({ description: 'The city that is shown', example: 'springfield' })
  readonly city!: string;
  @ApiProperty({ type: [SessionCity], description: 'Those that may be chosen' })
  readonly cities!: SessionCity[];
}

const sessionRequest = z.object({ apiKey: z.string() });

/** A browser trades its key for a cookie that scripts cannot read. */
@ApiTags('session')
@Controller('api/v1/session')
@OpenToAll()
export class SessionController {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
    @Inject(CityRegister) private readonly cities: CityRegister,
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'config'>,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Signs the page in, with a key or from this very machine.' })
  @HttpCode(204)
  @ApiBody({ type: SessionRequest })
  @ApiNoContentResponse({ description: 'The session cookie is set' })
  @ProblemResponses(400, 401, 429)
  async open(@Body() body: unknown, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const parsed = sessionRequest.safeParse(body);
    if (!parsed.success) throw new ApiProblem(400, 'the body has no apiKey: expected { "apiKey": "…" }');
    const { apiKey } = parsed.data;
    if (!(await this.access.byKey(apiKey))) {
      this.limits.takeRefusal(addressOf(request), performance.now());
      throw new ApiProblem(401, 'this API key is not accepted');
    }
    setCookie(request, response, this.access.keySession(apiKey));
  }

  @Get()
  @ApiOperation({
    summary: 'Who is asking.',
    description: 'A browser on this machine may name another of its cities, where it is let in without a key.',
  })
  @ApiQuery({ name: 'city', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ type: SessionView })
  @ProblemResponses(401)
  async show(
    @Query('city') wish: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const known = await this.access.of(request);
    const isKept = known !== null && (known.by !== 'loopback' || wish === undefined || wish === known.city.id);
    if (!isKept && !this.access.mayOpenPage(request)) {
      throw new ApiProblem(401, 'there is no session: open one with an API key');
    }
    const caller = isKept ? known : await this.access.loopback(typeof wish === 'string' ? wish : undefined);
    if (!isKept) setCookie(request, response, this.access.loopbackSession(caller.city.id));
    const { city, pageCities } = this.settings.config;
    const choice = caller.by === 'loopback' ? [city.id, ...pageCities] : [caller.city.id];
    return { access: caller.by, city: caller.city.id, cities: await this.#named(choice) };
  }

  /** A page opens while the database is still away: the home city's name is known all the same. */
  async #named(ids: readonly string[]): Promise<SessionCity[]> {
    const { city } = this.settings.config;
    const listed = await this.cities.list().catch(() => []);
    return ids
      .flatMap((id) => listed.find((each) => each.id === id) ?? (id === city.id ? city : []))
      .map(({ id, name }) => ({ id, name }));
  }

  @Delete()
  @ApiOperation({ summary: 'Signs the page out.' })
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The session cookie is gone' })
  close(@Res({ passthrough: true }) response: Response): void {
    response.clearCookie(SESSION_COOKIE, { httpOnly: true, sameSite: 'strict', path: '/' });
  }
}

function setCookie(request: Request, response: Response, value: string): void {
  response.cookie(SESSION_COOKIE, value, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: '/',
    maxAge: SESSION_MS_MAX,
  });
}
