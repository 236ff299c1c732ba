const LOOPBACK_ADDRESSES = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
const LOOPBACK_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Whether a request comes from this machine and means this machine. The Host header counts because a page of a
 * stranger's can point its own name at 127.0.0.1; forwarding headers count because a proxy on this machine makes
 * everybody look local.
 */
export function isLoopback(request: {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}): boolean {
  const { host, forwarded, 'x-forwarded-for': forwardedFor } = request.headers;
  if (forwarded !== undefined || forwardedFor !== undefined || typeof host !== 'string') return false;
  return LOOPBACK_HOSTS.test(host) && LOOPBACK_ADDRESSES.test(request.socket.remoteAddress ?? '');
}
