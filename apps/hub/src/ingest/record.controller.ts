import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { RecordKind } from '#events';
import { SettleErrorsFilter } from '#events/nats';
import type { RecordDelivery } from '#events/nats';
import { RecordCommitter } from './record-committer.js';

const kind = (name: RecordKind) => name;

/** Where records enter: each method resolves after the commit, and the broker gets its ack then. */
@Controller()
@UseFilters(SettleErrorsFilter)
export class RecordController {
  constructor(@Inject(RecordCommitter) private readonly committer: RecordCommitter) {}

  @EventPattern(kind('park_start'))
  parkStart(@Payload() delivery: RecordDelivery): Promise<void> {
    return this.committer.commit(delivery);
  }

  @EventPattern(kind('park_end'))
  parkEnd(@Payload() delivery: RecordDelivery): Promise<void> {
    return this.committer.commit(delivery);
  }

  @EventPattern(kind('comms_lost'))
  commsLost(@Payload() delivery: RecordDelivery): Promise<void> {
    return this.committer.commit(delivery);
  }

  @EventPattern(kind('comms_restored'))
  commsRestored(@Payload() delivery: RecordDelivery): Promise<void> {
    return this.committer.commit(delivery);
  }

  @EventPattern(kind('scheduled_report'))
  scheduledReport(@Payload() delivery: RecordDelivery): Promise<void> {
    return this.committer.commit(delivery);
  }

  @EventPattern(kind('lane_flow'))
  laneFlow(@Payload() delivery: RecordDelivery): Promise<void> {
    return this.committer.commit(delivery);
  }
}
