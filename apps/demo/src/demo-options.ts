import { DemoError } from './demo-error.js';

export interface DemoOptions {
  readonly port: number;
  /** The user's own camera, credentials and all; null for the demo's. */
  readonly cameraUrl: string | null;
  /** Whether a simulated city stands beside the camera, with six weeks of history. */
  readonly hasTown: boolean;
  /** Starts the hub and the box again whenever their compiled files change: for developers. */
  readonly watch: boolean;
}

/** As the user wrote it. */
export interface DemoArguments {
  readonly port: string;
  readonly cameraUrl: string | null;
  readonly watch?: boolean;
  readonly town?: boolean;
}

const PORT_MAX = 65_535;

/** The user's words to options. The camera's address may hold a password: no message repeats it. */
export function readDemoOptions({ port, cameraUrl, watch = false, town = true }: DemoArguments): DemoOptions {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > PORT_MAX) {
    throw new DemoError(`--port is "${port}", expected a number from 1 to ${PORT_MAX}`, 2);
  }
  if (cameraUrl !== null && !isRtspUrl(cameraUrl)) {
    throw new DemoError('the camera is not an address such as rtsp://host/path', 2);
  }
  // Whoever brings a camera looks at their own street.
  return { port: number, cameraUrl, hasTown: town && cameraUrl === null, watch };
}

function isRtspUrl(text: string): boolean {
  return URL.canParse(text) && /^rtsps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '';
}

/** An address that may be shown: without user and password. */
export function withoutCredentials(url: string): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  // Cameras take credentials in the query too.
  shown.search = '';
  return shown.href;
}
