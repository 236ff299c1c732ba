import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** `deaf`: connections stand, and nothing passes: a cable that was pulled, or a NAT that has forgotten. */
type Mode = 'open' | 'cut' | 'slow' | 'deaf';

interface Pair {
  readonly sockets: readonly [Socket, Socket];
  /** Never again passes anything, whatever the mode. */
  isStranded: boolean;
}

/** A TCP link to a local port that can be cut, slowed and left half open. */
export class ToxicProxy {
  readonly #pairs = new Set<Pair>();
  #mode: Mode = 'open';
  #delayMs = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (socket) => this.#join(socket));
  }

  static async start(targetPort: number): Promise<ToxicProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ToxicProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The same address, by way of this proxy. */
  through(url: string): string {
    const address = new URL(url);
    address.port = String(this.port);
    return address.href.replace(/\/$/, '');
  }

  cut(): void {
    this.#mode = 'cut';
    for (const pair of this.#pairs) end(pair);
  }

  slow(delayMs: number): void {
    this.#mode = 'slow';
    this.#delayMs = delayMs;
  }

  deafen(): void {
    this.#mode = 'deaf';
  }

  /** Connections of now are dead without a word, for ever: nobody even takes what is written. New ones pass. */
  strand(): void {
    for (const pair of this.#pairs) {
      pair.isStranded = true;
      for (const socket of pair.sockets) socket.pause();
    }
  }

  /** What was deaf is closed, as a peer that has heard nothing for long does. */
  heal(): void {
    if (this.#mode === 'deaf') for (const pair of this.#pairs) end(pair);
    this.#mode = 'open';
  }

  async stop(): Promise<void> {
    for (const pair of this.#pairs) end(pair);
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#mode === 'cut') return void near.destroy();
    const far = connect({ port: this.targetPort, host: '127.0.0.1' });
    const pair: Pair = { sockets: [near, far], isStranded: false };
    this.#pairs.add(pair);
    for (const [from, to] of [pair.sockets, [far, near] as const]) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        // Of a stranded pair one end lives on: who forgets it cannot close the proxy.
        if (to.destroyed) this.#pairs.delete(pair);
        if (!pair.isStranded) to.destroy();
      });
      from.on('data', (chunk) => this.#carry(pair, [from, to], chunk));
    }
  }

  #carry(pair: Pair, [from, to]: readonly [Socket, Socket], chunk: Buffer): void {
    // What is held back is lost: whoever heals a deaf link ends it.
    if (this.#mode === 'deaf' || pair.isStranded) return;
    const resume = () => {
      if (!pair.isStranded) from.resume();
    };
    const pass = () => {
      if (pair.isStranded) return;
      if (to.write(chunk)) resume();
      else to.once('drain', resume);
    };
    from.pause();
    if (this.#mode === 'slow') setTimeout(pass, this.#delayMs);
    else pass();
  }
}

function end({ sockets }: Pair): void {
  for (const socket of sockets) socket.destroy();
}
