import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { isPortFree } from '#local-services';
import { Claim, healOrRefuse } from './claim.js';
import { DemoError } from './demo-error.js';
import { demoHome } from './demo-home.js';
import { readDemoOptions, type DemoArguments } from './demo-options.js';
import { Demo, type Step } from './demo.js';
import { listenForStop } from './stop-signals.js';

export interface RunDemoOptions extends DemoArguments {
  readonly home: string;
  /** Whether npm started us, whose death ends the demo. */
  readonly watchNpm: boolean;
  readonly step: Step;
  readonly say: (sentence: string) => void;
}

/** Runs the demo until it is told to stop; throws what a person must know. */
export async function runDemo({ home: root, watchNpm, step, say, ...given }: RunDemoOptions): Promise<void> {
  const options = readDemoOptions(given);
  const home = demoHome(root);
  const stopping = new AbortController();
  const stopListening = listenForStop(stopping, { watchNpm });
  const claim = await Claim.take(home, `http://127.0.0.1:${options.port}`).catch((error: unknown) => {
    // Watching npm would keep a refused start alive.
    stopListening();
    throw error;
  });
  const demo = new Demo(options, { home, claim, step, say, stopping });
  try {
    await refuseTakenPort(options.port);
    await demo.start();
    say(`ready ${demo.url}`);
    demo.beginTown();
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
    throwReason(stopping.signal);
  } catch (error) {
    throwReason(stopping.signal);
    // A start that was told to stop ends in whatever its current step made of it.
    if (!stopping.signal.aborted) throw error;
  } finally {
    stopping.abort();
    await demo.stop();
    await claim.release();
    stopListening();
  }
}

/** Clears all of the demo's state; refuses while it runs. */
export async function resetDemo({ home: root }: { home: string }): Promise<void> {
  const home = demoHome(root);
  await healOrRefuse(home);
  await rm(home.root, { recursive: true, force: true });
}

function throwReason({ reason }: AbortSignal): void {
  if (reason instanceof DemoError) throw reason;
}

async function refuseTakenPort(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw new DemoError(
    `port ${port} is taken by another program: choose another with \`npm start -- --port ${port + 1}\`, or find it with ` +
      `\`ss -ltnp 'sport = :${port}'\` (Debian, Fedora) or \`lsof -i :${port}\` (macOS)`,
  );
}
