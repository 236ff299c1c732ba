import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ClientNats } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { z } from 'zod';
import { requestSubject } from '#events';
import type { AcceptViewAnswer, BoxRequest, ReloadConfigAnswer, SnapshotAnswer } from '#events';
import { natsOptions } from '#events/nats';
import { BrokerAddress } from '../broker/broker.js';
import { HubLog, errorFields } from '../log/hub-log.js';

/** A box that has not answered by then is not going to be waited for. */
const ANSWER_MS_MAX = 5_000;
const PROBLEMS_MAX = 50;

const snapshotAnswer: z.ZodType<SnapshotAnswer> = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    contentType: z.literal('image/jpeg'),
    base64: z.base64(),
    capturedAtMs: z.number(),
  }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
const acceptViewAnswer: z.ZodType<AcceptViewAnswer> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
const reloadAnswer: z.ZodType<ReloadConfigAnswer> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), configHashes: z.record(z.string(), z.number()) }),
  z.object({ ok: z.literal(false), problems: z.array(z.string()).max(PROBLEMS_MAX) }),
]);

/** Asks boxes over Nest's NATS transport. Null: the box did not answer, or not in words we know. */
@Injectable()
export class BoxClient implements OnApplicationShutdown {
  #client: ClientNats | null = null;

  constructor(
    @Inject(BrokerAddress) private readonly address: BrokerAddress,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  snapshot(deviceId: string, cameraId: string): Promise<SnapshotAnswer | null> {
    return this.#ask(deviceId, 'snapshot', { cameraId }, snapshotAnswer);
  }

  acceptView(deviceId: string, cameraId: string): Promise<AcceptViewAnswer | null> {
    return this.#ask(deviceId, 'accept_view', { cameraId }, acceptViewAnswer);
  }

  reloadConfig(deviceId: string): Promise<ReloadConfigAnswer | null> {
    return this.#ask(deviceId, 'reload_config', {}, reloadAnswer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#client?.close();
  }

  async #ask<T>(deviceId: string, request: BoxRequest, body: object, answer: z.ZodType<T>): Promise<T | null> {
    this.#client ??= new ClientNats(natsOptions({ ...this.address, name: `${this.address.name}-requests` }));
    try {
      const asked = this.#client.send<unknown>(requestSubject(deviceId, request), body);
      return answer.parse(await firstValueFrom(asked.pipe(timeout(ANSWER_MS_MAX))));
    } catch (error) {
      this.log.warn('box did not answer', { deviceId, request, ...errorFields(error) });
      return null;
    }
  }
}
