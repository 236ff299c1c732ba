import { cp, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFile } from '@swc/core';
import { packageRoot } from '#local-services';

const SOURCES = [
  'apps/edge-node/src',
  ...['curb', 'detection', 'events', 'identity', 'rounds'].map((lib) => `libs/${lib}/src`),
];

/**
 * Compiles the box and the libs it stands on into a folder of its own, as `npm run build` would into `dist`: a worker
 * thread and a child process cannot run TypeScript. Returns the path of `main.js`.
 */
export async function compileBox(): Promise<string> {
  return join(await compile(SOURCES), 'apps/edge-node/src/main.js');
}

/** The same for the box and further folders of sources. Returns the `dist` folder, in a temporary folder of its own. */
export async function compileBoxAnd(...sources: readonly string[]): Promise<string> {
  return compile([...SOURCES, ...sources]);
}

async function compile(sources: readonly string[]): Promise<string> {
  const root = packageRoot();
  const folder = await mkdtemp(join(tmpdir(), 'kerbline-box-'));
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const source of sources) await compileFolder(join(root, source), join(folder, 'dist', source));
  return join(folder, 'dist');
}

async function compileFolder(from: string, to: string): Promise<void> {
  const names = await readdir(from, { recursive: true });
  for (const name of names.filter((path) => /(?<!\.spec|\.d)\.ts$/.test(path))) {
    const { code } = await transformFile(join(from, name), {
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    });
    const path = join(to, name.replace(/\.ts$/, '.js'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
}
