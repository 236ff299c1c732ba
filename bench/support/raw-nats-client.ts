import { fromSeed } from '@nats-io/nkeys';
import { ConnectionRefusedError, RawLines, subjectOf } from './raw-lines.js';

/**
 * NATS as it stands on the wire: says exactly what it is told to and hears what the server thinks of it, with none of
 * a client library's care.
 */
export class RawNatsClient {
  private constructor(private readonly lines: RawLines) {}

  /** `seed` null: nobody. Throws `ConnectionRefusedError`. */
  static async connect(port: number, seed: string | null): Promise<RawNatsClient> {
    const lines = new RawLines(port);
    const info = JSON.parse((await lines.next((line) => line.startsWith('INFO '))).slice('INFO '.length)) as {
      nonce?: string;
    };
    const options = { verbose: false, pedantic: false, headers: true, no_responders: true, protocol: 1, lang: 'raw' };
    lines.write(`CONNECT ${JSON.stringify({ ...options, ...signed(seed, info.nonce ?? '') })}\r\nPING\r\n`);
    const answer = await lines.next((line) => line === 'PONG' || line.startsWith('-ERR'));
    if (answer === 'PONG') return new RawNatsClient(lines);
    lines.close();
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

  /** The subjects that are heard before the first message on the last one. */
  async heardBefore(last: string): Promise<readonly string[]> {
    const heard: string[] = [];
    await this.lines.next(
      (line) => subjectOf(line) === last,
      (line) => heard.push(...[subjectOf(line)].filter((subject) => subject !== null)),
    );
    return heard;
  }

  /** The subjects that have been heard by now: the server's answer to a ping comes behind them. */
  async heardByNow(): Promise<readonly string[]> {
    const heard: string[] = [];
    this.lines.write('PING\r\n');
    await this.lines.next(
      (line) => line === 'PONG',
      (line) => heard.push(...[subjectOf(line)].filter((subject) => subject !== null)),
    );
    return heard;
  }

  /** Resolves when the server has ended the connection. */
  ended(): Promise<void> {
    return this.lines.ended();
  }

  close(): void {
    this.lines.close();
  }

  /** The server works a client's lines off in order: its complaint comes before its answer to the ping. */
  async #ask(text: string): Promise<string | null> {
    this.lines.write(`${text}PING\r\n`);
    const answer = await this.lines.next((line) => line === 'PONG' || line.startsWith('-ERR'));
    if (answer === 'PONG') return null;
    await this.lines.next((line) => line === 'PONG');
    return answer;
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
