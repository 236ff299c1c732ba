import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuietly } from './command.mjs';

/**
 * Whether node_modules lacks something the lock file asks for, or holds another version of it. npm writes down what it
 * installed in the same form; optional packages may be absent, as npm leaves them out where they do not fit.
 */
export function lacksPackages(lock, installed) {
  if (installed === null) return true;
  return Object.entries(lock.packages).some(([path, wanted]) => {
    if (path === '') return false;
    const found = installed.packages[path];
    if (found === undefined) return wanted.optional !== true && wanted.devOptional !== true;
    return found.version !== wanted.version;
  });
}

export async function npmPackagesStep(root, step) {
  const lock = await readJson(join(root, 'package-lock.json'));
  const installed = await readJson(join(root, 'node_modules', '.package-lock.json')).catch(() => null);
  if (!lacksPackages(lock, installed)) return;
  await step('npm packages', () =>
    runQuietly('npm', ['ci', '--include=dev', '--no-progress', '--loglevel=error'], {
      cwd: root,
      // The inference engine's CPU library is in its package; the GPU one is a large download that is not used.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
      title: 'Installing the npm packages',
    }),
  );
}

async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}
