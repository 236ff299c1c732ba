import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeUserKey } from '#identity';
import { curbsFile } from '../cds/support/street.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

interface CommandLine {
  readonly defineCommands: (
    program: Command,
    load: (application: string, entry?: string) => Promise<unknown>,
  ) => Command;
}

interface Line {
  readonly city_id: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly status: number | null;
}

/** Commands that change nothing of a city's in the hub's database, and why. */
const CHANGE_NOTHING: Readonly<Record<string, string>> = {
  analyze: 'reads a recording',
  audit: 'reads',
  'broker-key': 'makes a file',
  'city list': 'reads',
  'config get': 'reads',
  'config history': 'reads',
  'dead-letters list': 'reads',
  'dead-letters replay': 'speaks to the broker alone, whose records are counted as any other',
  demo: 'starts programs',
  'dev-ca': 'makes files',
  'device accounts': 'makes a file',
  'device list': 'reads',
  'device site-accounts': 'makes a file',
  edge: 'starts a program',
  enroll: 'asks the hub, which has a line of it',
  hub: 'starts a program',
  impact: 'reads',
  'key list': 'reads',
  report: 'reads',
  reset: 'clears the demo, its audit log too',
  simulate: 'is a box',
  town: 'is a box',
  track: 'reads a recording',
};

/** The paths of all commands that have no commands below them. */
function pathsOf(command: Command): string[] {
  return command.commands.flatMap((sub) =>
    sub.commands.length === 0 ? [sub.name()] : pathsOf(sub).map((path) => `${sub.name()} ${path}`),
  );
}

describe('a command that changes something', () => {
  let cities: TwoCities;
  let folder: string;
  let program: Command;

  beforeAll(async () => {
    cities = await TwoCities.start();
    await cities.recordADay(Date.now() - 2 * 86_400_000);
    folder = await mkdtemp(join(tmpdir(), 'kerbline-commands-'));
    vi.stubEnv('DATABASE_URL', cities.hub.postgres.url);
    vi.spyOn(console, 'log').mockReturnValue(undefined);
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    const root = new URL('../../', import.meta.url);
    const { defineCommands } = (await import(fileURLToPath(new URL('bin/command-line.mjs', root)))) as CommandLine;
    program = defineCommands(
      new Command('kerbline'),
      (application, entry = 'main') => import(fileURLToPath(new URL(`apps/${application}/src/${entry}.ts`, root))),
    );
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await cities.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const lines = () =>
    cities.database.query<Line>('select city_id, actor, action, subject, status from audit_log order by at');
  const fileOf = async (name: string, content: object) => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  /** Ends the last key that was made. */
  const keyId = async () => {
    const [key] = await cities.database.query<{ id: string }>(
      'select id from api_keys where city_id = $1 order by created_at desc limit 1',
      [ELSEWHERE],
    );
    return key?.id ?? 'none';
  };

  it('leaves one line: who, what, to what and in which city', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const publicKey = makeUserKey().publicKey;
    const changing: Readonly<Record<string, { args: string[]; city: string; subject: RegExp }>> = {
      'city add': { args: ['ogdenville'], city: 'ogdenville', subject: /^ogdenville, UTC$/ },
      'city set': { args: [ELSEWHERE, '--public-feed', 'on'], city: ELSEWHERE, subject: /public/i },
      'curbs import': {
        args: ['--city', HOME, await fileOf('curbs.json', curbsFile())],
        city: HOME,
        subject: /^3 zones, 2 policies$/,
      },
      'device add': {
        args: ['pole-9', '--city', ELSEWHERE, '--camera', 'north', 'south'],
        city: ELSEWHERE,
        subject: /^pole-9 with north south: a code$/,
      },
      'device rotate': {
        args: ['pole-9', '--public-key', publicKey],
        city: ELSEWHERE,
        subject: new RegExp(`^pole-9: the key ${publicKey}$`),
      },
      'config put': {
        args: ['pole-9/north', '--as', 'Ada', '--file', await fileOf('camera.json', { name: 'North' })],
        city: ELSEWHERE,
        subject: /^pole-9\/north, after version 0$/,
      },
      'device revoke': { args: ['pole-9'], city: ELSEWHERE, subject: /^pole-9$/ },
      'key add': {
        args: ['--name', 'signs', '--scopes', 'read', '--city', ELSEWHERE],
        city: ELSEWHERE,
        subject: /^signs: read$/,
      },
      'key revoke': { args: [], city: ELSEWHERE, subject: /^[0-9a-f-]{36}$/ },
      forget: { args: ['--city', HOME, '--before', day(30)], city: HOME, subject: /^before .*T00:00:00.000Z$/ },
      rebuild: {
        args: ['--city', HOME, '--from', day(3), '--to', day(1), '--fix'],
        city: HOME,
        subject: /^\S+T00:00:00.000Z to \S+T00:00:00.000Z$/,
      },
    };
    expect(pathsOf(program).sort()).toEqual([...Object.keys(changing), ...Object.keys(CHANGE_NOTHING)].sort());
    for (const [path, { args, city, subject }] of Object.entries(changing)) {
      const before = await lines();
      const typed = path === 'key revoke' ? [await keyId(), '--city', city] : args;
      await program.parseAsync([...path.split(' '), ...typed], { from: 'user' });
      const added = (await lines()).slice(before.length);
      expect(added, path).toEqual([
        {
          city_id: city,
          actor: path === 'config put' ? 'Ada' : (expect.stringMatching(/^\S+ \(command line\)$/) as string),
          action: path,
          subject: expect.stringMatching(subject) as string,
          status: 0,
        },
      ]);
    }
    process.exitCode = 0;
  });

  it('leaves none where it is refused before it begins, or only counts', async () => {
    const before = await lines();
    const run = (...args: string[]) => program.parseAsync(args, { from: 'user' });
    await expect(run('device', 'add', 'pole-9', '--city', 'atlantis')).rejects.toThrow('no city "atlantis"');
    await expect(run('device', 'revoke', 'pole-99')).rejects.toThrow('no device "pole-99"');
    await expect(run('curbs', 'import', '--city', 'atlantis', await fileOf('other.json', curbsFile()))).rejects.toThrow(
      'no city "atlantis"',
    );
    await run(
      'rebuild',
      '--city',
      HOME,
      '--from',
      new Date(Date.now() - 3_600_000).toISOString(),
      '--to',
      new Date().toISOString(),
    );
    process.exitCode = 0;
    expect(await lines()).toEqual(before);
  });
});
