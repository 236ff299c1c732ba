import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BornExpressAdapter } from './born-express-adapter.js';

describe('a request of the hub', () => {
  const app = express();
  let adapter: BornExpressAdapter;
  let server: Server;
  let port: number;

  beforeEach(async () => {
    adapter = new BornExpressAdapter(app);
    adapter.initHttpServer({});
    server = adapter.getHttpServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => adapter.close());

  it("is Express's before Express sees it, and so is its response: neither gets another prototype", async () => {
    const born: object[] = [];
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      born.push(Object.getPrototypeOf(request) as object, Object.getPrototypeOf(response) as object);
    });
    await fetch(`http://127.0.0.1:${port}/`);
    expect(born[0]).toBe(app.request);
    expect(born[1]).toBe(app.response);
  });

  it('has all that Express gives to requests and responses', async () => {
    app.get('/:name', (request, response) => {
      response.json({ name: request.params['name'], asks: request.query['for'], isOfApp: request.app === app });
    });
    const answer = await fetch(`http://127.0.0.1:${port}/gate?for=way`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toEqual({ name: 'gate', asks: 'way', isOfApp: true });
  });

  it('that is still open when the hub ends holds it up no longer than it takes to cut it', async () => {
    app.get('/stream/of/events', (_request, response) => void response.write(':'));
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /stream/of/events HTTP/1.1\r\nHost: hub\r\n\r\n');
    await once(socket, 'data');
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const cut = Promise.all([once(socket, 'close'), once(idle, 'close')]);
    await adapter.close();
    await cut;
    expect(server.listening).toBe(false);
  });
});
