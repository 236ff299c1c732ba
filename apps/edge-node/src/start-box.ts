import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { INestApplication } from '@nestjs/common';
import { natsOptions } from '#events/nats';
import { natsAddress } from './config/nats-config.js';
import { EdgeNodeModule } from './edge-node.module.js';
import type { BoxParts } from './edge-node.module.js';
import type { EventLog } from './logging/event-log.js';
import { NestLog } from './logging/nest-log.js';
import { NatsLink } from './records/nats-link.js';

/** Nobody waits for this link but a person who asks for a snapshot: pings every ten seconds would be 0.1 MB a day. */
const REQUEST_PING_MS = 60_000;

export interface RunningBox {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the box as a hybrid application: HTTP for whoever stands beside it, NATS for the hub's requests. */
export async function startBox(parts: BoxParts): Promise<RunningBox> {
  const { config, log } = parts;
  const app = await NestFactory.create(EdgeNodeModule.of(parts), {
    logger: new NestLog(log),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.connectMicroservice<MicroserviceOptions>({
    transport: Transport.NATS,
    options: natsOptions({ ...natsAddress(config, 'requests'), pingIntervalMs: REQUEST_PING_MS }),
  });
  await app.listen(config.http.port, config.http.host);
  serveRequestsOnceUp(app, log);
  return { url: await app.getUrl(), stop: () => app.close() };
}

/** Nest's transport gives up on a broker that is not there when it starts, so it waits for our own link to find it. */
function serveRequestsOnceUp(app: INestApplication, log: EventLog): void {
  let isAsked = false;
  app.get(NatsLink).onUp(() => {
    if (isAsked) return;
    isAsked = true;
    app.startAllMicroservices().catch((error: unknown) => {
      // The next time the link comes up is the next attempt.
      isAsked = false;
      log.warn('requests not served', { error });
    });
  });
}
