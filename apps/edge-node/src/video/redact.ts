/** Stands where a secret stood. */
export const MASK = '***';

/** Shorter secrets would mask half of every sentence; in a URL they are masked by their place instead. */
const KNOWN_SECRET_LENGTH_MIN = 4;

/** Only these begin a URL: a password that holds `x://` must not cut the URL that holds it in two. */
const URL_START = /\b(?:rtspu?|rtsps|rtspt|https?|wss?|nats|tls|tcp|udp|rtp|rtmps?|srt|postgres(?:ql)?):\/\//gi;
/** The `@` that ends the credentials stands before a host; ffmpeg's own `[rtsp @ 0x55…]` has a space there. */
const CREDENTIALS_END = /@(?=[^\s@])/g;
/** Cameras that take the password in the path (`/user=admin_password=x_channel=1`) or in a parameter. */
const SECRET_PARAMETER =
  /\b(?:usr|user|username|login|pass|passwd|password|pwd|psw|token|auth|secret|key|sig|signature)=/i;
const AUTHORIZATION = /\b((?:proxy-)?authorization\s*:\s*)[^\r\n]*/gi;

/**
 * The text with the credentials of every URL in it masked, whatever characters they are made of. It rather hides too
 * much than too little: up to the line's last `@` all is taken for credentials.
 */
export function redactUrls(text: string): string {
  return text
    .split('\n')
    .map((line) => redactLine(line.replace(AUTHORIZATION, `$1${MASK}`)))
    .join('\n');
}

/** As `redactUrls`, and the given secrets masked wherever they stand, plain or percent-encoded. */
export function redact(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of longestFirst(secrets)) masked = masked.replaceAll(secret, MASK);
  return redactUrls(masked);
}

function longestFirst(secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), encodeURI(secret)]);
  return [...new Set(forms)]
    .filter((form) => form.length >= KNOWN_SECRET_LENGTH_MIN)
    .sort((a, b) => b.length - a.length);
}

function redactLine(line: string): string {
  const starts = [...line.matchAll(URL_START)].map(({ index }) => index);
  if (starts.length === 0) return line;
  const pieces = starts.map((start, index) => redactFrom(line.slice(start, starts[index + 1] ?? line.length)));
  return line.slice(0, starts[0]) + pieces.join('');
}

/** `piece` begins with a URL and may go on with other words. */
function redactFrom(piece: string): string {
  const hostStart = piece.indexOf('://') + 3;
  const scheme = piece.slice(0, hostStart);
  const rest = piece.slice(hostStart);
  const credentialsEnd = [...rest.matchAll(CREDENTIALS_END)].at(-1)?.index;
  if (credentialsEnd === undefined) return scheme + redactParameters(rest);
  return `${scheme}${MASK}@${redactParameters(rest.slice(credentialsEnd + 1))}`;
}

function redactParameters(address: string): string {
  const end = address.search(/[\s'"<>]|$/);
  const url = address.slice(0, end);
  const cut = [url.indexOf('?'), url.search(SECRET_PARAMETER)].filter((index) => index >= 0);
  if (cut.length === 0) return address;
  const from = Math.min(...cut);
  return `${url.slice(0, from)}${url[from] === '?' ? '?' : ''}${MASK}${address.slice(end)}`;
}
