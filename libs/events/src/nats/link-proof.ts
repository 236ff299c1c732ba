import type { Socket } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';
import { waitOrAbort } from './connection.js';

/**
 * Asks the broker for a sign of life. Without one within `answerMs` the connection is dropped, and dials anew by itself.
 * False: it was dropped. A connection that breaks meanwhile needs no help.
 */
export async function proveLink(connection: NatsConnection, answerMs: number): Promise<boolean> {
  const limit = new AbortController();
  const answered = connection.flush().then(
    () => true,
    () => true,
  );
  const isAlive = await Promise.race([answered, waitOrAbort(answerMs, limit.signal).then(() => false)]);
  limit.abort();
  if (!isAlive) await dropConnection(connection);
  return isAlive;
}

/**
 * The client's own way waits until what it has written has left: on a link that takes nothing any more that is for ever.
 * So its socket is closed beneath it, and it is asked only where that cannot be reached.
 */
export async function dropConnection(connection: NatsConnection): Promise<void> {
  const socket = socketOf(connection);
  if (socket) socket.destroy();
  else await connection.reconnect();
}

function socketOf(connection: NatsConnection): Socket | null {
  const { protocol } = connection as { protocol?: { transport?: { socket?: Socket } } };
  return protocol?.transport?.socket ?? null;
}
