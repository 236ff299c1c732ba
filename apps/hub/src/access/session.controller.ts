import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { addressOf } from '../limits/door.js';
import { RequestLimits } from '../limits/request-limits.js';
import { OpenToAll } from './access.guard.js';
import { Access, SESSION_COOKIE } from './access.js';
import { SESSION_MS_MAX } from './session-token.js';

class SessionRequest {
  @ApiProperty()
  readonly apiKey!: string;
}

class SessionView {
  @ApiProperty({ enum: ['key', 'loopback', 'token'] })
  readonly access!: string;
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
  ) {}

  @Post()
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
  @ApiOkResponse({ type: SessionView })
  @ProblemResponses(401)
  async show(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionView> {
    const caller = await this.access.of(request);
    if (caller) return { access: caller.by };
    if (!this.access.mayOpenPage(request)) throw new ApiProblem(401, 'there is no session: open one with an API key');
    setCookie(request, response, this.access.loopbackSession());
    return { access: 'loopback' };
  }

  @Delete()
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
