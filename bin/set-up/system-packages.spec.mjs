import { describe, expect, it } from 'vitest';
import { planInstallation } from './system-packages.mjs';

const root = { isRoot: true, hasAptGet: true, maySudo: false };

describe('planInstallation', () => {
  it('does nothing when nothing is missing', () =>
    expect(planInstallation({ ...root, missing: [] })).toEqual({ do: 'nothing' }));

  it('installs what is missing, and only that, as root', () => {
    const plan = planInstallation({ ...root, missing: ['video', 'broker'] });
    expect(plan.commands.map((command) => command.join(' '))).toEqual([
      'apt-get update',
      'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ffmpeg nats-server',
    ]);
  });

  it('goes through sudo when it asks for no password', () => {
    const plan = planInstallation({ isRoot: false, hasAptGet: true, maySudo: true, missing: ['video'] });
    expect(plan.commands.every((command) => command.slice(0, 2).join(' ') === 'sudo -n')).toBe(true);
  });

  it.each([
    ['without root or sudo', { isRoot: false, hasAptGet: true, maySudo: false }, 'without root or sudo'],
    ['without apt-get', { isRoot: true, hasAptGet: false, maySudo: false }, 'no apt-get'],
  ])('says in one sentence what is missing and how to get it %s', (_, situation, reason) => {
    const { do: what, sentence } = planInstallation({ ...situation, missing: ['broker'] });
    expect(what).toBe('ask');
    expect(sentence).toContain(reason);
    expect(sentence).toContain('sudo apt-get install --no-install-recommends nats-server');
    expect(sentence).toContain('sudo dnf install nats-server');
    expect(sentence).toContain('brew install nats-server');
    expect(sentence).toContain('docker compose -f infra/compose.yaml up');
    expect(sentence).not.toContain('\n');
    expect(sentence).not.toContain('ffmpeg');
  });
});
