import { inspect } from 'node:util';
import { MASK } from './redact.js';

export const TRANSPORTS = ['tcp', 'udp'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Where a camera's video comes from. */
export type VideoAddress =
  | { readonly kind: 'rtsp'; readonly url: CameraUrl; readonly transport: Transport }
  | { readonly kind: 'file'; readonly path: string };

/** An RTSP address that shows its credentials to nobody who does not ask by name: not to logs, JSON or `inspect`. */
export class CameraUrl {
  readonly #url: string;
  /** Scheme, host and port: all that may be shown. A path or query may hold a secret too. */
  readonly shown: string;
  readonly isEncrypted: boolean;
  readonly secrets: readonly string[];

  constructor(parts: UrlParts) {
    const { scheme, host, port, user, password, path } = parts;
    const credentials = user === null ? '' : `${encode(user)}${password === null ? '' : `:${encode(password)}`}@`;
    const authority = port === null ? host : `${host}:${port}`;
    this.#url = `${scheme}://${credentials}${authority}${path}`;
    this.shown = `${scheme}://${credentials ? `${MASK}@` : ''}${authority}`;
    this.isEncrypted = scheme === 'rtsps';
    this.secrets = [password, path.length > 1 ? path : null].filter((secret) => secret !== null);
  }

  /** The whole address, credentials percent-encoded: for ffmpeg's standard input only. */
  reveal(): string {
    return this.#url;
  }

  equals(other: CameraUrl): boolean {
    return this.#url === other.#url;
  }

  toString(): string {
    return this.shown;
  }

  toJSON(): string {
    return this.shown;
  }

  [inspect.custom](): string {
    return this.shown;
  }
}

interface UrlParts {
  readonly scheme: 'rtsp' | 'rtsps';
  readonly host: string;
  readonly port: number | null;
  /** Plain, not percent-encoded. */
  readonly user: string | null;
  readonly password: string | null;
  /** From the first slash on, query included; empty or beginning with a slash or `?`. */
  readonly path: string;
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])$/i;
/** What RFC 3986 allows in a path and a query, the single quote excepted: it would end ffconcat's quoting. */
const PATH = /^(?:[/?](?:[a-z0-9\-._~!$&()*+,;=:@/?[\]|]|%[0-9a-f]{2})*)?$/i;

/**
 * Reads an RTSP address with its references already filled in. Credentials may hold raw `@` and `:`, as people write
 * them: the last `@` before the first slash ends them. A sentence that shows nothing of the address says what is wrong.
 */
export function parseRtspUrl(text: string): CameraUrl | { readonly problem: string } {
  const scheme = /^(rtsps?):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'rtsp' && scheme !== 'rtsps') return { problem: 'must begin with rtsp:// or rtsps://' };
  if (hasControlCharacter(text)) return { problem: 'holds a line break or another control character' };
  const rest = text.slice(scheme.length + 3);
  const pathStart = rest.search(/[/?]/);
  const authority = pathStart < 0 ? rest : rest.slice(0, pathStart);
  const path = pathStart < 0 ? '' : rest.slice(pathStart);
  const at = authority.lastIndexOf('@');
  const hostAndPort = /^(.*?)(?::(\d+))?$/.exec(authority.slice(at + 1));
  const host = hostAndPort?.[1] ?? '';
  const port = hostAndPort?.[2] === undefined ? null : Number(hostAndPort[2]);
  if (!HOST.test(host)) {
    return { problem: 'has no valid host; write a slash in the password as %2F, a question mark as %3F' };
  }
  if (port !== null && (port < 1 || port > 65_535)) return { problem: `has port ${port}, expected 1 to 65535` };
  if (!PATH.test(path)) return { problem: 'has a character in its path that must be percent-encoded' };
  const credentials = at < 0 ? null : readCredentials(authority.slice(0, at));
  if (credentials === 'undecodable') return { problem: 'has credentials with a wrong percent-encoding' };
  const { user = null, password = null } = credentials ?? {};
  return new CameraUrl({ scheme, host, port, user, password, path });
}

function readCredentials(text: string): { user: string; password: string | null } | 'undecodable' {
  const colon = text.indexOf(':');
  try {
    const user = decodeURIComponent(colon < 0 ? text : text.slice(0, colon));
    const password = colon < 0 ? null : decodeURIComponent(text.slice(colon + 1));
    if (hasControlCharacter(user + (password ?? ''))) return 'undecodable';
    return { user, password };
  } catch {
    return 'undecodable';
  }
}

/** What is wrong with a file path, or null. ffmpeg would take some names for options or protocols. */
export function filePathProblem(path: string): string | null {
  if (hasControlCharacter(path)) return 'holds a line break or another control character';
  if (path.startsWith('-')) return 'begins with a dash; write ./ before it';
  const protocol = /^([a-z][a-z0-9+.-]*)[:,]/i.exec(path)?.[1];
  if (protocol) return `asks for the protocol ${protocol}, expected rtsp://, rtsps:// or the path of a file`;
  return null;
}

/** encodeURIComponent leaves !'()* alone; the quote must not stand in an ffconcat script. */
function encode(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hasControlCharacter(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  return /[\u0000-\u001f\u007f]/.test(text);
}
