import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt, rememberBuild, sourcesHash } from './build.mjs';

describe('the build stamp', () => {
  let root;
  const put = async (path, content) => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kerbline-build-'));
    await put('apps/hub/src/main.ts', 'one');
    await put('libs/curb/src/index.ts', 'two');
    for (const name of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) await put(name, '{}');
    for (const app of ['hub', 'edge-node', 'demo']) await put(`dist/apps/${app}/src/main.js`, '');
    await put('apps/dashboard/dist/index.html', '');
    await rememberBuild(root, await sourcesHash(root));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('holds while no source changed', async () => expect(await isBuilt(root)).toBe(true));

  it('holds when only times changed', async () => {
    await utimes(join(root, 'apps/hub/src/main.ts'), new Date(0), new Date(0));
    expect(await isBuilt(root)).toBe(true);
  });

  it('is void after a source changed, came or went', async () => {
    await put('libs/curb/src/index.ts', 'changed');
    expect(await isBuilt(root)).toBe(false);
    await put('libs/curb/src/index.ts', 'two');
    await put('libs/curb/src/new.ts', '');
    expect(await isBuilt(root)).toBe(false);
  });

  it('ignores specs and built files', async () => {
    await put('apps/hub/src/main.spec.ts', 'a spec');
    await put('apps/dashboard/dist/assets/index.js', 'built');
    expect(await isBuilt(root)).toBe(true);
  });

  it('is void when an output is missing', async () => {
    await rm(join(root, 'dist/apps/hub/src/main.js'));
    expect(await isBuilt(root)).toBe(false);
  });
});
