import { describe, expect, it } from 'vitest';
import { runQuietly, shortened } from './command.mjs';

describe('shortened', () => {
  it('keeps the beginning and the end of a long output', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    const kept = shortened(lines.join('\n')).split('\n');
    expect([kept[0], kept[10], kept.at(-1), kept.length]).toEqual(['line 0', '…', 'line 99', 26]);
  });

  it('keeps all of a short output', () => expect(shortened('a\nb\n')).toBe('a\nb'));
});

describe('runQuietly', () => {
  it('tells what a failing command said, and how it ended', () =>
    expect(runQuietly('/bin/sh', ['-c', 'echo no luck; exit 3'], { title: 'Trying' })).rejects.toThrow(
      /^no luck\n\nTrying failed: .* ended with 3\.$/,
    ));

  it('tells when a command does not exist', () =>
    expect(runQuietly('/no/such/command', [], { title: 'Trying' })).rejects.toThrow('ENOENT'));
});
