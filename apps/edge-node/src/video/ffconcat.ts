import type { CameraUrl, Transport } from './camera-address.js';

/**
 * The script that tells ffmpeg, on its standard input, which camera to read: an address in the arguments would show
 * the password to every user of the machine. `CameraUrl` has made sure that no quote or line break is left in it.
 */
export function ffconcatScript(url: CameraUrl, options: { transport: Transport; socketTimeoutMs: number }): string {
  const address = url.reveal();
  if (/['\n\r]/.test(address)) throw new RangeError('the address cannot be quoted');
  return [
    'ffconcat version 1.0',
    `file '${address}'`,
    `option rtsp_transport ${options.transport}`,
    `option timeout ${options.socketTimeoutMs * 1_000}`,
    // Sound is never asked for: it would only cost the camera's uplink.
    'option allowed_media_types video',
    '',
  ].join('\n');
}

/** What ffmpeg may open for this camera, and nothing else: no file, no HTTP, no redirect to either. */
export function protocolsFor(url: CameraUrl, transport: Transport): string {
  const control = url.isEncrypted ? ['tls', 'tcp'] : ['tcp'];
  return ['pipe', ...control, ...(transport === 'udp' ? ['rtp', 'udp'] : [])].join(',');
}
