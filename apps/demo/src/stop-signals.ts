import { identityOf, isRunning, parentOf } from '#local-services';

const PARENT_POLL_MS = 500;

/** Whatever asks us to stop: a signal, the reader of our output going away, or, under npm, the death of npm. */
export function listenForStop(stopping: AbortController, { watchNpm }: { watchNpm: boolean }): () => void {
  const stop = (): void => stopping.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  process.stdout.on('error', stop);
  const timer = watchNpm ? watchAncestors(stop) : null;
  return () => {
    for (const signal of signals) process.off(signal, stop);
    if (timer !== null) clearInterval(timer);
  };
}

/** npm runs us through a shell, which stays when npm is killed: both must live. */
function watchAncestors(stop: () => void): NodeJS.Timeout {
  const ancestors = [process.ppid, parentOf(process.ppid) ?? process.ppid].map(identityOf);
  return setInterval(() => {
    if (!ancestors.every(isRunning)) stop();
  }, PARENT_POLL_MS);
}
