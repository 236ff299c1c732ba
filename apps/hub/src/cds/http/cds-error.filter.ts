import { Catch, HttpException, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiProblem } from '../../api/problem.js';
import { isDatabaseAway } from '../../api/problem.filter.js';
import { HubLog, errorFields } from '../../log/hub-log.js';
import { CdsError, isCdsErrorStatus } from './cds-error.js';
import { CDS_VERSIONS, mediaType, negotiate } from './media-type.js';

/** Errors in the words of the standard, at every address of the specification. */
@Catch()
export class CdsErrorFilter implements ExceptionFilter {
  constructor(@Inject(HubLog) private readonly log: HubLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    // An answer that has begun cannot be taken back: cut off, it is not taken for a whole one.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const answer = this.#cdsErrorOf(error);
    const { status } = answer;
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    if (status === 503) response.setHeader('Retry-After', '2');
    const version = negotiate(http.getRequest<Request>().headers.accept, 'json') ?? CDS_VERSIONS[0];
    response.status(status).setHeader('Content-Type', mediaType('json', version));
    response.setHeader('Vary', 'Accept');
    response.end(JSON.stringify(answer.toView()));
  }

  #cdsErrorOf(error: unknown): CdsError {
    if (error instanceof CdsError) return error;
    if (error instanceof ApiProblem && isCdsErrorStatus(error.status)) return new CdsError(error.status, error.message);
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (error instanceof Error && status !== 500 && isCdsErrorStatus(status))
      return new CdsError(status, error.message);
    if (isDatabaseAway(error)) {
      this.log.warn('request needs the database', errorFields(error));
      return new CdsError(503, 'the database does not answer; try again soon');
    }
    const stack = error instanceof Error ? error.stack : undefined;
    this.log.error('request failed', { ...errorFields(error), stack });
    return new CdsError(500, 'the hub could not answer this request; its log says why');
  }
}
