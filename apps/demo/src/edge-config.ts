import { stringify } from 'yaml';

/** The environment variable that holds the camera's address: the file on disk names it and never its value. */
export const CAMERA_URL_VARIABLE = 'KERBLINE_CAMERA_URL';

export const DEMO_DEVICE = 'demo';
const SOURCE = `\${${CAMERA_URL_VARIABLE}}`;

/** What `*.camera.json` says of the demo's street. */
export type DrawnStreet = Readonly<Record<'zones' | 'calibration' | 'parameters', unknown>>;

/**
 * The box's config for the demo: the street of the demo's film, drawn and calibrated, or the user's own camera as it
 * is, with no zones yet, which the box takes for one zone over the whole picture.
 */
export function demoEdgeConfig(street: DrawnStreet | null): string {
  return stringify({ device: DEMO_DEVICE, cameras: [street === null ? ownCamera() : demoCamera(street)] });
}

/** Only what describes the place: the film's day, rate and file mean nothing to a live camera. */
function demoCamera({ zones, calibration, parameters }: DrawnStreet): object {
  // Nobody real walks in a rendered street: the picture may be shown as it is.
  return { id: 'street', name: 'Demo street', source: SOURCE, snapshot: 'full', zones, calibration, parameters };
}

function ownCamera(): object {
  return { id: 'my-street', name: 'Your camera', source: SOURCE };
}
