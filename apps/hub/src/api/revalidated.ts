import { Header, Inject, Injectable, UseInterceptors, applyDecorators } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { from, lastValueFrom, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { wholeHoursEnd } from '../aggregates/whole-hours.js';
import { boundCity } from '../persistence/city-scope.js';
import type { ScopeCity } from '../persistence/city-scope.js';
import { answerOf } from './answer.js';
import type { Answer } from './answer.js';
import { KeptAnswers } from './kept-answers.js';

const PRIVATE = 'private, no-cache';

/**
 * Answers 304 without a body to who has the answer already. Express would too, but not to a request that says
 * `Cache-Control: no-cache`, which `fetch` adds to every `If-None-Match` of a caller.
 */
@Injectable()
class Revalidation implements NestInterceptor<object, string | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<string | undefined> {
    return sendMade(context, next);
  }
}

/** The same of an answer that may be a little old. */
@Injectable()
class Keeping implements NestInterceptor<object, string | undefined> {
  constructor(@Inject(KeptAnswers) private readonly answers: KeptAnswers) {}

  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<string | undefined> {
    const city = boundCity();
    if (city === null) throw new Error('a request without a city asks for what is kept by city');
    return this.keep(city, context, next);
  }

  protected keep(
    city: ScopeCity,
    context: ExecutionContext,
    next: CallHandler<object>,
  ): Observable<string | undefined> {
    const { originalUrl } = context.switchToHttp().getRequest<Request>();
    // With the hour that has ended last, each hour asks anew about a time that is not over.
    const question = { cityId: city.id, text: `${wholeHoursEnd(city.clock, Date.now())} ${originalUrl}` };
    const asked = this.answers.answer(question, async () => answerOf(await lastValueFrom(next.handle())));
    return from(asked).pipe(
      map((answer) => {
        const response = context.switchToHttp().getResponse<Response>();
        response.setHeader('Age', String(Math.floor(answer.ageMs / 1_000)));
        return send(context, answer);
      }),
    );
  }
}

/** The same of an answer about a time that is over, up to its query's `to`; what goes on is answered as it is now. */
@Injectable()
class KeepingPast extends Keeping {
  protected override keep(
    city: ScopeCity,
    context: ExecutionContext,
    next: CallHandler<object>,
  ): Observable<string | undefined> {
    const { to } = context.switchToHttp().getRequest<Request>().query;
    // Whatever is wrong with the time is for the route to say.
    const isPast = typeof to === 'string' && Date.parse(to) <= wholeHoursEnd(city.clock, Date.now());
    return isPast ? super.keep(city, context, next) : sendMade(context, next);
  }
}

function sendMade(context: ExecutionContext, next: CallHandler<object>): Observable<string | undefined> {
  return next.handle().pipe(map((body) => send(context, answerOf(body))));
}

/** What is left to send of an answer, once its headers are set. */
function send(context: ExecutionContext, { text, etag }: Answer): string | undefined {
  const http = context.switchToHttp();
  const response = http.getResponse<Response>();
  response.setHeader('ETag', etag);
  if (holds(etag, http.getRequest<Request>().headers['if-none-match'])) {
    response.status(304);
    return undefined;
  }
  response.type('json');
  return text;
}

/** The answer may be kept by its one reader, who asks each time whether it still holds: `ETag`, `If-None-Match`, 304. */
export function Revalidated(cacheControl = PRIVATE): MethodDecorator {
  return applyDecorators(UseInterceptors(Revalidation), ...headersOf(cacheControl));
}

/**
 * As `Revalidated`, for sums of past hours: the answer comes from the hub's memory, and is made anew behind who asks once
 * it is older than a hundred times as long as it took to make, 1 to 5 min. How old it is stands in `Age`.
 */
export function Kept(): MethodDecorator {
  return applyDecorators(UseInterceptors(Keeping), ...headersOf(PRIVATE));
}

/** As `Revalidated`; and where the query's `to` lies before the hour that goes on, as `Kept`. */
export function KeptOncePast(): MethodDecorator {
  return applyDecorators(UseInterceptors(KeepingPast), ...headersOf(PRIVATE));
}

function headersOf(cacheControl: string): MethodDecorator[] {
  return [
    Header('Cache-Control', cacheControl),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag of an earlier answer' }),
    ApiResponse({ status: 304, description: 'The earlier answer still holds' }),
  ];
}

/** Weak comparison, as RFC 9110 asks for here: a proxy may have made the tag weak. */
function holds(etag: string, asked: string | undefined): boolean {
  const tags = (asked ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
