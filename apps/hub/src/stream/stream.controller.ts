import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RECORD_KINDS } from '#events';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { QueryReader } from '../api/query-reader.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { EventFeed, STREAM_CLIENTS_MAX } from './event-feed.js';
import type { Hearing } from './event-feed.js';
import type { ResumeProblem } from './stream-log.js';
import { decodePlace, encodePlace, endOf } from './stream-place.js';
import type { StreamPlace } from './stream-place.js';
import { StreamReplay } from './stream-replay.js';

/** How soon a client that was sent away may ask again. */
const RETRY_MS = 2_000;
const LAST_EVENT_ID = {
  description: 'The id of the last event that was heard: those after it are sent first, of the last 24 hours',
  schema: { type: 'string' },
} as const;

@ApiTags('events')
@Controller('api/v1/stream')
@Needs('read')
export class StreamController {
  constructor(
    @Inject(EventFeed) private readonly feed: EventFeed,
    @Inject(StreamReplay) private readonly replay: StreamReplay,
    @Inject(CallersCity) private readonly city: CallersCity,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'Events as they are committed (Server-Sent Events), by whichever hub: `event` is the kind, `data` as in `/events`.',
    description: 'Where what was missed cannot be told, the stream begins with the event `reset`: read `/events` then.',
  })
  @ApiQuery({ name: 'camera', required: false, schema: { type: 'string', example: 'main-street' } })
  @ApiQuery({ name: 'zone', required: false, schema: { type: 'string', example: 'main-street.parking_a' } })
  @ApiQuery({ name: 'type', required: false, schema: { type: 'string', example: 'park_start,park_end' } })
  @ApiQuery({ name: 'last_event_id', required: false, ...LAST_EVENT_ID })
  @ApiHeader({ name: 'Last-Event-ID', required: false, ...LAST_EVENT_ID })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ProblemResponses(400, 401, 503)
  async open(
    @Query() query: unknown,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const { hearing, askedAfter } = this.#read(query);
    // A browser that connects again sends the header; the query is then what it had at first.
    const header = lastEventId === undefined || lastEventId === '' ? null : lastEventId;
    const given = header === null ? askedAfter : decodePlace(header);
    const isUnreadable = header !== null && given === null;
    const problem = isUnreadable ? 'unknown' : given && (await this.replay.problem(hearing.cityId, given));
    const place = given === null || problem !== null ? endOf(await this.replay.now()) : given;
    if (this.replay.isFull()) throw new ApiProblem(503, 'too many clients are catching up', [], RETRY_MS);
    if (!this.feed.attach(response)) throw new ApiProblem(503, `there are ${STREAM_CLIENTS_MAX} clients already`);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies that gather answers before passing them on would hold events back.
      'X-Accel-Buffering': 'no',
    });
    response.write(problem === null ? ': connected\n\n' : resetText(problem, place));
    try {
      await this.replay.tellFrom(response, hearing, place);
    } catch (error) {
      // The answer has begun: the client connects again, with the id it has come to.
      this.log.warn('event stream broken off while catching up', errorFields(error));
      this.feed.cut(response);
    }
  }

  #read(query: unknown): { hearing: Hearing; askedAfter: StreamPlace | null } {
    const reader = new QueryReader(query);
    const camera = reader.id('camera');
    const zone = reader.zone('zone');
    const types = reader.text('type', `expected some of ${RECORD_KINDS.join(',')}`, (text) =>
      text.split(',').every((type) => RECORD_KINDS.some((kind) => kind === type)),
    );
    const lastEventId = reader.text('last_event_id', 'expected the id of an event of the stream', (text) =>
      Boolean(decodePlace(text)),
    );
    reader.finish();
    const filter = {
      camera,
      zone: zone && `${zone.cameraId}.${zone.zoneId}`,
      types: types === null ? null : RECORD_KINDS.filter((kind) => types.split(',').includes(kind)),
    };
    const askedAfter = lastEventId === null ? null : decodePlace(lastEventId);
    return { hearing: { cityId: this.city.id, filter }, askedAfter };
  }
}

/** Says that something may have been missed, and gives an id to go on from. */
function resetText(reason: ResumeProblem, place: StreamPlace): string {
  return `id: ${encodePlace(place)}\nevent: reset\ndata: ${JSON.stringify({ reason })}\n\n`;
}
