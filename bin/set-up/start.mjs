import { createProgress } from './progress.mjs';
import { setUp } from './set-up.mjs';

/** `npm start -- <options>`: the set-up, then `kerbline demo <options>` in this very process. */
export async function startDemo(options) {
  const hasOwnCamera = options.some((option) => option.startsWith('--camera')) || process.env.KERBLINE_CAMERA_URL;
  const isQuestion = options.includes('--help') || options.includes('-h');
  await setUp(createProgress(), hasOwnCamera || isQuestion ? ['video', 'broker'] : ['video', 'broker', 'camera']);
  const { runCommandLine } = await import('../command-line.mjs');
  await runCommandLine(['demo', ...options]);
}
