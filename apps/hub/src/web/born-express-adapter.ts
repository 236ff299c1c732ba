import { IncomingMessage, ServerResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express } from 'express';

/**
 * Express whose requests and responses are its own from birth. Express gives each another prototype when it comes in,
 * and V8 then keeps what hangs on it, 10 kB and more a request, until the old generation is collected: each collection of the young
 * one has to copy it, and takes several times as long. Where the prototype is right already, it is left alone.
 */
export class BornExpressAdapter extends ExpressAdapter {
  override initHttpServer({ httpsOptions }: NestApplicationOptions): void {
    const app = this.getInstance<Express>();
    class BornRequest extends IncomingMessage {}
    class BornResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
    // Only of a class is the shape of its objects kept: made through `Reflect.construct`, each has a new one.
    app.request = Object.setPrototypeOf(BornRequest.prototype, app.request) as Express['request'];
    app.response = Object.setPrototypeOf(BornResponse.prototype, app.response) as Express['response'];
    const born = { IncomingMessage: BornRequest, ServerResponse: BornResponse };
    this.httpServer = httpsOptions ? createSecureServer({ ...httpsOptions, ...born }, app) : createServer(born, app);
  }

  /** Streams and connections that are kept alive would otherwise hold the end up. */
  override close(): Promise<unknown> | undefined {
    this.httpServer.closeAllConnections();
    return super.close();
  }
}
