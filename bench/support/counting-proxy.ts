import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Passes TCP on and counts its payload, both ways. */
export class CountingProxy {
  upBytes = 0;
  downBytes = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(targetPort: number): Promise<CountingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new CountingProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client: Socket) => proxy.#pass(client, connect(targetPort, '127.0.0.1')));
    return proxy;
  }

  reset(): void {
    this.upBytes = this.downBytes = 0;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  #pass(client: Socket, target: Socket): void {
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      this.upBytes += chunk.length;
      target.write(chunk);
    });
    target.on('data', (chunk: Buffer) => {
      this.downBytes += chunk.length;
      client.write(chunk);
    });
  }
}
