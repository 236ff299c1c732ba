import { describe, expect, it } from 'vitest';
import { waitOrAbort } from './wait-or-abort.js';

/** Never over in a test, so that what is not cut short is known by the test's end. */
const HOUR_MS = 3_600_000;

describe('a wait that can be cut short', () => {
  it('is over after its time', async () => {
    await expect(waitOrAbort(1, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('is over as soon as it is aborted, and is no error then', async () => {
    const closing = new AbortController();
    const waited = waitOrAbort(HOUR_MS, closing.signal);
    closing.abort();
    await expect(waited).resolves.toBeUndefined();
  });

  it('does not begin after the abort', async () => {
    await expect(waitOrAbort(HOUR_MS, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
