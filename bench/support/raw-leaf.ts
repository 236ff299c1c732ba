import { ConnectionRefusedError, RawLines } from './raw-lines.js';
import { RawNatsClient } from './raw-nats-client.js';

/**
 * A broker at a site that has been broken into: says to the city's broker whatever it likes, in the words brokers use
 * among themselves. The city's drops what a leaf may not say without a word, so a witness tells what came through: a
 * client that may hear and say everything in the account of the boxes.
 */
export class RawLeaf {
  #lines: RawLines | null = null;

  /** `marker`: a subject on which leaf and witness may both be heard; what has not come before it does not come. */
  private constructor(
    private readonly port: number,
    private readonly name: string,
    private readonly witness: RawNatsClient,
    private readonly marker: { readonly said: string; readonly heard: string },
  ) {}

  static async connect(
    { leafPort, name, port, witnessSeed }: { leafPort: number; name: string; port: number; witnessSeed: string },
    marker: { readonly said: string; readonly heard: string },
  ): Promise<RawLeaf> {
    const witness = await RawNatsClient.connect(port, witnessSeed);
    await witness.subscribe(marker.said, 1);
    return new RawLeaf(leafPort, name, witness, marker);
  }

  /** Whether what it says on this subject is heard by anybody in the account. */
  async isHeard(subject: string): Promise<boolean> {
    await this.witness.subscribe(subject, 2);
    const lines = await this.#connected();
    for (const each of [subject, this.marker.said]) lines.write(`LMSG ${each} 1\r\nx\r\n`);
    const heard = await this.witness.heardBefore(this.marker.said);
    await this.witness.unsubscribe(2);
    return heard.includes(subject);
  }

  /** Whether it hears what is said on `example` when it asks for `subject`. */
  async hears(subject: string, example: string): Promise<boolean> {
    const lines = await this.#connected();
    lines.write(`LS+ ${subject}\r\nPING\r\n`);
    try {
      if ((await lines.next((line) => line === 'PONG' || line.startsWith('-ERR'))) !== 'PONG') return this.#leave();
      await this.witness.publish(example, { payload: 'x' });
      await this.witness.publish(this.marker.heard, { payload: 'x' });
      let isHeard = false;
      await lines.next(
        (line) => line.startsWith(`LMSG ${this.marker.heard} `),
        (line) => (isHeard ||= line.startsWith(`LMSG ${example} `)),
      );
      lines.write(`LS- ${subject}\r\n`);
      return isHeard;
    } catch (error) {
      // A leaf that asks for what it may not hear is cut off.
      if (error instanceof ConnectionRefusedError) return this.#leave();
      throw error;
    }
  }

  close(): void {
    this.#leave();
    this.witness.close();
  }

  #leave(): false {
    this.#lines?.close();
    this.#lines = null;
    return false;
  }

  async #connected(): Promise<RawLines> {
    if (this.#lines) return this.#lines;
    const lines = new RawLines(this.port);
    await lines.next((line) => line.startsWith('INFO '));
    const greeting = { user: this.name, pass: '', name: 'raw', version: '2.9.10', headers: true };
    lines.write(`CONNECT ${JSON.stringify(greeting)}\r\nLS+ ${this.marker.heard}\r\nPING\r\n`);
    const answer = await lines.next((line) => line === 'PONG' || line.startsWith('-ERR'));
    if (answer !== 'PONG') throw new ConnectionRefusedError(answer);
    return (this.#lines = lines);
  }
}
