// `npm run build`: the applications with their libraries, and the page.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasOutputs, rememberBuild, sourcesHash } from './set-up/build.mjs';
import { ROOT } from './set-up/set-up.mjs';

// One compiler for all three applications: `nest build` for each checks the shared libraries three times over.
const COMMANDS = [
  ['tsc', '-p', 'tsconfig.build.json'],
  ['vite', 'build', 'apps/dashboard', '--logLevel', 'warn'],
];

const hash = await sourcesHash(ROOT);
// The compiler's memory does not notice that its output was deleted.
if (!hasOutputs(ROOT)) await rm(join(ROOT, 'dist', '.tsbuildinfo'), { force: true });
const codes = await Promise.all(COMMANDS.map(runTool));
if (codes.some((code) => code !== 0)) process.exit(1);
await rememberBuild(ROOT, hash);

function runTool([tool, ...args]) {
  const child = spawn(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve) => child.once('close', resolve));
}
