import { createConnection } from 'node:net';
import type { Socket } from 'node:net';

const WAIT_MS_MAX = 5_000;

/** The broker refused the connection, in its own words, or ended it. */
export class ConnectionRefusedError extends Error {
  override readonly name = 'ConnectionRefusedError';
}

/** A connection to a NATS server, line by line as it stands on the wire. Answers the server's pings. */
export class RawLines {
  #text = '';
  #wake: (() => void) | null = null;
  #isClosed = false;
  readonly #socket: Socket;

  constructor(port: number) {
    this.#socket = createConnection({ host: '127.0.0.1', port });
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake?.();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#isClosed = true;
      this.#wake?.();
    });
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** The next line that is wanted; those before it are handed to `onOther`. Throws `ConnectionRefusedError` at the end. */
  async next(isWanted: (line: string) => boolean, onOther: (line: string) => void = () => undefined): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end < 0) {
        if (this.#isClosed) throw new ConnectionRefusedError('the server ended the connection');
        await this.#more();
        continue;
      }
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      if (line === 'PING') this.write('PONG\r\n');
      else if (isWanted(line)) return line;
      else onOther(line);
    }
  }

  /** Resolves when the server has ended the connection. */
  async ended(): Promise<void> {
    while (!this.#isClosed) await this.#more();
  }

  close(): void {
    this.#socket.destroy();
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
}

/** The subject of a message that begins on this line, or null. What came from another account may carry headers. */
export function subjectOf(line: string): string | null {
  return /^(?:L?MSG|HMSG) (\S+) /.exec(line)?.[1] ?? null;
}
