import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { last, lineage, parseDockerfile } from './support/dockerfile.js';
import { ROOT, readInfra } from './support/infra.js';

const stages = parseDockerfile(readInfra('Dockerfile'));
const named = new Map(stages.map((stage) => [stage.name, stage]));
const all = stages.flatMap(({ instructions }) => instructions);
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

/** The images a city runs, and the source each is compiled from. */
const IMAGES = { hub: 'apps/hub/src/main.ts', edge: 'apps/edge-node/src/main.ts' } as const;

describe('the Dockerfile', () => {
  it('begins every image from another of its own or from one of a named version', () => {
    for (const { from } of stages) {
      expect(named.has(from) || /^[a-z/-]+:\d[\w.-]*$/.test(from), from).toBe(true);
    }
  });

  it('runs on the Node.js that the package asks for', () => {
    const major = /\d+/.exec(packageJson.engines.node)?.[0];
    const bases = stages.map(({ from }) => from).filter((from) => !named.has(from));
    expect(new Set(bases)).toEqual(new Set([`node:${major}-bookworm-slim`]));
  });

  it('copies only what is in the checkout or in another of its images', () => {
    for (const { text } of all.filter(({ name }) => name === 'COPY')) {
      const [, from, paths = ''] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(text) ?? [];
      if (from !== undefined) expect(named.has(from), from).toBe(true);
      else for (const path of paths.split(' ').slice(0, -1)) expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  it('builds with scripts that the package has', () => {
    const scripts = all.flatMap(({ text }) => [...text.matchAll(/npm run (\S+)/g)].map(([, script]) => script ?? ''));
    expect(scripts).toEqual(['build']);
    for (const script of scripts) expect(packageJson.scripts).toHaveProperty(script);
  });

  it('installs what the lock file says, for the image’s own processor, and runs no script of a package', () => {
    for (const { text } of all.filter(({ text }) => /npm (ci|install)/.test(text))) {
      expect(text).toContain('npm ci ');
      expect(text).toContain('--ignore-scripts');
    }
    const copied = lineage(stages, 'hub').filter(({ text }) => text.includes('node_modules'));
    expect(copied.map(({ text }) => text)).toEqual(['--from=packages /kerbline/node_modules node_modules']);
  });

  it.each(Object.entries(IMAGES))('runs the %s as a user that is not root, by number', (image) => {
    expect(last(lineage(stages, image), 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(named.get(image)?.instructions.at(-1)?.name).toBe('ENTRYPOINT');
  });

  it.each(Object.entries(IMAGES))('starts the %s by what its source is compiled to', (image, source) => {
    const entry = JSON.parse(last(lineage(stages, image), 'ENTRYPOINT') ?? '[]') as string[];
    expect(existsSync(join(ROOT, source))).toBe(true);
    expect(entry.at(-1)).toBe(`dist/${source.replace(/\.ts$/, '.js')}`);
  });

  it.each(Object.keys(IMAGES))('asks the %s for its health at the port it shows', (image) => {
    const port = last(lineage(stages, image), 'EXPOSE');
    expect(last(lineage(stages, image), 'HEALTHCHECK')).toContain(`http://127.0.0.1:${port}/healthz`);
  });

  it('takes no secret and no state of the checkout along', () => {
    const ignored = readInfra('Dockerfile.dockerignore').split('\n');
    for (const pattern of ['.git', '**/node_modules', '**/dist', '.kerbline', '**/.env', '**/*.creds']) {
      expect(ignored).toContain(pattern);
    }
    expect(
      all.filter(({ name, text }) => name === 'ADD' || /--mount=type=secret|https?:\/\/(?!127\.)/.test(text)),
    ).toEqual([]);
  });
});
