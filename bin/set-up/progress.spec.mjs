import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.mjs';

function recorder(isTTY) {
  const written = [];
  return { isTTY, write: (text) => written.push(text), text: () => written.join('') };
}

function clock(...timesMs) {
  return () => timesMs.shift();
}

describe('createProgress', () => {
  it('writes a line before and after a step where nothing can turn', async () => {
    const stream = recorder(false);
    await createProgress(stream, clock(0, 2_340))('npm packages', () => Promise.resolve());
    expect(stream.text()).toBe('· npm packages …\n✓ npm packages (2.3 s)\n');
  });

  it('leaves one line a step on a terminal, without the time of a quick step', async () => {
    const stream = recorder(true);
    await createProgress(stream, clock(0, 999))('database', () => Promise.resolve());
    expect(stream.text().split('\x1b[2K').at(-1)).toBe('✓ database\n');
  });

  it('marks a step that fails, and passes its error on', async () => {
    const stream = recorder(false);
    const step = createProgress(stream, clock(0, 0));
    await expect(step('broker', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(stream.text()).toContain('✗ broker\n');
  });
});
