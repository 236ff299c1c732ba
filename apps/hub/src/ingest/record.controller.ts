import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RECORDS_PATTERN, SettleErrorsFilter } from '#events/nats';
import type { Outcome, RecordDelivery } from '#events/nats';
import { DeviceClocks } from './device-clocks.js';
import { RecordCommitter } from './record-committer.js';

/** Where records enter: resolves after the commit, and the broker gets its ack then. */
@Controller()
@UseFilters(SettleErrorsFilter)
export class RecordController {
  constructor(
    @Inject(RecordCommitter) private readonly committer: RecordCommitter,
    @Inject(DeviceClocks) private readonly clocks: DeviceClocks,
  ) {}

  @EventPattern(RECORDS_PATTERN)
  async records(@Payload() deliveries: readonly RecordDelivery[]): Promise<readonly Outcome[]> {
    const outcomes = await this.committer.commit(deliveries);
    this.clocks.settled(deliveries, outcomes);
    return outcomes;
  }
}
