import type { Socket } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';
import { waitOrAbort } from '#rounds';

/**
 * Asks the broker for a sign of life. Without one within `answerMs` the connection is dropped, and dials anew by itself.
 * Any message is one: on a slow link the answer waits behind what was sent before the question. False: it was dropped.
 */
export async function proveLink(connection: NatsConnection, answerMs: number): Promise<boolean> {
  const limit = new AbortController();
  const { inMsgs } = connection.stats();
  // A connection that breaks by itself needs no help.
  const answered = connection.flush().then(
    () => true,
    () => true,
  );
  const late = waitOrAbort(answerMs, limit.signal).then(() => connection.stats().inMsgs !== inMsgs);
  const isAlive = await Promise.race([answered, late]);
  limit.abort();
  if (!isAlive) await dropConnection(connection);
  return isAlive;
}

/**
 * The client's own way waits until what it has written has left: on a link that takes nothing any more that is for ever.
 * So its socket is closed beneath it, and it is asked only where that cannot be reached.
 */
async function dropConnection(connection: NatsConnection): Promise<void> {
  const socket = socketOf(connection);
  if (socket) socket.destroy();
  else await connection.reconnect();
}

function socketOf(connection: NatsConnection): Socket | null {
  const { protocol } = connection as { protocol?: { transport?: { socket?: Socket } } };
  return protocol?.transport?.socket ?? null;
}
