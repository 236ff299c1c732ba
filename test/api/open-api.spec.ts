import { createClient } from '@hey-api/openapi-ts';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../apps/hub/src/api/open-api.js';
import { readHubConfig } from '../../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../../apps/hub/src/config/hub-settings.js';
import { createHub } from '../../apps/hub/src/hub.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';

interface Operation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly security?: readonly unknown[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** Asked without a key. */
const OPEN = ['/healthz', '/metrics', '/oauth/token', '/api/v1/session', '/api/v1/enrolments'];
const CLIENT_TYPES = join(import.meta.dirname, '../../apps/dashboard/src/api/generated/types.gen.ts');

describe("the API's description", () => {
  let document: OpenAPIObject;
  let operations: [string, Operation][];

  beforeAll(async () => {
    // Put together but not started: nothing is connected to, and the addresses are never used.
    const settings = new HubSettings(readHubConfig({}), 'postgres://127.0.0.1/none', 'nats://127.0.0.1');
    document = openApiDocument(await createHub(settings, new HubLog('silent')));
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods as Record<string, Operation>).map((operation): [string, Operation] => [path, operation]),
    );
  });

  it('is OpenAPI 3.1, without a word of 3.0', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('names each route with an operation of its own', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const paths = new Set(operations.map(([path]) => path));
    for (const path of ['cameras', 'zones', 'zones/{id}/hours', 'lanes', 'visits', 'insights/heat-map']) {
      expect(paths).toContain(`/api/v1/${path}`);
    }
    for (const path of ['insights/dwell-distribution', 'insights/hot-spots', 'insights/compare']) {
      expect(paths).toContain(`/api/v1/${path}`);
    }
    for (const path of ['visits', 'zone-hours']) expect(paths).toContain(`/api/v1/exports/${path}.{format}`);
  });

  it('says of each route in a sentence what it is for', () => {
    const silent = operations.filter(([, { summary }]) => !/^[A-Z0-9].{10,140}\.$/.test(summary ?? ''));
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('tells of each route what its guard may answer, and which routes have none', () => {
    for (const [path, { security, responses }] of operations) {
      if (OPEN.some((open) => path === open) || path.startsWith('/api/v1/public/')) {
        expect({ path, security }).toEqual({ path, security: [] });
        continue;
      }
      expect({ path, security }).toEqual({ path, security: undefined });
      for (const status of ['401', '403', '429']) {
        expect(Object.keys(responses[status]?.content ?? {})).toEqual(['application/problem+json']);
      }
    }
  });

  it('is what the types of its clients were made from', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kerbline-client-'));
    try {
      await createClient({
        // The library changes what it is given.
        input: structuredClone(document) as unknown as Record<string, unknown>,
        output: { path: directory },
        plugins: ['@hey-api/typescript'],
        logs: { level: 'silent' },
      });
      // When stale: npm run generate:client
      await expect(await readFile(join(directory, 'types.gen.ts'), 'utf8')).toMatchFileSnapshot(CLIENT_TYPES);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
