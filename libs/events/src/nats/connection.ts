import { connect, credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { waitOrAbort } from '#rounds';

/** One attempt to connect is given up after this long. */
const CONNECT_MS_MAX = 5_000;
/**
 * Between attempts to connect, doubled from the first to the last; a broker that starts again does so within a second.
 * A half of each is chance, so that a city's boxes do not return all at once.
 */
const REDIAL_MS_MIN = 250;
const REDIAL_MS_MAX = 2_000;
/** An idle link that is half open is noticed after two unanswered pings; a link on which something waits, much sooner. */
const PING_INTERVAL_MS = 10_000;
const PINGS_UNANSWERED_MAX = 2;

export type NatsCredentials =
  | { readonly type: 'password'; readonly user: string; readonly password: string }
  | { readonly type: 'token'; readonly token: string }
  /** The text of a `.creds` file: a JWT and its nkey seed. */
  | { readonly type: 'creds'; readonly text: string }
  /** An nkey's seed, `SU…`: the server knows its public key. */
  | { readonly type: 'nkey'; readonly seed: string };

export interface NatsAddress {
  /** `nats://host:port` or `tls://host:port`, several separated by commas; may carry `user:password@`. */
  readonly url: string;
  /** What the server's monitoring calls this client. */
  readonly name: string;
  readonly credentials?: NatsCredentials;
  /** Where answers are heard, `_INBOX_<principal>`: the only inboxes this principal may listen at. */
  readonly inboxPrefix?: string;
  /** The PEM file of the authorities a `tls://` server must have its certificate from; the system's otherwise. */
  readonly caFile?: string;
  /** How often to ask an idle broker for a sign of life; a half-open link is noticed after three times this long. */
  readonly pingIntervalMs?: number;
}

/** The broker could not be reached or refused us. Its message names the server and never a secret. */
export class NatsUnreachableError extends Error {
  override readonly name = 'NatsUnreachableError';
}

/**
 * Connects once, within bounded time, or throws `NatsUnreachableError`. Once connected, the connection reconnects by
 * itself for ever, also after a refused password (which an operator may be about to correct).
 */
export async function connectNats(address: NatsAddress): Promise<NatsConnection> {
  const options = natsOptions(address);
  try {
    return await connect(options);
  } catch (error) {
    // No `cause`: the client's own error may quote its options, credentials among them.
    const code = error instanceof Error ? error.message : 'unknown problem';
    throw new NatsUnreachableError(`NATS at ${serverNames(address.url)} is not reachable: ${withoutUrls(code)}`);
  }
}

/** Tries `connectNats` until it succeeds or `signal` is aborted (then it throws the signal's reason). */
export async function keepConnecting(
  address: NatsAddress,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (error: unknown, attempt: number) => void },
): Promise<NatsConnection> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const connection = await connectNats(address);
      if (!signal.aborted) return connection;
      await connection.close();
    } catch (error) {
      onFailure(error, attempt);
      await waitOrAbort(redialDelayMs(attempt, Math.random()), signal);
    }
  }
}

/** The client options behind `connectNats`, for Nest's own NATS transport, which makes its own connection. */
export function natsOptions(address: NatsAddress): Omit<NodeConnectionOptions, 'servers'> & { servers: string[] } {
  const urls = parseUrls(address.url);
  return {
    servers: urls.map((url) => url.host),
    name: address.name,
    timeout: CONNECT_MS_MAX,
    reconnect: true,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    ...reconnectTiming(),
    pingInterval: address.pingIntervalMs ?? PING_INTERVAL_MS,
    maxPingOut: PINGS_UNANSWERED_MAX,
    noAsyncTraces: true,
    ...(urls.some((url) => url.protocol === 'tls:') ? { tls: address.caFile ? { caFile: address.caFile } : {} } : {}),
    ...(address.inboxPrefix ? { inboxPrefix: address.inboxPrefix } : {}),
    ...authentication(address.credentials ?? credentialsOf(urls)),
  };
}

/**
 * The client reckons its own waits by the wall clock: set back by an hour, it would not dial for an hour. So it is told
 * that every attempt is due, and each but the first is put off by a timer instead. Of several servers, the one that failed
 * least is next.
 */
function reconnectTiming(): Pick<NodeConnectionOptions, 'reconnectDelayHandler' | 'reconnectToServer'> {
  let isFirst = true;
  return {
    reconnectDelayHandler: () => -Infinity,
    reconnectToServer: (servers) => {
      const [server] = [...servers].sort((a, b) => a.reconnects - b.reconnects);
      if (!server) return null;
      const delay = isFirst ? 0 : redialDelayMs(server.reconnects + 1, Math.random());
      isFirst = false;
      return { server, delay };
    },
  };
}

/** How long to wait before the `attempt`-th dialling since the broker was last there (1, 2, …); `random` is 0..1. */
export function redialDelayMs(attempt: number, random: number): number {
  const fullMs = Math.min(REDIAL_MS_MIN * 2 ** Math.min(attempt - 1, 16), REDIAL_MS_MAX);
  return fullMs * (0.5 + 0.5 * random);
}

/** Hosts and ports of a NATS URL, for logs and errors: everything secret is left out. */
export function serverNames(url: string): string {
  return parseUrls(url)
    .map(({ host }) => host)
    .join(', ');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What is wrong with going there in the open: everybody on the way could read records and keys. Null: nothing. */
export function plaintextProblem(url: string): string | null {
  const open = parseUrls(url).find(({ protocol, hostname }) => protocol !== 'tls:' && !LOOPBACK.test(hostname));
  if (!open) return null;
  return (
    `${open.host} would be spoken to in plain text: expected tls://${open.host}, or KERBLINE_ALLOW_PLAINTEXT=yes ` +
    'where the network between is private'
  );
}

function parseUrls(text: string): URL[] {
  return text.split(',').map((part) => {
    const trimmed = part.trim();
    const withScheme = trimmed.includes('://') ? trimmed : `nats://${trimmed}`;
    const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
    if (!url || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '') {
      throw new NatsUnreachableError('the NATS URL is not one: expected nats://host:port or tls://host:port');
    }
    return url;
  });
}

function credentialsOf(urls: readonly URL[]): NatsCredentials | undefined {
  const url = urls.find(({ username }) => username !== '');
  if (!url) return undefined;
  const user = decodeURIComponent(url.username);
  return url.password === ''
    ? { type: 'token', token: user }
    : { type: 'password', user, password: decodeURIComponent(url.password) };
}

function authentication(
  credentials: NatsCredentials | undefined,
): Pick<NodeConnectionOptions, 'user' | 'pass' | 'token' | 'authenticator'> {
  switch (credentials?.type) {
    case 'password':
      return { user: credentials.user, pass: credentials.password };
    case 'token':
      return { token: credentials.token };
    case 'creds':
      return { authenticator: credsAuthenticator(new TextEncoder().encode(credentials.text)) };
    case 'nkey':
      return { authenticator: nkeyAuthenticator(new TextEncoder().encode(credentials.seed)) };
    case undefined:
      return {};
  }
}

function withoutUrls(text: string): string {
  return text.replaceAll(/\S*:\/\/\S*/g, '(address)');
}
