import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHubConfig } from '../config/hub-config.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { AT_ONCE_MAX, WAITING_MAX, addressOf, credentialOf, door } from './door.js';
import { RequestLimits } from './request-limits.js';

const REQUESTS_PER_SECOND = 10;
const BURST = REQUESTS_PER_SECOND * 10;

describe('the door of the hub', () => {
  let server: Server;
  /** Requests that came through, in their order, until the spec answers them. */
  let inside: Response[];
  let arrived: () => void;
  let limits: RequestLimits;
  let metrics: HubMetrics;

  beforeEach(async () => {
    inside = [];
    arrived = () => undefined;
    metrics = new HubMetrics();
    limits = limitsOf(REQUESTS_PER_SECOND);
    await serve();
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const limitsOf = (perSecond: number) =>
    new RequestLimits({ config: readHubConfig({ KERBLINE_REQUESTS_PER_SECOND: String(perSecond) }) }, metrics);
  const serve = async (trustedProxies: string[] = []) => {
    const app = express();
    app.set('trust proxy', trustedProxies);
    app.use(door(limits));
    app.use((_request, response) => {
      inside.push(response);
      arrived();
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  };
  const ask = (key: string): ClientRequest => {
    const { port } = server.address() as AddressInfo;
    const asked = request({ port, host: '127.0.0.1', agent: false, headers: { authorization: `Bearer ${key}` } });
    // Cut off by the spec itself.
    asked.on('error', () => undefined);
    return asked.end();
  };
  const statusOf = async (asked: ClientRequest) => {
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  const insideAre = async (count: number) => {
    while (inside.length < count) await new Promise<void>((done) => (arrived = done));
    return inside;
  };
  const known = (key: string) =>
    limits.takeRequest(key, credentialOf({ headers: { authorization: `Bearer ${key}` } }), performance.now());

  it('lets a few of a caller in at once, and the next when one of them is answered', async () => {
    known('key');
    const asked = Array.from({ length: AT_ONCE_MAX + 1 }, () => ask('key'));
    const answers = asked.map(statusOf);
    const [first] = await insideAre(AT_ONCE_MAX);
    known('other');
    ask('other');
    await insideAre(AT_ONCE_MAX + 1);
    expect(inside.at(-1)?.req.headers.authorization, 'came last, and need not wait').toBe('Bearer other');
    first?.end();
    const all = await insideAre(AT_ONCE_MAX + 2);
    for (const response of all) response.end();
    expect(await Promise.all(answers)).toEqual(asked.map(() => 200));
  });

  it('lets those of a caller that is well into its burst in one by one', async () => {
    for (let request = 0; request <= REQUESTS_PER_SECOND; request++) known('hasty');
    const answers = [ask('hasty'), ask('hasty')].map(statusOf);
    await insideAre(1);
    known('other');
    ask('other');
    await insideAre(2);
    expect(inside.map(({ req }) => req.headers.authorization)).toEqual(['Bearer hasty', 'Bearer other']);
    inside[0]?.end();
    (await insideAre(3))[2]?.end();
    expect(await Promise.all(answers)).toEqual([200, 200]);
  });

  it('takes an answer that has begun for done: a stream keeps nobody waiting', async () => {
    known('key');
    const streams = Array.from({ length: AT_ONCE_MAX }, () => ask('key'));
    for (const stream of await insideAre(AT_ONCE_MAX)) stream.flushHeaders();
    ask('key');
    expect(await insideAre(AT_ONCE_MAX + 1)).toHaveLength(AT_ONCE_MAX + 1);
    for (const stream of streams) stream.destroy();
  });

  it('gives the turn of a client that has gone to the next', async () => {
    known('key');
    const [gone] = Array.from({ length: AT_ONCE_MAX }, () => ask('key'));
    await insideAre(AT_ONCE_MAX);
    ask('key');
    gone?.destroy();
    expect(await insideAre(AT_ONCE_MAX + 1)).toHaveLength(AT_ONCE_MAX + 1);
  });

  it('turns away, and counts, a request of a caller of whom two hundred wait, and none before it', async () => {
    known('key');
    const answers = Array.from({ length: AT_ONCE_MAX + WAITING_MAX + 1 }, () => statusOf(ask('key')));
    expect(await Promise.race(answers)).toBe(429);
    for (let answered = 0; answered < AT_ONCE_MAX + WAITING_MAX; answered++) {
      (await insideAre(answered + 1))[answered]?.end();
    }
    const all = await Promise.all(answers);
    expect(all.filter((status) => status === 200)).toHaveLength(AT_ONCE_MAX + WAITING_MAX);
    expect(await metrics.registry.getSingleMetricAsString('kerbline_requests_limited_total')).toContain(
      '{limit="turns"} 1',
    );
  });

  it('answers every one of a burst beyond the limit with when to ask again', async () => {
    for (let request = 0; request < BURST; request++) known('greedy');
    expect(() => known('greedy')).toThrow('asks more than it may');
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => (await once(ask('greedy'), 'response')) as [IncomingMessage]),
    );
    for (const [answer] of answers) {
      expect(answer.statusCode).toBe(429);
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.headers['content-type']).toBe('application/problem+json');
      answer.resume();
    }
    expect(inside).toEqual([]);
  });

  describe('behind a proxy', () => {
    /** Asks as a proxy on this machine would, and gives the address that is taken for the caller's. */
    const callerOf = async (forwardedFor: string, trustedProxies: string[]) => {
      server.close();
      inside = [];
      await serve(trustedProxies);
      const { port } = server.address() as AddressInfo;
      const headers = { 'x-forwarded-for': forwardedFor };
      request({ port, host: '127.0.0.1', agent: false, headers })
        .on('error', () => undefined)
        .end();
      const [response] = await insideAre(1);
      const address = response && addressOf(response.req);
      response?.end();
      return address;
    };

    it('takes the proxy for the caller as long as it was not told to trust it', async () => {
      expect(await callerOf('192.0.2.1', [])).toBe('127.0.0.1');
      expect(await callerOf('192.0.2.1', ['192.0.2.0/24', '127.0.0.2'])).toBe('127.0.0.1');
    });

    it('takes the last address that no trusted proxy has for the caller, whatever the caller put before it', async () => {
      expect(await callerOf('192.0.2.1', ['127.0.0.1'])).toBe('192.0.2.1');
      expect(await callerOf('198.51.100.9, 192.0.2.1', ['127.0.0.0/8'])).toBe('192.0.2.1');
      expect(await callerOf('198.51.100.9, 192.0.2.1, 10.0.0.7', ['127.0.0.1', '10.0.0.0/8'])).toBe('192.0.2.1');
    });

    it('takes the proxy for the caller where what it passes on is no address', async () => {
      expect(await callerOf('x'.repeat(1_000), ['127.0.0.1'])).toBe('127.0.0.1');
    });

    it('keeps no caller waiting for another', async () => {
      server.close();
      await serve(['127.0.0.1']);
      const { port } = server.address() as AddressInfo;
      for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']) {
        request({ port, host: '127.0.0.1', agent: false, headers: { 'x-forwarded-for': address } })
          .on('error', () => undefined)
          .end();
      }
      const callers = (await insideAre(AT_ONCE_MAX + 1)).map(({ req }) => addressOf(req));
      expect(callers.filter((address) => address === '192.0.2.1')).toHaveLength(AT_ONCE_MAX);
      expect(callers).toContain('192.0.2.2');
    });
  });

  it('lets all in at once where there is no limit', async () => {
    server.close();
    metrics = new HubMetrics();
    limits = limitsOf(0);
    await serve();
    for (let request = 0; request < AT_ONCE_MAX + 3; request++) ask('key');
    expect(await insideAre(AT_ONCE_MAX + 3)).toHaveLength(AT_ONCE_MAX + 3);
  });
});
