import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { EventFeed, STREAM_CLIENTS_MAX } from './event-feed.js';

@ApiTags('events')
@Controller('api/v1/stream')
@Needs('read')
export class StreamController {
  constructor(
    @Inject(EventFeed) private readonly feed: EventFeed,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  /** Events from now on, as they are committed (Server-Sent Events): `event` is the kind, `data` as in `/events`. */
  @Get()
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ProblemResponses(401, 503)
  open(@Res() response: Response): void {
    if (!this.feed.attach(response, this.city.id)) {
      throw new ApiProblem(503, `there are ${STREAM_CLIENTS_MAX} clients already`);
    }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies that gather answers before passing them on would hold events back.
      'X-Accel-Buffering': 'no',
    });
    response.write(': connected\n\n');
  }
}
