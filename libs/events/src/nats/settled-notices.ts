import type { NatsConnection } from '@nats-io/transport-node';
import { encodeSettled } from '../batch-codec.js';
import { settledSubject } from '../subjects.js';

/**
 * Tells boxes which of their records they need not keep any longer. By core NATS: a box that does not listen just now
 * sends its records again and is told again.
 */
export class SettledNotices {
  constructor(private readonly connection: NatsConnection) {}

  tell(
    deviceId: string,
    settled: { readonly committed: readonly string[]; readonly givenUp: readonly string[] },
  ): void {
    if (settled.committed.length === 0 && settled.givenUp.length === 0) return;
    this.connection.publish(settledSubject(deviceId), encodeSettled(settled));
  }
}
