/** As much of autocannon 8 as the benches use. */
declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    /** Requests a second of all connections together. */
    readonly overallRate: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly requests: readonly { readonly path: string; readonly headers?: Readonly<Record<string, string>> }[];
  }
  interface Result {
    readonly latency: {
      readonly p50: number;
      readonly p99: number;
      readonly p99_9: number;
      readonly max: number;
    };
    readonly requests: { readonly average: number; readonly total: number };
    readonly errors: number;
    readonly timeouts: number;
    readonly non2xx: number;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
