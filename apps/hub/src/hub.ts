import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json } from 'express';
import { CONFIG_BYTES_MAX, JetStreamRecordServer } from '#events/nats';
import { Broker } from './broker/broker.js';
import { HubSettings } from './config/hub-settings.js';
import { HubModule } from './hub.module.js';
import type { HubChoices } from './hub.module.js';
import { WorkshopHere } from './reports/workshop/report-workshop.js';
import { DeviceClocks } from './ingest/device-clocks.js';
import { door } from './limits/door.js';
import { RequestLimits } from './limits/request-limits.js';
import type { HubLog } from './log/hub-log.js';
import { errorFields } from './log/hub-log.js';
import { HubMetrics } from './observability/hub-metrics.js';
import { requestTimer } from './observability/request-timer.js';
import { cityScope } from './persistence/city-scope.js';
import { serveOpenApi } from './api/open-api.js';
import { BornExpressAdapter } from './web/born-express-adapter.js';
import { serveDashboard } from './web/dashboard.js';
import { securityHeaders } from './web/security-headers.js';

/** No request of the API has a body larger than a key. */
const BODY_LIMIT = '16kb';
/** But a camera's configuration, which may have many zones. */
const CONFIG_ROUTE = /^\/api\/v1\/cameras\/[^/]+\/config$/;
/** Bounds on how slowly a request may be sent: a header a byte a minute would hold a connection for ever. */
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;

/** The hub, put together but not started. Without a choice it starts no process of its own. */
export async function createHub(
  settings: HubSettings,
  log: HubLog,
  choices: HubChoices = { reportWorkshop: WorkshopHere },
): Promise<NestExpressApplication> {
  const hub = HubModule.with(settings, log, choices);
  const app = await NestFactory.create<NestExpressApplication>(hub, new BornExpressAdapter(), {
    logger: log,
    bodyParser: false,
    ...httpsOptions(settings),
    // A start that fails is the caller's to report.
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.set('trust proxy', [...settings.config.trustedProxies]);
  app.use(door(app.get(RequestLimits)));
  app.use(requestTimer(app.get(HubMetrics)));
  app.use(securityHeaders);
  app.use(cityScope);
  app.use(CONFIG_ROUTE, json({ limit: CONFIG_BYTES_MAX }));
  app.useBodyParser('json', { limit: BODY_LIMIT, type: isSmallJson });
  // The token endpoint of OAuth 2 speaks forms.
  app.useBodyParser('urlencoded', { limit: BODY_LIMIT, extended: false });
  serveOpenApi(app);
  serveDashboard(app, settings.config.dashboardDirectory);
  app.connectMicroservice({ strategy: recordServer(app, log) });
  return app;
}

/** Starts everything and resolves with the address, once HTTP is served. */
export async function startHub(app: NestExpressApplication, { config }: HubSettings): Promise<string> {
  await app.startAllMicroservices();
  const server: Server = await app.listen(config.http.port, config.http.host);
  server.headersTimeout = HEADERS_MS_MAX;
  server.requestTimeout = REQUEST_MS_MAX;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.http.port;
  const host = config.http.host.includes(':') ? `[${config.http.host}]` : config.http.host;
  return `${config.tls ? 'https' : 'http'}://${host}:${port}`;
}

function httpsOptions({ config: { tls } }: HubSettings) {
  return tls ? { httpsOptions: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } } : {};
}

/** Batches of curb events are longer, and are read by their own route once it is known who sends them. */
function isSmallJson(request: IncomingMessage): boolean {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  return isJson && !(request.url ?? '').startsWith('/cds/');
}

function recordServer(app: NestExpressApplication, log: HubLog): JetStreamRecordServer {
  const broker = app.get(Broker);
  const metrics = app.get(HubMetrics);
  const clocks = app.get(DeviceClocks);
  return new JetStreamRecordServer({
    connection: () => broker.connection(),
    replicas: app.get(HubSettings).config.broker.replicas,
    onSettled: (settlement, subject) => {
      metrics.settled(settlement);
      if (settlement.do === 'nak') {
        const { delayMs, error } = settlement;
        log.debug('message put back', { subject, delayMs, ...errorFields(error) });
      } else {
        clocks.refused(subject, settlement.givenUp);
        for (const { position, reason } of settlement.givenUp) {
          log.warn('record given up', { subject, position, reason });
        }
      }
    },
    onInterrupted: (error) => log.warn('consuming interrupted', errorFields(error)),
  });
}
