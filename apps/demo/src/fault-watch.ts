import { waitOrAbort } from '#rounds';

/** What the camera box says of itself on /healthz. */
export interface BoxHealth {
  readonly cameras: readonly string[];
  /** One sentence each; those of a camera begin with `camera <id>`. */
  readonly reasons: readonly string[];
}

const POLL_MS = 2_000;
const ANSWER_PATIENCE_MS = 5_000;
/** Right after a start everything is still connecting: what is not well after this long is worth a word. */
const SETTLING_MS = 10_000;

/** What is new between two looks at the box, in its own words. */
export function news(before: BoxHealth, after: BoxHealth): string[] {
  const faults = after.reasons.filter((reason) => !before.reasons.includes(reason));
  const isIll = (box: BoxHealth, camera: string) => box.reasons.some((reason) => isAbout(reason, camera));
  const recovered = after.cameras.filter((camera) => isIll(before, camera) && !isIll(after, camera));
  return [...faults, ...recovered.map((camera) => `camera ${camera} is back`)];
}

function isAbout(reason: string, camera: string): boolean {
  return reason.startsWith(`camera ${camera}:`) || reason.startsWith(`camera ${camera} `);
}

/** Asks the box how it is until told to stop, and says what is new. */
export async function watchFaults({
  url,
  say,
  signal,
}: {
  url: string;
  say: (sentence: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const begunMs = performance.now();
  let before: BoxHealth = { cameras: [], reasons: [] };
  while (!signal.aborted) {
    const after = await readHealth(url, signal);
    const isSettling = performance.now() - begunMs < SETTLING_MS;
    if (after !== null && !(isSettling && after.reasons.length > 0)) {
      news(before, after).forEach(say);
      before = after;
    }
    await waitOrAbort(POLL_MS, signal);
  }
}

/** Null when the box does not answer: its supervision tells of that. */
async function readHealth(url: string, signal: AbortSignal): Promise<BoxHealth | null> {
  try {
    const response = await fetch(`${url}/healthz`, {
      // A connection kept open would hold up the box's end.
      headers: { connection: 'close' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_PATIENCE_MS)]),
    });
    return boxHealth(await response.json());
  } catch {
    return null;
  }
}

function boxHealth(body: unknown): BoxHealth | null {
  if (typeof body !== 'object' || body === null || !('reasons' in body) || !('cameras' in body)) return null;
  const { reasons, cameras } = body;
  if (!Array.isArray(reasons) || !Array.isArray(cameras)) return null;
  return {
    reasons: reasons.filter((reason): reason is string => typeof reason === 'string'),
    cameras: cameras.flatMap((camera: unknown) =>
      typeof camera === 'object' && camera !== null && 'id' in camera ? [String(camera.id)] : [],
    ),
  };
}
