import { Inject, Injectable } from '@nestjs/common';
import { CLOCK_AHEAD_MS_MAX, publicationOf } from '#events/nats';
import type { GivenUp, Outcome, RecordDelivery } from '#events/nats';
import { HubLog } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';

/** More boxes than any hub has, so that strangers' subjects cannot fill the metrics. */
const DEVICES_MAX = 10_000;

/** Which boxes' clocks are so wrong that what they send cannot be counted, until they are right again. */
@Injectable()
export class DeviceClocks {
  readonly #off = new Set<string>();

  constructor(
    @Inject(HubMetrics) private readonly metrics: Pick<HubMetrics, 'deviceClockOff'>,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  /** Notes what was given up of a message because of its box's clock. */
  refused(subject: string, givenUp: readonly GivenUp[]): void {
    const { deviceId } = publicationOf(subject);
    const offMs = givenUp.findLast(({ clockOffMs }) => clockOffMs !== undefined)?.clockOffMs;
    if (deviceId === null || offMs === undefined) return;
    const offSeconds = Math.round(offMs / 1_000);
    if (!this.#off.has(deviceId)) {
      if (this.#off.size >= DEVICES_MAX) return;
      this.#off.add(deviceId);
      this.log.error("a box's clock is wrong: its records become dead letters", { deviceId, offSeconds });
    }
    this.metrics.deviceClockOff.set({ device: deviceId }, offSeconds);
  }

  /** A box of which something was committed that it had only just recorded has its clock right. */
  settled(deliveries: readonly RecordDelivery[], outcomes: readonly Outcome[]): void {
    if (this.#off.size === 0) return;
    for (const [index, { deviceId, record, receivedAtMs }] of deliveries.entries()) {
      const isJustRecorded = Math.abs(receivedAtMs - record.recordedAtMs) <= CLOCK_AHEAD_MS_MAX;
      if (!isJustRecorded || outcomes[index]?.done !== true || !this.#off.delete(deviceId)) continue;
      this.metrics.deviceClockOff.remove({ device: deviceId });
      this.log.info("a box's clock is right again", { deviceId });
    }
  }
}
