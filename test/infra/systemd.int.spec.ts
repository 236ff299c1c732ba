import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, readInfra } from './support/infra.js';

const run = promisify(execFile);
/** Each with what it starts, and a name that systemd can start it by. */
const UNITS = [
  {
    file: 'kerbline-edge.service',
    name: 'kerbline-edge.service',
    flags: ['--enable-source-maps'],
    options: ['--config', '/etc/kerbline/edge.yaml'],
  },
  {
    file: 'kerbline-hub@.service',
    name: 'kerbline-hub@8080.service',
    flags: ['--enable-source-maps'],
    options: [],
  },
] as const;
/** systemd calls a service "OK" below 5, and below 2 in practice only what is confined by hand. */
const EXPOSURE_MAX = 2;

const hasSystemd = await run('systemd-analyze', ['--version']).then(
  () => true,
  () => false,
);

/** The directives of a unit file, in their order; those given twice stay twice. */
const directivesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^[A-Z]\w*=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);

describe.each(UNITS)('the unit $file', ({ file, flags, options }) => {
  const directives = directivesOf(readInfra(`systemd/${file}`));
  const value = (name: string) => directives.find(([directive]) => directive === name)?.[1];

  it('starts what its program is compiled to, by the file that the installation page names', () => {
    const words = (value('ExecStart') ?? '').split(' ');
    const main = words[1 + flags.length] ?? '';
    expect(words).toEqual(['/usr/bin/node', ...flags, main, ...options]);
    const source = main.replace('/opt/kerbline/dist/', '').replace(/\.js$/, '.ts');
    expect(existsSync(join(ROOT, source)), source).toBe(true);
  });

  it('runs as a user that its own file makes', () => {
    expect(readInfra('systemd/kerbline.sysusers')).toMatch(new RegExp(`^u\\s+${value('User')}\\s`, 'm'));
    expect(value('User')).not.toBe('root');
    expect([value('NoNewPrivileges'), value('CapabilityBoundingSet')]).toEqual(['yes', '']);
  });

  it('is started again for ever, but not with a configuration that was refused', () => {
    expect([value('Restart'), value('StartLimitIntervalSec')]).toEqual(['always', '0']);
    expect(value('RestartPreventExitStatus')).toBe('2');
  });

  it('does not forbid what Node.js needs to compile', () => {
    expect(value('MemoryDenyWriteExecute')).toBeUndefined();
    expect(value('ProcSubset')).toBeUndefined();
  });
});

describe.skipIf(!hasSystemd).each(UNITS)('systemd itself, of $file', ({ file, name }) => {
  let folder = '';
  let unit = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kerbline-unit-'));
    unit = join(folder, name);
    // This machine's Node.js may live elsewhere; systemd looks whether the command is there.
    await writeFile(unit, readInfra(`systemd/${file}`).replace('/usr/bin/node', process.execPath));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('understands every line of the unit', async () => {
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]);
    expect(stdout + stderr).toBe('');
  });

  it('calls the unit well confined', async () => {
    const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    expect(exposure).toBeLessThanOrEqual(EXPOSURE_MAX);
  });
});
