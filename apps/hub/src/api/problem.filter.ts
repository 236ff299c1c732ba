import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { HubLog, errorFields } from '../log/hub-log.js';
import { DatabaseAwayError } from '../persistence/database.js';
import { ApiProblem, problemView } from './problem.js';
import type { ProblemView } from './problem.js';

/** SQLSTATE 08 (connection), 53 (resources), 57 (operator intervention: shutting down, timed out); Node's own codes. */
const DATABASE_AWAY = /^(08|53|57)|^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN)/;
const DRIVER_AWAY =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered/i;

/** Errors to problem documents, in one place; nothing of our insides leaves with them. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(HubLog) private readonly log: HubLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = this.#problemOf(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const retryAfterMs = error instanceof ApiProblem ? error.retryAfterMs : null;
    if (retryAfterMs !== null) response.setHeader('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
    else if (problem.status === 503) response.setHeader('Retry-After', '2');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }

  #problemOf(error: unknown): ProblemView {
    if (error instanceof ApiProblem) return error.toView();
    if (error instanceof HttpException) return frameworkProblem(error.getStatus());
    if (isClientError(error)) return frameworkProblem(error.status);
    if (isDatabaseAway(error)) {
      this.log.warn('request needs the database', errorFields(error));
      return problemView(503, 'Service Unavailable', 'the database does not answer; try again soon');
    }
    const stack = error instanceof Error ? error.stack : undefined;
    this.log.error('request failed', { ...errorFields(error), stack });
    return problemView(500, 'Internal Server Error', 'the hub could not answer this request; its log says why');
  }
}

export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseAwayError) return true;
  if (!(error instanceof Error)) return false;
  const { code } = errorFields(error);
  return (typeof code === 'string' && DATABASE_AWAY.test(code)) || DRIVER_AWAY.test(error.message);
}

/** What Express and its body parser throw: they carry the status they want. */
function isClientError(error: unknown): error is Error & { status: number } {
  if (!(error instanceof Error) || !('status' in error)) return false;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}

function frameworkProblem(status: number): ProblemView {
  const title = STATUS_CODES[status] ?? 'Error';
  const detail = status === 404 ? 'there is nothing at this address' : title.toLowerCase();
  return problemView(status, title, detail);
}
