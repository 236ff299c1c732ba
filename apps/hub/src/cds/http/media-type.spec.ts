import { describe, expect, it } from 'vitest';
import { mediaType, negotiate } from './media-type.js';

describe('the version of an answer', () => {
  it('is the newest for whoever does not ask for one', () => {
    for (const accept of [undefined, '', '*/*', 'application/*', 'application/vnd.cds+json']) {
      expect(negotiate(accept, 'json')).toBe('1.1');
    }
    expect(negotiate('text/html,application/xhtml+xml,*/*;q=0.8', 'json')).toBe('1.1');
  });

  it('is the one that was asked for', () => {
    for (const version of ['1.0', '1.1'] as const) {
      expect(negotiate(mediaType('json', version), 'json')).toBe(version);
      expect(negotiate(`application/vnd.cds+csv; version="${version}"`, 'csv')).toBe(version);
    }
  });

  it('is the most wanted of several', () => {
    const both = (first: number, second: number) =>
      `application/vnd.cds+json;version=1.0;q=${first}, application/vnd.cds+json;version=1.1;q=${second}`;
    expect(negotiate(both(0.9, 0.5), 'json')).toBe('1.0');
    expect(negotiate(both(0.5, 0.5), 'json')).toBe('1.1');
    expect(negotiate(both(0, 0), 'json')).toBeNull();
    expect(negotiate('application/vnd.cds+json;version=9.9, application/vnd.cds+json;version=1.0', 'json')).toBe('1.0');
  });

  it('is none for another type, another format or a version that does not exist', () => {
    for (const accept of [
      'application/json',
      'text/html',
      mediaType('csv', '1.1'),
      'application/vnd.cds+json;version=2.0',
      'application/vnd.cds+json;version=1.0.1',
      'application/vnd.cds+json;version=',
      'application/vnd.cds+json;version=1.1;q=2',
      'nonsense',
      ','.repeat(3_000),
    ]) {
      expect(negotiate(accept, 'json')).toBeNull();
    }
  });
});
