import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runQuietly } from './command.mjs';

/** What the build reads. */
const SOURCES = ['apps', 'libs', 'bench', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'fixture']);
/** What the build writes, one file each. */
const OUTPUTS = [
  'dist/apps/hub/src/main.js',
  'dist/apps/edge-node/src/main.js',
  'dist/apps/demo/src/main.js',
  'apps/dashboard/dist/index.html',
];
const STAMP = 'dist/.kerbline-build';

export function isSource(path) {
  return !/\.spec\.[a-z]+$/.test(path);
}

export async function buildStep(root, step) {
  if (await isBuilt(root)) return;
  await step('build', () => runQuietly('npm', ['run', '--silent', 'build'], { cwd: root, title: 'The build' }));
}

export async function isBuilt(root) {
  if (!hasOutputs(root)) return false;
  const stamp = await readFile(join(root, STAMP), 'utf8').catch(() => '');
  return stamp === (await sourcesHash(root));
}

export function hasOutputs(root) {
  return OUTPUTS.every((path) => existsSync(join(root, path)));
}

/** Remembers which sources were built: the hash from before the build, so that an edit meanwhile counts as new. */
export async function rememberBuild(root, hash) {
  await mkdir(dirname(join(root, STAMP)), { recursive: true });
  await writeFile(join(root, STAMP), hash);
}

/** By content, not by time: a checkout or a copy changes times and nothing else. */
export async function sourcesHash(root) {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of await filesBelow(root, source)) {
      hash.update(`${path}\0`).update(await readFile(join(root, path)));
    }
  }
  return hash.digest('hex');
}

async function filesBelow(root, path) {
  const top = await stat(join(root, path)).catch(() => null);
  if (top === null) return [];
  if (top.isFile()) return [path];
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const below = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name)) below.push(...(await filesBelow(root, child)));
    else if (entry.isFile() && isSource(child)) below.push(child);
  }
  return below;
}
