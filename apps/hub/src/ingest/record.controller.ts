import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RECORDS_PATTERN, SettleErrorsFilter } from '#events/nats';
import type { Outcome, RecordDelivery } from '#events/nats';
import { RecordCommitter } from './record-committer.js';

/** Where records enter: resolves after the commit, and the broker gets its ack then. */
@Controller()
@UseFilters(SettleErrorsFilter)
export class RecordController {
  constructor(@Inject(RecordCommitter) private readonly committer: RecordCommitter) {}

  @EventPattern(RECORDS_PATTERN)
  records(@Payload() deliveries: readonly RecordDelivery[]): Promise<readonly Outcome[]> {
    return this.committer.commit(deliveries);
  }
}
