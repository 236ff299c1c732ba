import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below these the system gives no port to a connection that asks for any (Linux from 32768 on, others from later). One of
 * those that is free now may be taken by anybody's next connection: before its server listens, or while that is away.
 */
const PORTS = { from: 20_000, before: 32_768 } as const;
const TRIES_MAX = 100;

/** This process has asked for them, and may not listen yet. */
const given = new Set<number>();

/** A TCP port on 127.0.0.1 that nobody listens on at this moment, and that no connection will take. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = randomInt(PORTS.from, PORTS.before);
    if (given.has(port)) continue;
    given.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free port was found between ${PORTS.from} and ${PORTS.before}`);
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
