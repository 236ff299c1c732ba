/** Troubles of a camera, made in the middle of a clip. */
import { execFileSync } from 'node:child_process';

/**
 * Half way through a clip of a minute or two, for as long as the guard needs to tell them: black at once, frozen after 12 s.
 * The exposure jumps by half and back. Pictures at a frozen time are those of its first moment, coded anew.
 */
const TROUBLES = {
  black: { fromS: 30, toS: 40, filter: (during: string) => `drawbox=color=black:t=fill:enable='${during}'` },
  frozen: { fromS: 30, toS: 50, filter: (during: string, fps: number) => `select='not(${during})',fps=${fps}` },
  exposure: { fromS: 30, toS: 45, filter: (during: string) => `exposure=exposure=0.6:enable='${during}'` },
} as const;

export type Trouble = keyof typeof TROUBLES;

export const TROUBLE_NAMES = Object.keys(TROUBLES) as readonly Trouble[];

/** Writes the clip with a trouble in it. */
export function spoil(trouble: Trouble, { from, to, fps }: { from: string; to: string; fps: number }): void {
  const { fromS, toS, filter } = TROUBLES[trouble];
  const during = `between(t,${fromS},${toS})`;
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-g', String(4 * fps), '-pix_fmt', 'yuv420p'];
  const command = ['-v', 'error', '-nostdin', '-y', '-i', from, '-vf', filter(during, fps), ...coding, '-an', to];
  execFileSync('ffmpeg', command, { stdio: ['ignore', 'inherit', 'inherit'] });
}
