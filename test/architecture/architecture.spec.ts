import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/** Forbidden imports, each planted in a file of its own. */
const PLANTED = {
  database: { file: 'libs/curb/src/planted-database.ts', imports: 'typeorm' },
  node: { file: 'libs/curb/src/planted-node.ts', imports: 'node:fs' },
  otherApp: { file: 'apps/edge-node/src/planted-app.ts', imports: '../../hub/src/main.js' },
  network: { file: 'apps/edge-node/src/planted-network.ts', imports: 'onnxruntime-node' },
  core: { file: 'apps/dashboard/src/planted-core.ts', imports: '#curb' },
  wire: { file: 'libs/rounds/src/planted-wire.ts', imports: '#events' },
} as const;

describe('the architecture rules', () => {
  let objections: readonly string[] = [];

  beforeAll(async () => {
    const files = Object.values(PLANTED);
    await Promise.all(files.map(({ file, imports }) => writeFile(join(root, file), `import '${imports}';\n`)));
    const cruise = join(root, 'node_modules', '.bin', 'depcruise');
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...files.map(({ file }) => file)];
    const output = await run(cruise, args, { cwd: root }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
    objections = output.split('\n');
  }, 300_000);
  afterAll(async () => {
    await Promise.all(Object.values(PLANTED).map(({ file }) => rm(join(root, file), { force: true })));
  });

  const objectedTo = ({ file }: { readonly file: string }, rule: string) =>
    objections.some((line) => line.includes(`${rule}:`) && line.includes(file));

  it('keep the core free of the database', () => {
    expect(objectedTo(PLANTED.database, 'curb-is-pure')).toBe(true);
  });

  it('keep the core free of Node itself', () => {
    expect(objectedTo(PLANTED.node, 'curb-is-pure')).toBe(true);
  });

  it('keep one application out of another', () => {
    expect(objectedTo(PLANTED.otherApp, 'no-app-to-app')).toBe(true);
  });

  it('keep neural networks behind the engines', () => {
    expect(objectedTo(PLANTED.network, 'engines-stay-behind-their-door')).toBe(true);
  });

  it('keep what every loop stands on free of the wire', () => {
    expect(objectedTo(PLANTED.wire, 'rounds-know-nothing')).toBe(true);
  });

  it('keep the dashboard on the API', () => {
    expect(objectedTo(PLANTED.core, 'dashboard-speaks-http-only')).toBe(true);
  });
});
