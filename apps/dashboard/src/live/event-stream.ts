import { isSignedOut } from '../api/hub-client.js';
import type { StreetEvent } from '../api/types.js';
import { backoffMs } from './backoff.js';
import { SseParser } from './sse-parser.js';

/** The hub sends a heartbeat every 15 s; without three of them the line is dead, whatever the socket says. */
const SILENCE_MS_MAX = 45_000;

export interface StreamListener {
  opened(): void;
  event(event: StreetEvent): void;
  lost(): void;
  signedOut(): void;
}

export type OpenStream = (signal: AbortSignal) => Promise<Response>;

/**
 * Keeps one event stream open until `stop`: reconnects with back-off, and gives up a line that fell silent.
 * The browser's own EventSource hides heartbeats and status codes, so it can notice neither silence nor a 401.
 */
export class EventStream {
  readonly #stopped = new AbortController();

  constructor(
    private readonly open: OpenStream,
    private readonly listener: StreamListener,
  ) {}

  async run(): Promise<void> {
    let attempt = 0;
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#follow(() => {
          attempt = 0;
        });
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        if (isSignedOut(error)) return this.listener.signedOut();
      }
      if (this.#stopped.signal.aborted) return;
      this.listener.lost();
      await pause(backoffMs(attempt++, Math.random()), this.#stopped.signal);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #follow(onHealthy: () => void): Promise<void> {
    const line = new AbortController();
    const hangUp = (): void => line.abort();
    this.#stopped.signal.addEventListener('abort', hangUp, { once: true });
    let silence = setTimeout(hangUp, SILENCE_MS_MAX);
    try {
      const answer = await this.open(line.signal);
      if (!answer.body) return;
      this.listener.opened();
      const parser = new SseParser();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        onHealthy();
        clearTimeout(silence);
        silence = setTimeout(hangUp, SILENCE_MS_MAX);
        for (const { data } of parser.push(chunk.value)) this.listener.event(JSON.parse(data) as StreetEvent);
      }
    } finally {
      clearTimeout(silence);
      this.#stopped.signal.removeEventListener('abort', hangUp);
      line.abort();
    }
  }
}

/** Ends early, without complaint, when `signal` aborts. */
function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
