/** A server on 127.0.0.1 that was started here. The URL may hold its password. */
export interface RunningService {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process is gone, wanted or not. */
  readonly ended: Promise<void>;
  /** Ends it. Resolves within 3 s, when it is gone. */
  stop(): Promise<void>;
}
