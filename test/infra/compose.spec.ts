import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadEdgeConfig } from '../../apps/edge-node/src/config/load-edge-config.js';
import { readHubConfig } from '../../apps/hub/src/config/hub-config.js';
import { parseDockerfile } from './support/dockerfile.js';
import { INFRA, ROOT, readInfra } from './support/infra.js';

/** As much of the Compose specification as this file uses; a misspelled key is a key too many. */
const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_started']) }))
    .default({}),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: z.string(),
    timeout: z.string(),
    start_period: z.string().optional(),
    retries: z.number().optional(),
  }),
  profiles: z.array(z.string()).optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()),
  shm_size: z.string().optional(),
  stop_grace_period: z.string().optional(),
  restart: z.literal('unless-stopped'),
});
const file = z.strictObject({
  name: z.literal('kerbline'),
  'x-confined': z.unknown(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

const compose = file.parse(parse(readInfra('compose.yaml'), { merge: true }));
const services = Object.entries(compose.services);

/** A value as Compose gives it where `.env` says nothing: `${NAME:-default}` is the default. */
const filled = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')]),
  );

describe('the composition', () => {
  it('has every part of Kerbline, and asks each for its health', () => {
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining(['nats', 'postgres', 'hub', 'edge', 'camera', 'prometheus', 'grafana']),
    );
  });

  it('takes images of a named version, or builds them', () => {
    for (const [name, { image, build }] of services) {
      if (build === undefined) expect(image, name).toMatch(/^[a-z/]+:v?\d[\w.-]*$/);
    }
    expect(compose.services['nats']?.image).toMatch(/^nats:2\.12/);
  });

  it('builds targets that the Dockerfile has', () => {
    for (const [, { build }] of services) {
      if (!build) continue;
      expect(resolve(INFRA, build.context)).toBe(ROOT);
      const stages = parseDockerfile(readFileSync(join(ROOT, build.dockerfile), 'utf8'));
      expect(stages.map(({ name }) => name)).toContain(build.target);
    }
  });

  it('mounts files of the checkout read-only, and volumes that it declares', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')));
    for (const [source = '', , mode] of used) {
      if (!source.startsWith('./')) expect(compose.volumes).toHaveProperty(source);
      else expect([existsSync(join(INFRA, source)), mode], source).toEqual([true, 'ro']);
    }
    const volumes = used.map(([source]) => source).filter((source) => !source?.startsWith('./'));
    expect(new Set(volumes)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('is reached from this machine only', () => {
    for (const port of services.flatMap(([, { ports }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('lets no process gain rights, and gives none to those that need none', () => {
    for (const [name, { security_opt, cap_drop, read_only }] of services) {
      expect(security_opt, name).toContain('no-new-privileges:true');
      // PostgreSQL's image starts as root to own its folder.
      if (name !== 'postgres') expect([cap_drop, read_only], name).toEqual([['ALL'], true]);
    }
  });

  it('waits for services that are there, and for all that must be ready', () => {
    for (const [, { depends_on }] of services) {
      for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty(name);
    }
    expect(compose.services['hub']?.depends_on).toEqual({
      nats: { condition: 'service_healthy' },
      postgres: { condition: 'service_healthy' },
    });
  });

  it('gives the hub a configuration that the hub takes, for the servers beside it', () => {
    const environment = filled(compose.services['hub']?.environment ?? {});
    const { databaseUrl, natsUrl, http } = readHubConfig(environment);
    expect(compose.services).toHaveProperty(new URL(databaseUrl ?? '').hostname);
    expect(compose.services).toHaveProperty(new URL(natsUrl ?? '').hostname);
    expect(compose.services['hub']?.ports).toEqual([`127.0.0.1:8080:${http.port}`]);
    const known = ['hub-config.ts', 'broker-config.ts']
      .map((name) => readFileSync(join(ROOT, 'apps/hub/src/config', name), 'utf8'))
      .join('\n');
    for (const name of Object.keys(environment)) expect(known).toContain(`${name}:`);
  });

  it('gives the box a configuration that the box takes, for the camera beside it', () => {
    const environment = filled(compose.services['edge']?.environment ?? {});
    const config = loadEdgeConfig(join(INFRA, 'edge.yaml'), environment);
    expect(compose.services).toHaveProperty(new URL(config.nats.url).hostname);
    expect(compose.services).toHaveProperty(new URL(environment['KERBLINE_CAMERA_URL'] ?? '').hostname);
    expect(config.stateDirectory).toBe('/var/lib/kerbline');
  });

  it('has defaults for the passwords that everybody knows, and says so', () => {
    expect(readInfra('compose.yaml')).toMatch(/Change KERBLINE_API_KEYS and the passwords/);
    for (const [, { environment }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|KEYS/.test(name)) expect(value, name).toMatch(/^\$\{[A-Z_]+:-kerbline-local-only\}$/);
      }
    }
  });
});
