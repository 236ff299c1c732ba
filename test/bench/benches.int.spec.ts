import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '#local-services';
import { compileBoxAnd } from '../../apps/edge-node/test/compiled.js';
import { FORMS } from '../../bench/support/forms.js';

const BENCHES = readdirSync(join(packageRoot(), 'bench')).flatMap((file) =>
  file.endsWith('.ts') ? [file.slice(0, -3)] : [],
);

interface Answer {
  readonly code: number | string | null | undefined;
  readonly out: string;
  readonly error: string;
}

/** What the documents say to type, by the bench's name: each time with the options that are named with it. */
const COMMANDS = ['docs/performance.md', 'docs/impact.md', 'docs/fleet.md', 'tools/street-scene/README.md'].flatMap(
  (file) =>
    [...read(file).matchAll(/node dist\/bench\/([a-z-]+)\.js([^`#]*)/g)].map(([, name = '', options = '']) => ({
      file,
      name,
      options: options.match(/--[a-z-]+/g) ?? [],
    })),
);

function read(path: string): string {
  return readFileSync(join(packageRoot(), path), 'utf8');
}

it('every bench stands in the table of benches', () => {
  const named = [...read('bench/README.md').matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(BENCHES.filter((name) => name !== 'all').sort());
});

it('every bench can be run among all', () =>
  expect(FORMS.map(({ name }) => name).sort()).toEqual(BENCHES.filter((name) => name !== 'all').sort()));

describe('a bench, asked for its usage,', () => {
  let dist = '';
  beforeAll(async () => {
    const sources = [
      'apps/hub/src',
      'apps/simulator/src',
      'libs/local-services/src',
      'test/reports/support',
      'test/support',
      'bench',
    ];
    dist = await compileBoxAnd(...sources);
  });
  afterAll(() => rm(dirname(dist), { recursive: true, force: true }));

  /** On a PATH without programs: what would start a server or a decoder cannot. */
  const ask = (name: string, ...options: readonly string[]) =>
    new Promise<Answer>((resolve) => {
      const command = [join(dist, 'bench', `${name}.js`), ...options];
      execFile(process.execPath, command, { env: { PATH: '' } }, (error, out, said) =>
        resolve({ code: error ? error.code : 0, out, error: said }),
      );
    });

  const helps = new Map<string, Promise<Answer>>();
  /** Asked for once: a program takes a second or more to load. */
  const help = (name: string) => {
    const asked = helps.get(name) ?? ask(name, '--help');
    helps.set(name, asked);
    return asked;
  };

  it.each(BENCHES)('%s: answers --help with its own name, and ends well', async (name) => {
    const { code, out, error } = await help(name);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toContain(`Usage: node dist/bench/${name}.js`);
  });

  it('refuses an option that it does not have, before it starts anything', async () => {
    const { code, out, error } = await ask('reads', '--no-such-option');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain("error: unknown option '--no-such-option'");
  });

  it.each(COMMANDS)('$name: has the options $options that $file names', async ({ name, options }) => {
    const { code, out } = await help(name);
    expect(code).toBe(0);
    for (const option of options) expect(out).toContain(`  ${option}`);
  });
});
