// `npm run dev`: the demo on the bundled film, compiled again at every change, and the page's own server on port 5173.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runCommandLine } from './command-line.mjs';
import { createProgress } from './set-up/progress.mjs';
import { ROOT, setUp } from './set-up/set-up.mjs';

await setUp(createProgress(), ['video', 'broker', 'camera']);
const compilers = [
  ['tsc', '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  ['vite', 'apps/dashboard', '--clearScreen', 'false'],
].map(([tool, ...args]) =>
  spawn(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }),
);
await runCommandLine(['demo', '--watch', ...process.argv.slice(2)]);
for (const compiler of compilers) compiler.kill();
