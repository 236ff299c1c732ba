export interface StreamMessage {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads Server-Sent Events, one at a time. */
export class EventStreamReader {
  #text = '';

  private constructor(
    private readonly chunks: ReadableStreamDefaultReader<Uint8Array>,
    private readonly aborting: AbortController,
  ) {}

  /** Resolves once the stream is open. */
  static async open(url: string, key: string, headers: Record<string, string> = {}): Promise<EventStreamReader> {
    const aborting = new AbortController();
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${key}`, ...headers },
      signal: aborting.signal,
    });
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    return new EventStreamReader(response.body.getReader(), aborting);
  }

  /** The next event; comments are passed over. */
  async next(): Promise<StreamMessage> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end < 0) {
        const { done, value } = await this.chunks.read();
        if (done) throw new Error('the stream has ended');
        this.#text += new TextDecoder().decode(value);
        continue;
      }
      const lines = this.#text.slice(0, end).split('\n');
      this.#text = this.#text.slice(end + 2);
      const fields = new Map(
        lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const [id, event, data] = ['id', 'event', 'data'].map((name) => fields.get(name));
      if (id && event && data) return { id, event, data };
    }
  }

  close(): void {
    this.aborting.abort();
  }
}
