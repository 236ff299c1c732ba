import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';

const URL_LENGTH_MAX = 2_000;

/** `loopback`: HTTP and this very machine are allowed too, for trying things out. */
export type Reach = 'public' | 'loopback';

/** Whether a connection to an IP address may be made. */
export function mayConnect(address: string, reach: Reach): boolean {
  return isPublicAddress(address) || (reach === 'loopback' && isLoopbackAddress(address));
}

/** The host as a name or a bare IP address: `URL` has written decimal, octal and short forms out by then. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** What is wrong with the address of a webhook, or null. What a name leads to is looked at with every connection. */
export function addressProblem(text: string, reach: Reach): string | null {
  if (text.length > URL_LENGTH_MAX) return `expected at most ${URL_LENGTH_MAX} characters`;
  if (!URL.canParse(text)) return 'expected an address such as https://example.org/curb-events';
  const url = new URL(text);
  const host = hostOf(url);
  const isAtLoopback = reach === 'loopback' && isLoopbackAddress(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isAtLoopback)) return 'expected https://';
  if (url.username !== '' || url.password !== '') return 'expected no user and password in the address';
  if (url.hash !== '') return 'expected no fragment in the address';
  if (isIP(host) !== 0) return mayConnect(host, reach) ? null : 'expected a host of the public internet';
  // A name without a dot is one of the local network, and these are kept for such (RFC 6761, 6762, 8375, ICANN).
  const isLocal = !host.replace(/\.$/, '').includes('.') || /\.(localhost|local|internal|home\.arpa)\.?$/.test(host);
  return isLocal ? 'expected a host of the public internet' : null;
}
