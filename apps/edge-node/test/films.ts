import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A moving test card as H.264, 25 frames a second with a key picture every second. */
export async function makeFilm(path: string, options: { seconds: number; size?: string }): Promise<void> {
  const { seconds, size = '320x180' } = options;
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25`, '-t', String(seconds)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25', path],
  ]);
}

/** A tone without a picture. */
export async function makeSound(path: string): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=d=1', '-f', 'nut', path]);
}
