import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { turnoverReport } from '#curb';
import { renderedReport } from '../../apps/hub/src/reports/rendered-report.js';
import { WorkshopApart } from '../../apps/hub/src/reports/workshop/workshop-apart.js';
import { compileBoxAnd } from '../../apps/edge-node/test/compiled.js';
import { DatabaseUnderTest } from '../hub/support/database-under-test.js';
import { simulatedDay } from './support/simulated-city.js';
import { storeDay } from './support/stored-day.js';

const PATIENCE = { timeout: 20_000, interval: 20 };
const EDITION = { revision: 1, changes: [] };
const JOBS_MAX = 20;

class Workshop extends WorkshopApart {
  constructor(
    readonly registry: Registry,
    databaseUrl: string,
    private readonly path: string,
  ) {
    super({ databaseUrl }, { registry });
  }

  protected override program(): URL {
    return pathToFileURL(this.path);
  }

  /** How many jobs have ended in each way. */
  async ends(): Promise<Record<string, number>> {
    const [metric] = await this.registry.getMetricsAsJSON();
    return Object.fromEntries((metric?.values ?? []).map(({ labels, value }) => [String(labels['end']), value]));
  }
}

describe('the process that makes reports', () => {
  let server: DatabaseUnderTest;
  let dist: string;
  let scripts: string;
  let workshop: Workshop | null = null;
  const day = simulatedDay({ zones: 8 });

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    await server.open();
    await storeDay(server.source, day);
    dist = await compileBoxAnd('apps/hub/src');
    scripts = await mkdtemp(join(tmpdir(), 'kerbline-workshop-'));
  });
  afterEach(() => workshop?.onModuleDestroy());
  afterAll(async () => {
    await server.stop();
    await Promise.all([dirname(dist), scripts].map((folder) => rm(folder, { recursive: true, force: true })));
  });

  const program = () => join(dist, 'apps/hub/src/reports/workshop/main.js');
  const opened = (path = program()) => (workshop = new Workshop(new Registry(), server.url, path));
  const script = async (name: string, text: string) => {
    const path = join(scripts, name);
    await writeFile(path, text);
    return path;
  };

  it('makes the report of a day, once', async () => {
    const { settle } = bound(opened());
    expect(await settle(day.city, day.date)).toBe('made');
    expect(await settle(day.city, day.date)).toBe('unchanged');
    const rows = await server.source.query<object[]>('select 1 from turnover_reports where day = $1', [day.date]);
    expect(rows).toHaveLength(1);
  });

  it('says why a report could not be made, and makes the next', async () => {
    const { settle } = bound(opened());
    await expect(settle({ ...day.city, timeZone: 'Nowhere/Atlantis' }, day.date)).rejects.toThrow(/Nowhere/);
    expect(await settle(day.city, '2026-11-22')).toBe('made');
  });

  it('draws a report of many zones to the same bytes as the hub itself would', async () => {
    const report = turnoverReport(simulatedDay({ zones: 101 }));
    for (const format of ['html', 'pdf', 'csv', 'json'] as const) {
      const [apart, here] = await Promise.all([
        opened().render(report, EDITION, format),
        renderedReport(report, EDITION, format),
      ]);
      expect(apart.body.equals(here.body)).toBe(true);
      expect({ ...apart, body: null }).toEqual({ ...here, body: null });
      await workshop?.onModuleDestroy();
    }
  });

  it('is not started for a report of a hundred zones', async () => {
    const { render } = bound(opened(join(scripts, 'not-there.js')));
    const report = turnoverReport(simulatedDay({ zones: 100 }));
    expect((await render(report, EDITION, 'csv')).body.length).toBeGreaterThan(0);
    await expect(render(turnoverReport(simulatedDay({ zones: 101 })), EDITION, 'csv')).rejects.toThrow(/ended/);
  });

  it('fails what it was making when it dies, and is started again for what comes', async () => {
    const dying = await script(
      'dying.mjs',
      `import { existsSync, writeFileSync } from 'node:fs';
       const mark = new URL('./died', import.meta.url);
       process.on('message', ({ id }) => {
         if (existsSync(mark)) return process.send({ id, result: 'made' });
         writeFileSync(mark, '');
         process.kill(process.pid, 'SIGKILL');
       });`,
    );
    const { settle } = bound(opened(dying));
    await expect(settle(day.city, day.date)).rejects.toThrow('the process that makes reports has ended');
    expect(await settle(day.city, day.date)).toBe('made');
    expect(await workshop?.ends()).toEqual({ failed: 1, done: 1 });
  });

  it(`lets ${JOBS_MAX} reports wait and refuses one more, and counts what it refused`, async () => {
    const silent = await script('silent.mjs', `process.on('message', () => undefined);`);
    const { settle } = bound(opened(silent));
    const waiting = Array.from({ length: JOBS_MAX }, () => settle(day.city, day.date).catch(String));
    await expect(settle(day.city, day.date)).rejects.toThrow(/ask again soon/);
    expect(await workshop?.ends()).toEqual({ refused: 1 });
    await workshop?.onModuleDestroy();
    expect(new Set(await Promise.all(waiting))).toEqual(
      new Set(['WorkshopError: the process that makes reports has ended']),
    );
  });

  it('ends with the hub, however that ends', async () => {
    const hub = await script(
      'hub.mjs',
      `import { fork } from 'node:child_process';
       const worker = fork(process.argv[2], { serialization: 'advanced' });
       worker.send({ id: 0, job: { type: 'settle', city: {}, date: '' } }, () => console.log(worker.pid));
       setInterval(() => undefined, 1000);`,
    );
    const parent = spawn(process.execPath, [hub, program()], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), PATIENCE);
  });
});

function bound(workshop: WorkshopApart): Pick<WorkshopApart, 'settle' | 'render'> {
  return { settle: workshop.settle.bind(workshop), render: workshop.render.bind(workshop) };
}
