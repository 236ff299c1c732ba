import { ConnectionRefusedError, RawLines, subjectOf } from './raw-lines.js';
import { RawNatsClient } from './raw-nats-client.js';

/** Clients that may hear and say everything in their account: of the hub, of the other boxes, and of the leaf itself. */
export type Witnesses = Readonly<Record<'hub' | 'others' | 'own', string>>;

interface Place {
  readonly leafPort: number;
  /** The name by which the city's broker knows the leaf. */
  readonly name: string;
  readonly port: number;
  /** Seeds. */
  readonly witnesses: Witnesses;
}

/**
 * A broker at a site that has been broken into: says to the city's broker whatever it likes, in the words brokers use
 * among themselves. The city's drops what a leaf may not say without a word, so witnesses tell what came through.
 */
export class RawLeaf {
  #lines: RawLines | null = null;
  #connections = 0;

  /**
   * `marker`: a subject on which the hub hears the leaf, and one on which it hears the hub; what has not come before
   * it does not come.
   */
  private constructor(
    private readonly place: Place,
    private readonly hub: RawNatsClient,
    private readonly others: RawNatsClient,
    private readonly own: RawNatsClient,
    private readonly marker: { readonly said: string; readonly heard: string },
  ) {}

  static async connect(place: Place, marker: { readonly said: string; readonly heard: string }): Promise<RawLeaf> {
    const { port, witnesses } = place;
    const hub = await RawNatsClient.connect(port, witnesses.hub);
    await hub.subscribe(marker.said, 1);
    const others = await RawNatsClient.connect(port, witnesses.others);
    return new RawLeaf(place, hub, others, await RawNatsClient.connect(port, witnesses.own), marker);
  }

  /** How often it has had to come in: it is cut off for what it may not ask for, and by a server that goes. */
  get connections(): number {
    return this.#connections;
  }

  /** Whether what it says on this subject is heard by anybody who does not live behind it. */
  async isHeard(subject: string): Promise<boolean> {
    for (const witness of [this.hub, this.others]) await witness.subscribe(subject, 2);
    const lines = await this.#connected();
    for (const each of [subject, this.marker.said]) lines.write(`LMSG ${each} 1\r\nx\r\n`);
    const heard = [...(await this.hub.heardBefore(this.marker.said)), ...(await this.others.heardByNow())];
    for (const witness of [this.hub, this.others]) await witness.unsubscribe(2);
    return heard.includes(subject);
  }

  /** Whether it hears what is said on `example` anywhere when it asks for `subject`. */
  async hears(subject: string, example: string): Promise<boolean> {
    const lines = await this.#connected();
    lines.write(`LS+ ${subject}\r\nPING\r\n`);
    try {
      if ((await lines.next((line) => line === 'PONG' || line.startsWith('-ERR'))) !== 'PONG') return this.#leave();
      for (const witness of [this.others, this.own, this.hub]) await witness.publish(example, { payload: 'x' });
      await this.hub.publish(this.marker.heard, { payload: 'x' });
      let isHeard = false;
      await lines.next(
        (line) => subjectOf(line) === this.marker.heard,
        (line) => (isHeard ||= subjectOf(line) === example),
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
    for (const witness of [this.hub, this.others, this.own]) witness.close();
  }

  #leave(): false {
    this.#lines?.close();
    this.#lines = null;
    return false;
  }

  async #connected(): Promise<RawLines> {
    if (this.#lines) return this.#lines;
    const lines = new RawLines(this.place.leafPort);
    this.#connections += 1;
    await lines.next((line) => line.startsWith('INFO '));
    const greeting = { user: this.place.name, pass: '', name: 'raw', version: '2.9.10', headers: true };
    lines.write(`CONNECT ${JSON.stringify(greeting)}\r\nLS+ ${this.marker.heard}\r\nPING\r\n`);
    const answer = await lines.next((line) => line === 'PONG' || line.startsWith('-ERR'));
    if (answer !== 'PONG') throw new ConnectionRefusedError(answer);
    return (this.#lines = lines);
  }
}
