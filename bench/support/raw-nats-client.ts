import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { fromSeed } from '@nats-io/nkeys';

const WAIT_MS_MAX = 5_000;
/** The broker refused the connection; its own words. */
export class ConnectionRefusedError extends Error {
  override readonly name = 'ConnectionRefusedError';
}

/**
 * NATS as it stands on the wire: says exactly what it is told to and hears what the server thinks of it, with none of
 * a client library's care.
 */
export class RawNatsClient {
  #text = '';
  #wake: (() => void) | null = null;
  #isClosed = false;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake?.();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake?.();
    });
  }

  /** `seed` null: nobody. Throws `ConnectionRefusedError`. */
  static async connect(port: number, seed: string | null): Promise<RawNatsClient> {
    const client = new RawNatsClient(createConnection({ host: '127.0.0.1', port }));
    const info = JSON.parse((await client.#line((line) => line.startsWith('INFO '))).slice('INFO '.length)) as {
      nonce?: string;
    };
    const options = { verbose: false, pedantic: false, headers: true, no_responders: true, protocol: 1, lang: 'raw' };
    client.#write(`CONNECT ${JSON.stringify({ ...options, ...signed(seed, info.nonce ?? '') })}\r\nPING\r\n`);
    const answer = await client.#line((line) => line === 'PONG' || line.startsWith('-ERR'));
    if (answer === 'PONG') return client;
    client.close();
    throw new ConnectionRefusedError(answer);
  }

  /** Null when the server took it, else what it said. */
  publish(subject: string, { reply = '', payload = '' } = {}): Promise<string | null> {
    return this.#ask(`PUB ${subject} ${reply}${reply ? ' ' : ''}${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
  }

  /** Null when the server took it, else what it said. */
  subscribe(subject: string, id: number): Promise<string | null> {
    return this.#ask(`SUB ${subject} ${id}\r\n`);
  }

  unsubscribe(id: number): Promise<string | null> {
    return this.#ask(`UNSUB ${id}\r\n`);
  }

  /** Resolves when the server has ended the connection. */
  async ended(): Promise<void> {
    while (!this.#isClosed) await this.#more();
  }

  close(): void {
    this.socket.destroy();
  }

  /** The server works a client's lines off in order: its complaint comes before its answer to the ping. */
  async #ask(text: string): Promise<string | null> {
    this.#write(`${text}PING\r\n`);
    const answer = await this.#line((line) => line === 'PONG' || line.startsWith('-ERR'));
    if (answer === 'PONG') return null;
    await this.#line((line) => line === 'PONG');
    return answer;
  }

  async #line(isWanted: (line: string) => boolean): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end < 0) {
        if (this.#isClosed) throw new ConnectionRefusedError('the server ended the connection');
        await this.#more();
        continue;
      }
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      if (line === 'PING') this.#write('PONG\r\n');
      else if (isWanted(line)) return line;
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the server says nothing')), WAIT_MS_MAX);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  #write(text: string): void {
    this.socket.write(text);
  }
}

/** With nkeys itself, not our wrapper: what is tested should not be tested with itself. */
function signed(seed: string | null, nonce: string): { nkey?: string; sig?: string } {
  if (seed === null) return {};
  const pair = fromSeed(new TextEncoder().encode(seed));
  return {
    nkey: pair.getPublicKey(),
    sig: Buffer.from(pair.sign(new TextEncoder().encode(nonce))).toString('base64url'),
  };
}
