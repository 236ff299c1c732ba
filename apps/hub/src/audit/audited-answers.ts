import { HttpException, Inject, Injectable } from '@nestjs/common';
import { ApiProblem } from '../api/problem.js';
import { CdsError } from '../cds/http/cds-error.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { AuditLog } from './audit-log.js';
import type { Deed } from './audit-log.js';

/** Answers requests whose deeds the audit log tells of, with the statuses they were answered with. */
@Injectable()
export class AuditedAnswers {
  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  async note<T>(deed: Deed, answer: () => Promise<T>, statusOfAnswer: () => number): Promise<T> {
    const id = await this.audit.open(deed, Date.now());
    try {
      const given = await answer();
      await this.#close(id, statusOfAnswer());
      return given;
    } catch (error) {
      await this.#close(id, statusOf(error));
      throw error;
    }
  }

  /** The change is made already: a log that cannot be written now must not make it look as if it were not. */
  async #close(id: string, status: number): Promise<void> {
    try {
      await this.audit.close(id, status);
    } catch (error) {
      this.log.warn('audit line stays open', { id, status, ...errorFields(error) });
    }
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ApiProblem || error instanceof CdsError) return error.status;
  return error instanceof HttpException ? error.getStatus() : 500;
}
