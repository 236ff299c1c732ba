import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ViewGuard } from './view-guard.js';

const folder = resolve('..', 'shared', 'street');
const isHere = existsSync(folder);

/** Small, so that decoding is most of the time this takes; sizes differ from the benchmark's on purpose. */
const widthPx = 480;
const heightPx = 270;

describe.each(['no-parking-strip', 'oblique-lanes', 'residential-signal', 'top-down-lane'])('%s', (clip) => {
  it.skipIf(!isHere).each([2, 5])(
    `is believed for three rounds at %i pictures a second${isHere ? '' : ' (skipped: not here)'}`,
    async (fps) => {
      const guard = new ViewGuard();
      const faults = new Set<unknown>();
      let index = 0;
      for await (const rgb of decoded(resolve(folder, `${clip}.mp4`), fps)) {
        faults.add(guard.observe({ widthPx, heightPx, rgb }, (index++ * 1_000) / fps).fault);
      }
      expect(index).toBeGreaterThan(45 * fps);
      expect([...faults]).toEqual([null]);
    },
  );
});

/** Raw pictures of a whole film, shown three times: the camera is fixed, so only vehicles jump. */
async function* decoded(file: string, fps: number): AsyncGenerator<Uint8Array> {
  const filter = `fps=${fps},scale=${widthPx}:${heightPx},format=rgb24`;
  const ffmpeg = spawn(
    'ffmpeg',
    ['-v', 'error', '-nostdin', '-stream_loop', '2', '-i', file, '-vf', filter, '-f', 'rawvideo', '-'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const size = widthPx * heightPx * 3;
  let rest = Buffer.alloc(0);
  for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= size; rest = rest.subarray(size)) yield new Uint8Array(rest.subarray(0, size));
  }
}
